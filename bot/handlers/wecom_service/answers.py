"""Each pulled message answered once; what may not be said any more waits for the customer's next one."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from bot.engine.messages import Address, Inbound, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wecom.api import Api
from bot.handlers.wecom.heard import Heard, Text
from bot.handlers.wecom.taking import SORRY, take
from bot.handlers.wecom_service.attending import Attending
from bot.handlers.wecom_service.lines import Lines
from bot.handlers.wecom_service.menus import Piece, only_one, pieces_of, words
from bot.handlers.wecom_service.pulled import Attended, Came, Failed, read_pulled
from bot.handlers.wecom_service.puller import Round
from bot.handlers.wecom_service.speaking import ServiceSpeaker
from bot.handlers.wecom_service.talk import Talk
from bot.services.outbox import Outcome, Parcel

log = logging.getLogger(__name__)
CHANNEL = "wecom_service"
UNSEEN = "这个序号先不算数：发的时候，上面的选项还没到您那里。请看过之后再回复一次序号。"
WELCOME_BACK = "您好，又见面了。直接说遇到的事就行；上次没办完的，回复“进度”接着办。"
_AT_A_FRESH_START = timedelta(minutes=10)
_TOO_OLD = timedelta(hours=48)
_KNOWN = timedelta(days=4)
_LOST_FOR_GOOD = frozenset({1, 2, 10, 12, 13})
"""Why a message failed so that no later one arrives either: no account, no application, the customer refuses us."""

_DONE = "wecom_service:done:"


class ServiceAnswers:
    """Answers customers, each in the order of what they say. ``now`` is real time in seconds."""

    def __init__(self, tools: Tools, api: Api, now: Callable[[], float] = time.time) -> None:
        self._tools = tools
        self._api = api
        self._speaker = ServiceSpeaker(api, tools)
        self._attending = Attending(api, tools.notes)
        self._talk = Talk(tools, self._speaker, self._attending)
        self._now = now
        self._lines = Lines(self._answer)

    def begin(self, item: dict[str, Any], round_: Round) -> asyncio.Future[None] | None:
        """Begins to answer an item that was pulled in the round; None where there is nothing to do. At a fresh start
        nobody is answered who wrote long ago.

        The future raises ``StoreTrouble`` where the item is to come again.
        """
        try:
            heard = read_pulled(item)
            age = self._now() - float(item.get("send_time") or 0)
        except (AttributeError, TypeError, ValueError):
            log.warning("something was pulled that has not its form")
            return None
        oldest = _AT_A_FRESH_START if round_.is_fresh_start else _TOO_OLD
        if heard is None or age > oldest.total_seconds():
            return None
        return self._lines.join(heard, round_)

    async def push(self, address: Address, parcel: Parcel) -> Outcome:
        """Says what was not asked for just now, or has it wait for the customer's next word."""
        return await self._talk.push(address, parcel)

    async def finish(self) -> None:
        """Ends what is under way; what was not answered to its end comes again."""
        await self._lines.finish()

    async def _answer(self, together: Sequence[Heard]) -> int:
        """Answers what a customer said; after several messages at once the answers are joined."""
        notes, replies = self._tools.notes, list[tuple[str, tuple[Piece, ...]]]()
        taken = 0
        try:
            for heard in together:
                if await notes.get(f"{_DONE}{heard.id}") is None:
                    replies.append((heard.id, await self._taken(heard)))
                taken += 1
        except StoreTrouble:
            log.exception("a message could not be taken; it comes again")
        try:
            await self._talk.answer(Address(CHANNEL, together[0].user), replies)
            for source, _ in replies:
                await notes.put(f"{_DONE}{source}", "done", _KNOWN)
        except StoreTrouble:
            log.exception("answers could not be said; the messages come again")
            return 0
        return taken

    async def _taken(self, heard: Heard) -> tuple[Piece, ...]:
        try:
            return await self._take(heard)
        except StoreTrouble:
            raise
        except Exception:
            log.exception("a message could not be answered")
            return (words(SORRY),)

    async def _take(self, heard: Heard) -> tuple[Piece, ...]:
        """What to say to it."""
        address = Address(CHANNEL, heard.user)
        match heard:
            case Came():
                await self._welcome(address, heard)
            case Failed():
                await self._say_later_what_failed(address, heard)
            case Attended(by_person=True):
                await self._attending.begins(heard.user)
            case Attended():
                await self._attending.ends(heard.user)
            case _:
                await self._speaker.spoken_to(heard.user)
                if not await self._attending.has(heard.user):
                    return await self._reply(address, heard)
        return ()

    async def _reply(self, address: Address, heard: Heard) -> tuple[Piece, ...]:
        if isinstance(heard, Text) and heard.text.strip().isdecimal() and await self._talk.hides_numbers(heard.user):
            return (words(UNSEEN),)
        reply, _ = await take(self._tools, self._api, address, heard)
        return pieces_of(reply)

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
