"""How a message is answered: in time, behind what the person has not seen yet, and the rest by the outbox."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.engine.messages import Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Notes
from bot.handlers.tencent.deliveries import Deliveries, Delivery
from bot.handlers.wechat import sentences
from bot.handlers.wechat.budget import Budget
from bot.handlers.wechat.composing import Composing
from bot.handlers.wechat.held import Held
from bot.handlers.wechat.incoming import MOMENTARY, Incoming, Kind, read_noted
from bot.handlers.wechat.pushing import Pushing
from bot.handlers.wechat.saying import Saying
from bot.handlers.wechat.talk import Talk

log = logging.getLogger(__name__)
ANSWERED_WITHIN = 4.5
"""Seconds after which an answer goes out in any case: WeChat waits for five."""
_REMEMBERED = timedelta(minutes=2)
_WAIT_FOR_EARLIER = 1.5
_LOOK_AGAIN = 0.05
_REMEMBERS_WITHIN = 0.3
_LONGEST_NUMBER = 2
_TYPED = frozenset({Kind.TEXT, Kind.VOICE})


class _ReplyNotKept(StoreTrouble):
    """A message was taken, and its reply could not be kept."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers messages; what it gives is the text of the answer, empty where nothing is to be said now."""

    notes: Notes
    deliveries: Deliveries
    talk: Talk
    pushing: Pushing
    composing: Composing
    budget: Budget
    held: Held

    async def answer(self, incoming: Incoming, is_new: bool, since: float) -> str:
        """The answer, the same at every delivery, on whichever process; WeChat has been waiting ``since``, by
        ``time.monotonic``.
        """
        if incoming.kind is Kind.QUIET:
            return ""
        try:
            async with asyncio.timeout(since + ANSWERED_WITHIN - time.monotonic()):
                return await self._in_time(incoming, is_new, since)
        except TimeoutError:
            log.warning("a message was answered without its result, since the database was slow")
            self.deliveries.give_up(incoming.key)
            return sentences.WORKING_UNPUSHED

    async def _in_time(self, incoming: Incoming, is_new: bool, since: float) -> str:
        if incoming.kind is Kind.UNSUBSCRIBE:
            await self.budget.close(incoming.user)
            return ""
        if not is_new and not self.deliveries.knows(incoming.key):
            answered = await self.notes.get(f"wechat:answered:{incoming.key}")
            if answered is not None:
                return answered

        async def work(delivery: Delivery) -> None:
            await self._work(incoming, delivery)

        text = await self.deliveries.answer(incoming.key, incoming.user, incoming.as_text(), work, since)
        if text is None:
            return await self.composing.working()
        if not is_new:
            # Another process may have left it written down before it died. The answer does not wait long for that.
            with suppress(StoreTrouble, TimeoutError):
                async with asyncio.timeout(_REMEMBERS_WITHIN):
                    await self._remember(incoming, text)
        return text

    async def take_up(self, noted: str) -> None:
        """Works on a message that a process left which is no more; its answer goes by the outbox.

        Raises:
            StoreTrouble: not to its end.
        """
        incoming = read_noted(noted)

        async def work(delivery: Delivery) -> None:
            await self._answer(incoming, delivery)

        if await self.notes.get(f"wechat:answered:{incoming.key}") is None:
            await self.deliveries.take_up(incoming.key, incoming.user, work)

    async def _work(self, incoming: Incoming, delivery: Delivery) -> None:
        try:
            await self._answer(incoming, delivery)
        except _ReplyNotKept:
            log.exception("a message was taken, and its reply not kept")
            await self._apologize(incoming, delivery, sentences.FAILED)
        except StoreTrouble:
            log.exception("the database did not answer")
            await self._apologize(incoming, delivery, sentences.OUTAGE)
        except Exception:
            log.exception("a message could not be worked on")
            await self._apologize(incoming, delivery, sentences.FAILED)

    async def _apologize(self, incoming: Incoming, delivery: Delivery, text: str) -> None:
        if not delivery.answer(text):
            await self.pushing.later(incoming.user, f"{incoming.key}:trouble", Saying((text,)))

    async def _answer(self, incoming: Incoming, delivery: Delivery) -> None:
        await self.budget.open(incoming.user, incoming.key, incoming.kind in MOMENTARY)
        is_behind = not await self._earlier_is_out(incoming.user)
        before = await self.held.waits(incoming.user)
        is_unseen = is_behind or any(saying.offers for saying in before.values())
        reply = await self._reply(incoming, bool(before), is_unseen)
        try:
            now = await self.composing.saying(incoming.user, reply)
            waiting = await self.held.waits(incoming.user)
            saying = await self.composing.answer(incoming.user, list(waiting.values()), now)
            await self._say(incoming, delivery, saying, is_behind, bool(waiting))
            await self.held.took(incoming.user, list(waiting))
        except StoreTrouble as trouble:
            raise _ReplyNotKept from trouble

    async def _reply(self, incoming: Incoming, is_held: bool, is_unseen: bool) -> Reply:
        """The reply to the message itself; none where it only asks for what is held."""
        typed = incoming.text.strip() if incoming.kind in _TYPED else ""
        if is_held and typed == sentences.GO_ON:
            return Reply()
        if is_unseen and typed.isdecimal() and len(typed) <= _LONGEST_NUMBER:
            return Reply((sentences.UNSEEN,))
        return await self.talk.reply(incoming)

    async def _say(
        self, incoming: Incoming, delivery: Delivery, saying: Saying, is_behind: bool, has_held: bool
    ) -> None:
        """Answers with the first text, where the platform still waits and nothing earlier is overtaken."""
        is_waited_for = delivery.claim()
        may_answer = is_waited_for and not is_behind
        first = saying.first if may_answer else ""
        told = first if may_answer or not saying else await self.composing.working()
        rest = saying.after(1) if first else saying
        if rest:
            try:
                await self.pushing.later(incoming.user, incoming.key, rest, first)
            except StoreTrouble:
                if not is_waited_for:
                    raise
                log.exception("the rest of an answer was not kept")
                told = f"{told[:500]}\n{sentences.REST_LOST}"
        if rest or has_held:
            await self._remember(incoming, told)
        is_answered = delivery.answer(told)
        if rest and first:
            await self.pushing.settle(incoming.key, first, is_answered)
        elif first and not is_answered:
            await self.pushing.later(incoming.user, incoming.key, Saying((first,)))
        if first and not is_answered:
            await self._remember(incoming, await self.composing.working())

    async def _remember(self, incoming: Incoming, told: str) -> None:
        """What another process is to answer, where the message is delivered again."""
        await self.notes.put(f"wechat:answered:{incoming.key}", told, _REMEMBERED)

    async def _earlier_is_out(self, user: str) -> bool:
        """Whether all of the earlier answers went out, waiting for it a moment."""
        for _ in range(int(_WAIT_FOR_EARLIER / _LOOK_AGAIN)):
            if not await self.pushing.is_under_way(user):
                return True
            await asyncio.sleep(_LOOK_AGAIN)
        return False
