"""A process of the bot that dies after Telegram was told that it has an update: the next one deals with it, once."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.engine.messages import Address, Inbound, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.telegram.channel import Telegram, open_telegram
from bot.handlers.telegram.pace import Pace
from tests.channels.telegram_double import FAST, serving, settings
from tests.channels.telegram_house import Notes, Scripted, step
from tests.channels.telegram_person import Person
from tests.channels.telegram_server import BotApi, bot_api, free_port
from tests.channels.test_telegram_webhook import SECRET
from tests.channels.wechat_platform import settled

_SHELF = re.compile(r"telegram:\d+:accepted:\d+")


def noted(house: Scripted) -> int:
    """How many updates are written down."""
    return sum(bool(_SHELF.match(name)) and not _SHELF.fullmatch(name) for name in house.notes.kept)


@dataclass
class Stuck(Scripted):
    """Never comes to an end with a turn while it is stuck."""

    is_stuck: bool = True

    async def turn(self, inbound: Inbound) -> Reply:
        while self.is_stuck:
            await asyncio.sleep(0.01)
        return await Scripted.turn(self, inbound)


class SlowNotes(Notes):
    """Takes its time to note something."""

    async def put(self, name: str, value: str, lasts: timedelta) -> None:
        await asyncio.sleep(0.05)
        await Notes.put(self, name, value, lasts)


@asynccontextmanager
async def process(api: BotApi, house: Scripted, receive: str, notes: Notes | None = None) -> AsyncIterator[Telegram]:
    """One process of the bot."""
    port = free_port()
    given = {"receive": receive, "webhook_secret": SecretStr(SECRET)}
    tools = replace(house.tools(f"http://127.0.0.1:{port}"), notes=notes or house.notes)
    channel = open_telegram(settings(api.url, **given), tools, Pace(FAST))
    async with serving(channel, port):
        await settled(lambda: "setMyCommands" in api.asked)
        yield channel


@asynccontextmanager
async def killed(api: BotApi, house: Scripted, receive: str) -> AsyncIterator[Telegram]:
    """A process that dies at the end of the block: nothing that it does afterwards is kept, or reaches anybody."""
    notes = Notes(house.notes.kept, house.notes.counts)
    async with process(api, house, receive, notes) as channel:
        yield channel
        notes.kept, notes.counts = dict(notes.kept), dict(notes.counts)
        for task in list(channel._inbox._tasks):
            task.cancel()
    api.asked.clear()


@asynccontextmanager
async def started(api: BotApi, house: Stuck, receive: str) -> AsyncIterator[None]:
    """The next process, so long after that the one before is known to be dead."""
    house.is_stuck = False
    shelves = {name: json.loads(value) for name, value in house.notes.kept.items() if _SHELF.fullmatch(name)}
    house.notes.kept |= {name: json.dumps([room, time.time() - 60]) for name, (room, *_) in shelves.items()}
    async with process(api, house, receive):
        yield


@pytest.mark.parametrize("receive", ["webhook", "polling"])
async def test_what_telegram_was_told_is_taken_is_dealt_with(receive: str) -> None:
    """Both messages of the person, in their order, and another person's; none of them twice."""
    async with bot_api() as api:
        house, person = Stuck(is_stuck=False), Person(api)
        house.replies = lambda inbound: step(f"收到：{inbound.text or inbound.choice}")
        async with killed(api, house, receive) as channel:
            await api.deliver(person.message(text="零"))
            await channel.idle()
            house.is_stuck = True
            for text in ("一", "二"):
                await api.deliver(person.message(text=text))
            await api.deliver(Person(api, 2002).message(text="别人"))
            await settled(lambda: noted(house) == 3)
        async with started(api, house, receive):
            await settled(lambda: len(api.said(1001)) >= 3 and len(api.said(2002)) >= 1)
            await asyncio.sleep(0.1)
        assert [text.partition("\n")[0] for text in api.said(1001)] == ["收到：零", "收到：一", "收到：二"]
        assert len(api.said(2002)) == 1
        assert not [name for name in house.notes.kept if "accepted" in name]


async def test_a_stop_in_the_midst_of_a_turn_leaves_it_to_the_next_start() -> None:
    """The reply comes with its buttons then, and once."""
    async with bot_api() as api:
        house, person = Stuck(), Person(api)
        house.replies = lambda inbound: step("第一步？")
        async with process(api, house, "webhook"):
            await api.deliver(person.message(text="办理"))
            await settled(lambda: noted(house) == 1)
        assert api.said() == []
        house.is_stuck = False
        async with process(api, house, "webhook"):
            await settled(lambda: api.said() != [])
            await asyncio.sleep(0.1)
        assert len(api.said()) == 1 and person.button("是") and house.late == []


async def test_a_stop_in_the_midst_of_a_reply_leaves_the_rest_to_the_outbox_alone() -> None:
    """The next start does not say it beside that."""
    async with bot_api() as api:
        house, person = Scripted(), Person(api)
        api.refusals["sendMessage"] = [(429, "Too Many Requests: retry after 30", {"retry_after": 30})]
        async with process(api, house, "webhook"):
            await api.deliver(person.message(text="办理"))
            await settled(lambda: noted(house) == 1)
        assert [reply.messages for _, _, reply in house.late] == [("收到：办理",)]
        async with process(api, house, "webhook"):
            await asyncio.sleep(0.2)
        assert api.said() == [] and not [name for name in house.notes.kept if "accepted" in name]


async def test_a_stop_in_the_midst_of_the_reply_to_a_file_does_not_lose_the_words_under_it() -> None:
    """Both replies wait in the outbox."""
    async with bot_api() as api:
        house, person = Scripted(), Person(api)
        house.replies = lambda inbound: Reply((f"收到：{inbound.text or '照片'}",))
        api.uploads["p"] = b"photo"
        photo = [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]
        api.refusals["sendMessage"] = [(429, "Too Many Requests: retry after 30", {"retry_after": 30})]
        async with process(api, house, "webhook"):
            await api.deliver(person.message(photo=photo, caption="这是什么报错"))
            await settled(lambda: noted(house) == 1)
        assert [reply.messages for _, _, reply in house.late] == [("收到：照片",), ("收到：这是什么报错",)]


@pytest.mark.parametrize("patience", [60.0, 0.0])
async def test_what_a_stop_breaks_off_is_written_down_before_telegram_is_told(patience: float) -> None:
    """Whether it is still waited for, or just being written down."""
    async with bot_api() as api:
        house = Stuck(notes=SlowNotes())
        async with process(api, house, "webhook") as channel:
            update = {"update_id": 1, **Person(api).message(text="办理")}
            taking = asyncio.create_task(channel._inbox.take([update], patience))
            await asyncio.sleep(0.02)
            (task,) = channel._inbox._tasks
            task.cancel()
            await taking
        assert noted(house) == 1
        async with started(api, house, "webhook"):
            await settled(lambda: api.said() == ["收到：办理"])
            await settled(lambda: noted(house) == 0)


@dataclass
class Failing(Stuck):
    """Its outbox is out of order so many times."""

    fails: int = 0

    async def say_late(self, address: Address, key: str, reply: Reply) -> None:
        self.fails -= 1
        if self.fails >= 0:
            raise StoreTrouble
        await Scripted.say_late(self, address, key, reply)


async def test_what_meets_an_outage_as_it_is_taken_up_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram refuses, and the outbox does: neither the update nor its reply is lost."""
    monkeypatch.setattr("bot.handlers.accepted._SAID_AGAIN", 0.1)
    async with bot_api() as api:
        house = Failing()
        async with killed(api, house, "webhook"):
            await api.deliver(Person(api).message(text="办理"))
            await settled(lambda: noted(house) == 1)
        house.fails, api.refusals["sendMessage"] = 1, [(429, "Too Many Requests", {"retry_after": 3600})]
        async with started(api, house, "webhook"):
            await settled(lambda: noted(house) == 0)
        assert [reply.messages for _, _, reply in house.late] == [("收到：办理",)] and len(house.got) == 1
