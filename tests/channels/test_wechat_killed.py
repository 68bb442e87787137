"""A process of the official account that dies after WeChat was told that the result follows: it follows, once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.engine.messages import Address, Inbound, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.wechat import sentences
from bot.handlers.wechat.account import OfficialAccount
from tests.channels.noted import NotesInMemory
from tests.channels.postbox import Postbox
from tests.channels.wechat_double import account_settings, serving
from tests.channels.wechat_house import Assistant, long_reply, tools_of
from tests.channels.wechat_platform import WeChatPlatform, settled
from tests.e2e.fakes import FakeUploads

USER = "oPerson_1"


@dataclass
class Stuck(Assistant):
    """Never comes to an end with the text that it is stuck at; with ``ends_first`` its turn is kept before."""

    stuck_at: str = ""
    ends_first: bool = False

    async def turn(self, inbound: Inbound) -> Reply:
        if (inbound.text or "") == self.stuck_at:
            if self.ends_first:
                await Assistant.turn(self, inbound)
            await asyncio.Event().wait()
        return await Assistant.turn(self, inbound)


@dataclass
class Account:
    """Processes of one account on the same notes and outbox, one after the other."""

    assistant: Stuck = field(default_factory=Stuck)
    notes: NotesInMemory = field(default_factory=NotesInMemory)
    platform: WeChatPlatform = field(default_factory=WeChatPlatform)
    postbox: Postbox = field(default_factory=Postbox)

    @asynccontextmanager
    async def killed(self) -> AsyncIterator[None]:
        """A process that dies at the end of the block: nothing that it does afterwards is kept, or reaches anybody."""
        notes = NotesInMemory(time.time, self.notes.values, self.notes.counts)
        tools = replace(tools_of(self.assistant, FakeUploads(), notes), late=self.postbox.late)
        async with serving(account_settings(self.platform, 0.2), tools, self.platform) as channel:
            self.postbox.sender = channel
            yield
            notes.values, notes.counts = dict(notes.values), dict(notes.counts)
            assert isinstance(channel, OfficialAccount)
            for task in channel._deliveries._tasks:
                task.cancel()
        self.assistant.stuck_at = ""

    @asynccontextmanager
    async def started(self) -> AsyncIterator[None]:
        """The next process, so long after that the one before is known to be dead."""
        tools = replace(tools_of(self.assistant, FakeUploads(), self.notes), late=self.postbox.late)
        async with serving(account_settings(self.platform, 0.2), tools, self.platform) as channel:
            assert isinstance(channel, OfficialAccount)
            channel._accepted._now = lambda: time.time() + 60
            self.postbox.sender = channel
            tasks = [asyncio.create_task(self.postbox.run()), asyncio.create_task(channel.run())]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task

    @property
    def seen(self) -> list[str]:
        return self.platform.texts(USER)


@asynccontextmanager
async def account() -> AsyncIterator[Account]:
    """An account whose WeChat is there all the time."""
    at = Account()
    async with TestServer(at.platform.app()) as server:
        at.platform.url = str(server.make_url("")).rstrip("/")
        yield at


async def test_a_message_whose_process_dies_is_answered_by_the_next_one() -> None:
    """Nobody sends it again: WeChat was told that the result follows."""
    async with account() as at:
        at.assistant.stuck_at = "难"
        async with at.killed():
            assert (await at.platform.say(USER, "难")).text == sentences.WORKING
        async with at.started():
            await settled(lambda: len(at.seen) >= 2)
            await asyncio.sleep(0.1)
        assert at.seen == [sentences.WORKING, "收到：难"] and at.assistant.heard == ["难"]
        assert not [name for name in at.notes.values if "accepted" in name]


async def test_a_turn_that_was_kept_is_not_done_again() -> None:
    """The process dies between the turn and the outbox; the reply is the one that was kept, and all of it comes."""
    async with account() as at:
        at.assistant.stuck_at, at.assistant.ends_first = "难", True
        at.assistant.script["难"] = long_reply()
        async with at.killed():
            await at.platform.say(USER, "难")
        async with at.started():
            await settled(lambda: len(at.seen) >= 4)
            await at.postbox.idle()
        assert at.seen[0] == sentences.WORKING and len(at.seen) == 4
        assert at.assistant.heard == ["难"]


async def test_two_messages_of_one_person_keep_their_order() -> None:
    """Also the second one waited behind the first when the process died."""
    async with account() as at:
        at.assistant.stuck_at = "一"
        async with at.killed():
            await at.platform.say(USER, "一")
            await at.platform.say(USER, "二")
        async with at.started():
            await settled(lambda: len(at.seen) >= 4)
            await at.postbox.idle()
        assert at.seen == [sentences.WORKING, sentences.WORKING, "收到：一", "收到：二"]


async def test_what_waits_in_the_outbox_already_is_not_said_twice() -> None:
    """The process dies when its reply is put there, and before it could cross the message out."""
    async with account() as at:
        at.assistant.slow["难"] = 0.4
        async with at.killed():
            await at.platform.say(USER, "难")
            noted = {name: value for name, value in at.notes.values.items() if "accepted" in name}
            await settled(lambda: len(at.postbox.keys) == 1)
        at.notes.values |= noted
        at.assistant.slow.clear()
        async with at.started():
            await settled(lambda: len(at.seen) >= 2)
            await asyncio.sleep(0.1)
        assert noted and at.seen == [sentences.WORKING, "收到：难"]


async def test_a_message_that_wechat_sends_again_after_all_is_answered_once() -> None:
    """“正在处理” was lost on its way: the next process answers the second delivery, and takes nothing up beside it."""
    async with account() as at:
        at.assistant.stuck_at = "难"
        message = at.platform.message(USER, "text", Content="难")
        async with at.killed():
            query, body = at.platform.call(message)
            async with aiohttp.ClientSession() as lost:
                await lost.post(at.platform.callback, params=query, data=body)
            assert any("accepted" in name for name in at.notes.values)
        tools = replace(tools_of(at.assistant, FakeUploads(), at.notes), late=at.postbox.late)
        async with serving(account_settings(at.platform), tools, at.platform):
            assert (await at.platform.deliver(message)).text == "收到：难"
        async with at.started():
            await asyncio.sleep(0.3)
        assert at.seen == ["收到：难"] and not at.postbox.keys


async def test_what_meets_an_outage_as_it_is_taken_up_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outbox takes nothing just then; the result follows all the same, and once."""
    monkeypatch.setattr("bot.handlers.accepted._SAID_AGAIN", 0.1)

    @dataclass
    class Failing(Postbox):
        fails: int = 2

        async def late(self, address: Address, key: str, reply: Reply) -> None:
            self.fails -= 1
            if self.fails >= 0:
                raise StoreTrouble("out")
            await Postbox.late(self, address, key, reply)

    async with account() as at:
        at.assistant.stuck_at, at.postbox = "难", Failing()
        async with at.killed():
            await at.platform.say(USER, "难")
        async with at.started():
            await settled(lambda: len(at.seen) >= 2)
            await at.postbox.idle()
        assert at.seen == [sentences.WORKING, "收到：难"] and at.assistant.heard == ["难"]
