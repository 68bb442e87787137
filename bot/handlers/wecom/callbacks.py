"""The requests that WeCom makes: one that verifies the address, and one for each message."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from xml.etree.ElementTree import Element

from aiohttp import hdrs, web

from bot.handlers.tencent.bodies import TooMuch, read_body
from bot.handlers.tencent.enterprise import EnterpriseSettings
from bot.handlers.tencent.envelopes import Envelope, Forged
from bot.handlers.tencent.replays import check_time
from bot.handlers.tencent.safe_xml import BadXml, fields, read_xml

log = logging.getLogger(__name__)

Take = Callable[[Element, float], Awaitable[str]]
"""Takes what was opened, and since when WeCom waits, by ``time.monotonic``; gives the XML of the response, empty where
there is none."""


class Callbacks:
    """Opens what is sealed for the application of these settings; answers nothing to what is not WeCom's."""

    def __init__(self, settings: EnterpriseSettings, take: Take, now: Callable[[], float] = time.time) -> None:
        """``now`` is real time in seconds."""
        token, aes_key = settings.token.get_secret_value(), settings.aes_key.get_secret_value()
        self._corp_id = settings.corp_id
        self._envelope = Envelope(token, aes_key, self._corp_id)
        self._take = take
        self._now = now

    def add_to(self, app: web.Application, path: str) -> None:
        """Serves the callbacks under the path."""
        app.router.add_get(path, self._verify)
        app.router.add_post(path, self._receive)

    async def _verify(self, request: web.Request) -> web.Response:
        """Shows WeCom that the key is known: the sealed word, opened."""
        try:
            return web.Response(text=self._open(request, request.query.get("echostr", "")))
        except Forged as forged:
            return _refuse(forged)

    async def _receive(self, request: web.Request) -> web.Response:
        since = time.monotonic()
        try:
            body = await read_body(request)
            opened = read_xml(self._open(request, fields(read_xml(body)).get("Encrypt", "")).encode())
        except TooMuch:
            return web.Response(status=413)
        except TimeoutError:
            return web.Response(status=408)
        except (Forged, BadXml) as bad:
            return _refuse(bad)
        if fields(opened).get("ToUserName", self._corp_id) != self._corp_id:
            return _refuse(Forged("it is for another enterprise"))
        response = await self._take(opened, since)
        if not response:
            return web.Response()
        sealed = self._envelope.close(response, nonce=request.query.get("nonce"))
        return web.Response(text=sealed, headers={hdrs.CONTENT_TYPE: "application/xml; charset=utf-8"})

    def _open(self, request: web.Request, sealed: str) -> str:
        """What is sealed in the request.

        Raises:
            Forged: it is not WeCom's, or is sent again long after.
        """
        query = request.query
        timestamp = query.get("timestamp", "")
        opened = self._envelope.open(sealed, query.get("msg_signature", ""), timestamp, query.get("nonce", ""))
        check_time(timestamp, self._now)
        return opened


def _refuse(why: Exception) -> web.Response:
    log.warning("a callback was refused: %s", str(why) or type(why).__name__)
    return web.Response(status=403)
