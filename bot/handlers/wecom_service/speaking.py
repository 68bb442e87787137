"""Says things to customers, within what is allowed: five messages within 48 hours after each of theirs.

Each message has an id of ours, so that none arrives twice, whatever broke off.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from bot.engine.messages import Address, FileRef, Reply
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wecom.api import Api
from bot.handlers.wecom.troubles import Unsaid, is_known
from bot.handlers.wecom_service.menus import MOST_MESSAGES, Message, Piece, words
from bot.handlers.wecom_service.pulled import parts_of

log = logging.getLogger(__name__)
TOO_MANY, TOO_LATE, NOT_OURS = 95001, 95002, 95018
"""What WeCom says where five were said, 48 hours are over, or an attendant has the session."""

CLOSED = frozenset({TOO_MANY, TOO_LATE})
_NOT_NOW = frozenset({*CLOSED, 95003, 95013, NOT_OURS})
_OPEN = timedelta(hours=48)
_KNOWN = timedelta(days=3)
_TRIED = "wecom_service:tried:"


class ServiceSpeaker:
    """Says pieces to customers of all accounts."""

    def __init__(self, api: Api, tools: Tools) -> None:
        self._api = api
        self._tools = tools
        self._notes = tools.notes

    async def spoken_to(self, user: str) -> None:
        """The customer said something: from now on the assistant may speak again."""
        await self._notes.put(f"wecom_service:open:{user}", "open", _OPEN)
        await self._notes.drop(f"wecom_service:spoken:{user}")

    async def room(self, user: str) -> int:
        """How many messages may be said before the customer says something again."""
        if await self._notes.get(f"wecom_service:open:{user}") is None:
            return 0
        return max(0, MOST_MESSAGES - await self._spoken(user))

    async def say(self, address: Address, pieces: Sequence[Piece], source: str) -> None:
        """Says the pieces to ``source`` in order; those that were said to it before are left out.

        Raises:
            Unsaid: not all was said.
            StoreTrouble: a file or a note could not be read.
        """
        for number, (piece, message) in enumerate(zip(pieces, message_ids(source, pieces), strict=True)):
            try:
                await self._say(address, piece, message)
            except (ApiError, Unreachable) as trouble:
                if isinstance(trouble, ApiError) and trouble.code in CLOSED:
                    await self.close(address.user)
                raise Unsaid(number, trouble) from None

    async def may_have_arrived(self, source: str, pieces: Sequence[Piece]) -> bool:
        """Whether one of the pieces was sent before: only under the same id is it known when it is sent again."""
        tried = [await self._notes.get(f"{_TRIED}{message}") for message in message_ids(source, pieces)]
        return any(found is not None for found in tried)

    async def welcome(self, code: str, message: Message, source: str) -> None:
        """Says the one thing that may be said to somebody who opened the chat.

        Raises:
            ApiError: the code was used, or is over.
            Unreachable: nothing was answered.
        """
        sent = {"code": code, "msgid": message_id(source, message), "msgtype": message.kind, message.kind: message.body}
        await self._api.call("kf/send_msg_on_event", sent)

    async def close(self, user: str) -> None:
        """Nothing more may be said until the customer says something."""
        await self._notes.drop(f"wecom_service:open:{user}")

    async def said(self, message: str) -> Reply | None:
        """What was said under this message id, to say it again; None where that is not known."""
        kept = await self._notes.get(f"wecom_service:said:{message}")
        if kept is None:
            return None
        told = json.loads(kept)
        return Reply((told,)) if isinstance(told, str) else Reply(files=(FileRef(**told),))

    async def _say(self, address: Address, piece: Piece, message: str) -> None:
        if await self._notes.get(f"wecom_service:said:{message}") is not None:
            return
        if not await self.room(address.user):
            raise ApiError("kf/send_msg", TOO_LATE, "nothing was heard for 48 hours, or enough was said")
        made = piece if isinstance(piece, Message) else await self._of_file(address, piece)
        await self._send_once(address.user, made, message)
        await self._notes.put(f"wecom_service:spoken:{address.user}", str(await self._spoken(address.user) + 1), _OPEN)
        kept = piece.text if isinstance(piece, Message) else asdict(piece)
        await self._notes.put(f"wecom_service:said:{message}", json.dumps(kept), _KNOWN)

    async def _send_once(self, user: str, made: Message, message: str) -> None:
        """Sends it. After a try that broke off, a refusal without another meaning says that it had arrived: WeCom's
        number for an id used twice is not documented. After a clear refusal it had not.
        """
        may_have_arrived = await self._notes.get(f"{_TRIED}{message}") is not None
        if not may_have_arrived:
            await self._notes.put(f"{_TRIED}{message}", "tried", _KNOWN)
        try:
            await self._send(user, made, message)
        except ApiError as error:
            if not may_have_arrived:
                await self._notes.drop(f"{_TRIED}{message}")
            if not may_have_arrived or is_known(error) or error.code in _NOT_NOW:
                raise
            log.info("a message counts as arrived at an earlier try: %s", error)

    async def _spoken(self, user: str) -> int:
        return int(await self._notes.get(f"wecom_service:spoken:{user}") or 0)

    async def _of_file(self, address: Address, file: FileRef) -> Message:
        kind, body = await self._api.media(self._tools, address, file)
        return words(body["content"]) if kind == "text" else Message(kind, body, file.name)

    async def _send(self, user: str, made: Message, message: str) -> None:
        account, customer = parts_of(user)
        sent: dict[str, Any] = {"touser": customer, "open_kfid": account, "msgid": message, "msgtype": made.kind}
        await self._api.call("kf/send_msg", {**sent, made.kind: made.body})


def message_ids(source: str, pieces: Sequence[Piece]) -> list[str]:
    """The ids of the pieces that answer to ``source``, in order."""
    return [message_id(source, piece, pieces[:number].count(piece)) for number, piece in enumerate(pieces)]


def message_id(source: str, piece: Piece, before: int = 0) -> str:
    """An id for one of the messages that answer to ``source``, by what it says, and how often that was said before."""
    said = piece.text if isinstance(piece, Message) else piece.id
    return hashlib.sha256(f"{source}\n{before}\n{said}".encode("utf-8", "replace")).hexdigest()[:32]
