"""Each pulled message answered once; what may not be said any more waits for the customer's next one."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

from bot.engine.messages import Address, Inbound, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wecom.api import Api
from bot.handlers.wecom.heard import Heard
from bot.handlers.wecom.taking import SORRY, take
from bot.handlers.wecom.troubles import mend
from bot.handlers.wecom_service.menus import MOST_MESSAGES, Piece, as_reply, only_one, pieces_of, words
from bot.handlers.wecom_service.pulled import Attended, Came, Failed, read_pulled
from bot.handlers.wecom_service.settings import PREFIX
from bot.handlers.wecom_service.speaking import NOT_OURS, ServiceSpeaker, Unsaid

log = logging.getLogger(__name__)
CHANNEL = "wecom_service"
WELCOME_BACK = "您好，又见面了。直接说遇到的事就行；上次没办完的，回复“进度”接着办。"
MORE_FOLLOWS = "（还有没发完的内容：微信一次只让发5条，您再说句话，就接着发。）"
_AT_A_FRESH_START = timedelta(minutes=10)
_TOO_OLD = timedelta(hours=48)
_KNOWN = timedelta(days=4)
_ATTENDED = timedelta(days=2)
_LOST_FOR_GOOD = frozenset({1, 2, 10, 12, 13})
"""Why a message failed so that no later one arrives either: no account, no application, the customer refuses us."""

_REST_OF = "wecom_service:rest:"
_AT_ONCE = 32


class ServiceAnswers:
    """Answers customers, each in the order of what they say. ``now`` is real time in seconds."""

    def __init__(self, tools: Tools, api: Api, speaker: ServiceSpeaker, now: Callable[[], float] = time.time) -> None:
        self._tools = tools
        self._api = api
        self._speaker = speaker
        self._now = now
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._held: dict[str, str] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)

    def begin(self, item: dict[str, Any], is_fresh_start: bool) -> asyncio.Task[None]:
        """Begins to answer an item that was pulled. At a fresh start nobody is answered who wrote long ago.

        The task raises ``StoreTrouble`` where the item is to come again.
        """
        try:
            heard = read_pulled(item)
            age = self._now() - float(item.get("send_time") or 0)
        except (AttributeError, TypeError, ValueError):
            log.warning("something was pulled that has not its form")
            return asyncio.create_task(_nothing())
        is_old = age > (_AT_A_FRESH_START if is_fresh_start else _TOO_OLD).total_seconds()
        if heard is not None and is_old and self._held.get(heard.user) == heard.id:
            del self._held[heard.user]
        return asyncio.create_task(_nothing() if heard is None or is_old else self._in_line(heard))

    async def _in_line(self, heard: Heard) -> None:
        line = self._lines.get(heard.user)
        if line is None:
            line = self._lines[heard.user] = asyncio.Lock()
        async with line, self._room:
            if self._held.get(heard.user, heard.id) != heard.id:
                raise StoreTrouble("an earlier message of the same person is to come again first")
            try:
                await self._once(heard)
            except StoreTrouble:
                self._held[heard.user] = heard.id
                raise
            self._held.pop(heard.user, None)

    async def _once(self, heard: Heard) -> None:
        done = f"wecom_service:done:{heard.id}"
        if await self._tools.notes.get(done) is not None:
            return
        try:
            await self._take(heard)
        except StoreTrouble:
            raise
        except Exception:
            log.exception("a message could not be answered")
            await self._say(heard, (words(SORRY),))
        await self._tools.notes.put(done, "done", _KNOWN)

    async def _take(self, heard: Heard) -> None:
        address, attended = Address(CHANNEL, heard.user), f"wecom_service:attended:{heard.user}"
        match heard:
            case Came():
                await self._welcome(address, heard)
            case Failed():
                await self._say_later_what_failed(address, heard)
            case Attended(by_person=True):
                await self._tools.notes.put(attended, "attended", _ATTENDED)
            case Attended():
                await self._tools.notes.drop(attended)
            case _:
                await self._speaker.spoken_to(heard.user)
                if await self._tools.notes.get(attended) is None:
                    reply, _ = await take(self._tools, self._api, address, heard)
                    await self._say(heard, pieces_of(reply))

    async def _say(self, heard: Heard, pieces: tuple[Piece, ...]) -> None:
        """Says what is allowed; the rest waits."""
        address, rest = Address(CHANNEL, heard.user), tuple[Piece, ...]()
        if len(pieces) > MOST_MESSAGES:
            pieces, rest = (*pieces[: MOST_MESSAGES - 1], words(MORE_FOLLOWS)), pieces[MOST_MESSAGES - 1 :]
        try:
            await self._speaker.say(address, pieces, heard.id)
        except Unsaid as unsaid:
            if isinstance(unsaid.trouble, ApiError) and unsaid.trouble.code == NOT_OURS:
                # An attendant has the session, and answers.
                await self._tools.notes.put(f"wecom_service:attended:{heard.user}", "attended", _ATTENDED)
                return
            log.warning("a reply waits: %s", mend(unsaid.trouble, PREFIX) or unsaid)
            rest = (*(piece for piece in unsaid.rest if piece != words(MORE_FOLLOWS)), *rest)
        if rest:
            await self._tools.late(address, f"{_REST_OF}{heard.id}", as_reply(rest))

    async def _welcome(self, address: Address, came: Came) -> None:
        """Greets who is new with a few topics, and who was here before in a word: their conversation stays."""
        reply = Reply()
        if not await self._tools.shown(address):
            reply = await self._tools.turns.turn(Inbound(address, came.id, text=""))
        message = only_one(reply if reply.options else Reply((WELCOME_BACK,)))
        try:
            if message is not None:
                await self._speaker.welcome(came.code, message, came.id)
        except (ApiError, Unreachable) as trouble:
            log.info("nobody was welcomed: %s", trouble)

    async def _say_later_what_failed(self, address: Address, failed: Failed) -> None:
        log.warning("a message did not arrive: fail_type %s", failed.why)
        reply = await self._speaker.said(failed.sent)
        if reply is None or failed.why in _LOST_FOR_GOOD:
            return
        await self._speaker.close(failed.user)
        await self._tools.late(address, f"wecom_service:failed:{failed.sent}", reply)


def source_of(parcel: str) -> str:
    """What a parcel answers to: the message whose answer it is the rest of, so that none of it is said twice."""
    return parcel.partition(_REST_OF)[2] or parcel


async def _nothing() -> None:
    """Has nothing to do."""
