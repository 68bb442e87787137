"""What WeChat calls: the check of the address, and a person's messages, in the clear or sealed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import hdrs, web
from pydantic import SecretStr

from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Notes
from bot.handlers.tencent.bodies import TooMuch, read_body
from bot.handlers.tencent.envelopes import Envelope, Forged, check_signature
from bot.handlers.tencent.replays import check_new, check_time
from bot.handlers.tencent.safe_xml import BadXml, fields, read_xml, write_xml
from bot.handlers.wechat import sentences
from bot.handlers.wechat.answering import ANSWERED_WITHIN, Answering
from bot.handlers.wechat.incoming import Incoming, read_incoming

log = logging.getLogger(__name__)
PATH = "/wechat"
_MOST_ECHO = 256
_NOTHING = "success"


@dataclass(frozen=True, slots=True)
class Callback:
    """The address that WeChat calls. Without an ``envelope`` messages come in the clear."""

    token: SecretStr
    envelope: Envelope | None
    notes: Notes
    answering: Answering
    now: Callable[[], float] = time.time

    async def check(self, request: web.Request) -> web.Response:
        """Gives back what WeChat sent to see whose address this is."""
        echo = request.query.get("echostr", "")
        try:
            self._check_signed(request)
            await check_new(self.notes, "wechat", *_nonce(request), f"echo:{echo[:_MOST_ECHO]}")
        except Forged:
            return _refused("forged or out of date")
        except StoreTrouble:
            log.exception("the notes did not answer")
            return web.Response(status=503)
        return web.Response(text=echo[:_MOST_ECHO], headers={hdrs.X_CONTENT_TYPE_OPTIONS: "nosniff"})

    async def take(self, request: web.Request) -> web.Response:
        """Answers a message within the time that WeChat waits."""
        since = time.monotonic()
        try:
            self._check_signed(request)
            incoming = read_incoming(self._opened(request, await read_body(request)))
        except Forged:
            return _refused("forged or out of date")
        except (BadXml, TooMuch) as error:
            log.warning("a callback could not be read: %s", str(error) or "too large")
            return web.Response(status=400)
        except TimeoutError:
            return web.Response(status=408)
        return await self._answered(request, incoming, since)

    async def _answered(self, request: web.Request, incoming: Incoming, since: float) -> web.Response:
        try:
            async with asyncio.timeout(since + ANSWERED_WITHIN - time.monotonic()):
                is_new = await check_new(self.notes, "wechat", *_nonce(request), incoming.key)
        except Forged:
            return _refused("a nonce used again")
        except (StoreTrouble, TimeoutError):
            log.exception("the notes did not answer")
            return self._said(incoming, sentences.OUTAGE)
        try:
            text = await self.answering.answer(incoming, is_new, since)
        except StoreTrouble:
            log.exception("a message is worked on, and the notes did not answer")
            text = sentences.FAILED
        return self._said(incoming, text)

    def _check_signed(self, request: web.Request) -> None:
        nonce, timestamp = _nonce(request)
        check_signature(request.query.get("signature", ""), self.token.get_secret_value(), timestamp, nonce)
        check_time(timestamp, self.now)

    def _opened(self, request: web.Request, body: bytes) -> dict[str, str]:
        """The fields of the message. With a key set, only what is sealed counts."""
        given = fields(read_xml(body))
        if self.envelope is None:
            if "FromUserName" not in given and "Encrypt" in given:
                log.error("messages come encrypted: set CANBAO_WECHAT_AES_KEY (EncodingAESKey)")
            return given
        nonce, timestamp = _nonce(request)
        signed = request.query.get("msg_signature", "")
        inner = self.envelope.open(given.get("Encrypt", ""), signed, timestamp, nonce)
        return fields(read_xml(inner.encode("utf-8", "replace")))

    def _said(self, incoming: Incoming, text: str) -> web.Response:
        if not text:
            return web.Response(text=_NOTHING)
        told = write_xml(
            ToUserName=incoming.user,
            FromUserName=incoming.account,
            CreateTime=int(self.now()),
            MsgType="text",
            Content=text,
        )
        sealed = told if self.envelope is None else self.envelope.close(told)
        return web.Response(text=sealed, content_type="application/xml")


def _nonce(request: web.Request) -> tuple[str, str]:
    return request.query.get("nonce", "")[:128], request.query.get("timestamp", "")[:32]


def _refused(why: str) -> web.Response:
    log.warning("a callback was refused: %s", why)
    return web.Response(status=403)
