"""A process of the WeCom application that dies before a member has the whole answer: the next one says the rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

import pytest

from bot.engine.messages import Address, Inbound, Reply
from bot.handlers.wecom.channel import WecomChannel
from bot.services.outbox import Parcel
from tests.channels.noted import NotesInMemory
from tests.channels.wechat_platform import settled
from tests.channels.wecom_double import MEMBER, Phone, Platform, played
from tests.channels.wecom_stand import Stand
from tests.e2e.fakes import ScriptedAssistant

YES_NO = ("能", "不能")


@dataclass
class Stuck(ScriptedAssistant):
    """Never comes to an end with a turn while it is stuck."""

    is_stuck: bool = True

    async def turn(self, inbound: Inbound) -> Reply:
        while self.is_stuck:
            await asyncio.sleep(0.01)
        return await ScriptedAssistant.turn(self, inbound)


@dataclass
class Mortal(Platform):
    """An interface that tells when it was asked to send so many things, and then answers nothing any more."""

    most: int = 10**6
    is_reached: Callable[[], None] = field(default=lambda: None)

    async def _send(self, request):  # type: ignore[no-untyped-def]
        answer = await Platform._send(self, request)
        if sum(map(len, self.texts.values())) == self.most:
            self.is_reached()
            await asyncio.sleep(0.2)
        return answer


@asynccontextmanager
async def killed(stand: Stand, platform: Mortal, patience: float) -> AsyncIterator[tuple[Phone, Callable[[], None]]]:
    """A process, and what kills it: nothing that it does afterwards is kept."""
    notes = NotesInMemory(time.time, stand.notes.values, stand.notes.counts)
    async with played(replace(stand.tools(), notes=notes), platform) as (phone, channel):

        def kill() -> None:
            notes.values, notes.counts = dict(notes.values), dict(notes.counts)
            for task in channel._answers._deliveries._tasks:
                task.cancel()

        channel._answers._deliveries._patience = patience
        yield phone, kill
        kill()


@asynccontextmanager
async def started(stand: Stand, platform: Platform) -> AsyncIterator[tuple[Phone, WecomChannel]]:
    """The next process, so long after that the one before is known to be dead."""
    stand.notes.now = lambda: time.time() + 60
    async with played(stand.tools(), platform) as (phone, channel):
        channel._answers._accepted._now = stand.notes.now
        running = asyncio.create_task(channel.run())
        try:
            yield phone, channel
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def test_a_process_that_dies_in_a_turn_loses_nothing() -> None:
    """WeCom has its response, and does not send the message again."""
    stand, platform = Stand(Stuck()), Mortal()
    async with killed(stand, platform, 0.1) as (phone, _):
        assert await phone.deliver(phone.message("text", "<Content>慢</Content>")) == [200]
        assert await phone.deliver(phone.message("text", "<Content>快</Content>")) == [200]
    stand.assistant.is_stuck = False  # type: ignore[attr-defined]
    async with started(stand, platform) as (phone, _):
        await settled(lambda: len(phone.texts) >= 2)
        await asyncio.sleep(0.1)
        assert phone.texts == ["收到：慢", "收到：快"] and stand.said == ["慢", "快"]
    assert not [name for name in stand.notes.values if "accepted" in name]


@pytest.mark.parametrize("said", [1, 2])
async def test_a_process_that_dies_between_two_messages_of_a_reply_says_none_twice(said: int) -> None:
    """WeCom waits still, and sends the message again; the next process says what was not said, with its card open."""
    stand, platform = Stand(), Mortal(most=said + 1)
    stand.answers("问", "一", "二", "方便吗？", options=YES_NO)
    async with killed(stand, platform, 3.5) as (phone, kill):
        platform.is_reached = kill
        message = phone.message("text", "<Content>问</Content>")
        await phone.post(message)
    # The last one arrived, and died with the process before it could be noted.
    arrived = phone.texts
    assert arrived.pop() == ["二", "方便吗？\n[能]\n[不能]"][said - 1]
    platform.cards.clear()
    platform.most = 10**6
    async with started(stand, platform) as (phone, _):
        await phone.deliver(message)
        await settled(lambda: len(phone.texts) >= 3)
        await asyncio.sleep(0.1)
        assert phone.texts == ["一", "二", "方便吗？\n[能]\n[不能]"] and platform.cards[0].grey == ""
    assert stand.said == ["问"]


async def test_another_process_waits_for_the_one_that_is_at_it() -> None:
    """While the first one still speaks, a second delivery is answered in time, and says nothing of its own."""
    stand, platform = Stand(), Platform(pause=0.3)
    stand.answers("问", "一", "二")
    async with played(stand.tools(), platform) as (one, _), played(stand.tools(), platform) as (other, channel):
        channel._answers._deliveries._patience = 0.2
        message = one.message("text", "<Content>问</Content>")
        first = asyncio.create_task(one.deliver(message))
        await settled(lambda: one.texts == ["一"])
        assert await other.deliver(message) == [200]
        await first
        await channel._answers.finish()
    assert one.texts == ["一", "二"]


async def test_a_parcel_is_not_said_twice_from_its_beginning() -> None:
    """A process that dies between two messages of it leaves to the next one what was not said."""
    stand, platform = Stand(), Mortal(most=2)
    parcel, me = Parcel("outbox:k", "p", Reply(("一", "二", "三"))), Address("wecom", MEMBER)
    async with killed(stand, platform, 3.5) as (phone, kill):
        sending = asyncio.create_task(phone.channel.send(me, parcel))
        platform.is_reached = lambda: (kill(), sending.cancel())  # type: ignore[assignment,return-value,func-returns-value]
        with suppress(asyncio.CancelledError):
            await sending
    assert phone.texts == ["一", "二"]
    async with started(stand, platform) as (phone, channel):
        await channel.send(me, parcel)
    assert phone.texts == ["一", "二", "二", "三"]
