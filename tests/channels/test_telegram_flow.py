"""What Telegram does not let through at once: flood control, blocked bots, outages; and what comes by itself."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.engine.messages import Address, Reply
from bot.handlers.channel import Channel
from bot.handlers.telegram import sentences
from bot.handlers.telegram.channel import open_telegram
from bot.handlers.telegram.pace import Limits, Pace
from bot.handlers.telegram.troubles import Down, Unsure
from bot.services.outbox import Delivered, NotNow, Parcel, Refused
from tests.channels.telegram_double import FAST, serving, settings, talking
from tests.channels.telegram_house import OPTIONS, Scripted, step
from tests.channels.telegram_person import Person, seen
from tests.channels.telegram_server import TOKEN, bot_api

ME = Address("telegram", "1001")
SLOW_DOWN = (429, "Too Many Requests: retry after 1", {"retry_after": 1})
BLOCKED = (403, "Forbidden: bot was blocked by the user", {})


@asynccontextmanager
async def opened(house: Scripted, pace: Pace | None = None) -> AsyncIterator[tuple[Channel, Person]]:
    """The channel, and a person to whom it sends."""
    async with bot_api() as api:
        channel = open_telegram(settings(api.url), house.tools(), pace or Pace(FAST))
        async with serving(channel):
            yield channel, Person(api)


async def test_a_pause_that_is_asked_for_is_kept() -> None:
    """After 429 nothing goes to the chat until ``retry_after`` is over; then the reply comes, once."""
    house = Scripted()
    async with talking(house.tools()) as person:
        person.api.refusals["sendMessage"] = [SLOW_DOWN]
        began = asyncio.get_running_loop().time()
        assert await person.say("你好") == ["收到：你好"]
        assert asyncio.get_running_loop().time() - began >= 1
        assert person.api.asked.count("sendMessage") == 2
    assert house.late == []


async def test_another_chat_does_not_wait_for_it() -> None:
    """One chat's pause is not the others'."""
    house = Scripted()
    async with talking(house.tools()) as person:
        other = Person(person.api, 2002)
        person.api.refusals["sendMessage"] = [(429, "Too Many Requests", {"retry_after": 2})]
        slow = asyncio.create_task(person.say("你好"))
        await asyncio.sleep(0.3)
        await asyncio.wait_for(person.api.deliver_unwatched(other.message(text="在吗")), 1)
        await person.api.until(lambda: person.api.said(2002) == ["收到：在吗"])
        assert person.api.said(1001) == []
        await slow
        assert person.api.said(1001) == ["收到：你好"]


async def test_a_pause_too_long_to_wait_sends_the_reply_to_the_outbox() -> None:
    """The rest of the reply is kept, options as numbered lines, and nothing is said twice."""
    house = Scripted(lambda inbound: Reply(("甲" * 5_000,), OPTIONS))
    async with talking(house.tools()) as person:
        person.api.refusals["sendMessage"] = [(429, "Too Many Requests", {"retry_after": 900})]
        assert await person.say("你好") == []
    ((address, key, reply),) = house.late
    assert address == person.address and key == f"telegram:{house.got[0].message_id}"
    assert "".join(reply.messages) == "甲" * 5_000 + "1. 是\n2. 否"


async def test_a_pause_too_long_to_wait_keeps_no_message_waiting() -> None:
    """What the person says during it is taken all the same, and each reply goes to the outbox."""
    house = Scripted()
    async with talking(house.tools()) as person:
        person.api.refusals["sendMessage"] = [(429, "Too Many Requests", {"retry_after": 900})]
        async with asyncio.timeout(10):
            for text in ("一", "二", "三"):
                assert await person.say(text) == []
        assert person.api.asked.count("sendMessage") == 1
    assert [reply.messages for _, _, reply in house.late] == [("收到：一",), ("收到：二",), ("收到：三",)]


async def test_what_may_have_arrived_is_said_to_come_again() -> None:
    """Where Telegram does not say what became of a reply, the outbox says it again as the same one."""
    house = Scripted()
    async with talking(house.tools()) as person:
        person.api.hangs_up = ["sendMessage"]
        assert await person.say("你好") == ["收到：你好"]
        assert person.api.asked.count("sendMessage") == 1
    assert [reply.messages for _, _, reply in house.late] == [(sentences.PERHAPS_AGAIN, "收到：你好")]


async def test_a_change_that_may_have_arrived_is_made_again() -> None:
    """The same message cannot be there twice for it."""
    house = Scripted(lambda inbound: step("第一步？" if inbound.choice is None else "第二步？"))
    async with talking(house.tools()) as person:
        await person.say("办理")
        person.api.hangs_up = ["editMessageText"]
        await person.choose("是")
        assert person.api.asked.count("editMessageText") == 2 and person.api.count("sendMessage") == 1
    assert house.late == []


async def test_an_outage_is_tried_again() -> None:
    """Two failures are no reason to give up."""
    house = Scripted()
    async with talking(house.tools()) as person:
        person.api.refusals["sendMessage"] = [(502, "Bad Gateway", {})] * 2
        assert await person.say("你好") == ["收到：你好"]
    assert house.late == []


async def test_what_arrived_is_not_sent_again_for_an_answer_that_is_not_understood() -> None:
    """A newer Bot API may answer what aiogram cannot read; the next step still takes the place of this one."""
    house = Scripted(lambda inbound: step("第一步？"))
    async with talking(house.tools()) as person:
        person.api.spoils = {"chat": "of a kind that nobody knows"}
        await person.say("你好")
        await person.choose("是")
        assert person.api.asked.count("sendMessage") == 1 and person.api.asked.count("editMessageText") == 1
    assert house.late == []


async def test_what_is_left_after_an_outage_goes_to_the_outbox() -> None:
    """What arrived is not among it."""
    house = Scripted(lambda inbound: Reply(("甲" * 4_000 + "\n" + "乙" * 3_000,)))
    async with talking(house.tools()) as person:
        person.api.fails_after["sendMessage"] = 1
        assert await person.say("你好") == ["甲" * 4_000]
    assert [reply.messages for _, _, reply in house.late] == [("乙" * 3_000,)]


async def test_a_blocked_bot_is_silent() -> None:
    """Who blocked the bot while it answered gets no answer later, and others do now."""
    house = Scripted()
    async with talking(house.tools()) as person:
        person.api.refusals["sendMessage"] = [BLOCKED]
        assert await person.say("你好") == []
        assert await Person(person.api, 2002).say("在吗") == ["收到：在吗"]
    assert house.late == []


async def test_a_reply_under_way_is_kept_when_the_program_stops() -> None:
    """What waits for its turn when the program is told to stop goes to the outbox."""
    house = Scripted()
    async with talking(house.tools()) as person:
        person.api.refusals["sendMessage"] = [(429, "Too Many Requests", {"retry_after": 50})]
        await person.api.deliver_unwatched(person.message(text="你好"))
        await person.api.until(lambda: "sendMessage" in person.api.asked)
    assert [reply.messages for _, _, reply in house.late] == [("收到：你好",)]


async def test_a_reply_that_is_cut_off_may_have_arrived() -> None:
    """Where Telegram was just asked when the program stopped, the outbox says it again as the same one."""
    house = Scripted()
    async with talking(house.tools()) as person:
        person.api.stalls = {"sendMessage"}
        await person.api.deliver_unwatched(person.message(text="你好"))
        await person.api.until(lambda: person.api.said() == ["收到：你好"])
    assert [reply.messages for _, _, reply in house.late] == [(sentences.PERHAPS_AGAIN, "收到：你好")]


async def test_what_comes_by_itself_is_sent() -> None:
    """A parcel arrives in the person's own chat, with its options and files."""
    house = Scripted()
    receipt = house.keep("回执.pdf", "application/pdf", b"%PDF")
    async with opened(house) as (channel, person):
        reply = Reply(("审核通过了。",), OPTIONS, (receipt,))
        assert await channel.send(ME, Parcel("outbox:1", "p", reply)) == Delivered()
        assert [seen(call) for call in person.api.calls if call.method == "sendMessage"] == [
            "审核通过了。\n1. 是\n2. 否"
        ]
        assert await person.files() == [("回执.pdf", b"%PDF")]


OUTCOMES = [
    ("a pause", [SLOW_DOWN], NotNow(timedelta(seconds=1), "Telegram asked for a pause")),
    ("blocked", [BLOCKED], Refused("Forbidden: bot was blocked by the user")),
    ("no such chat", [(400, "Bad Request: chat not found", {})], Refused("Bad Request: chat not found")),
    ("an outage", [(502, "Bad Gateway", {})], NotNow(reason="Bad Gateway")),
]


@pytest.mark.parametrize(("refusals", "outcome"), [row[1:] for row in OUTCOMES], ids=[row[0] for row in OUTCOMES])
async def test_what_a_parcel_s_sender_says(refusals: list[object], outcome: object) -> None:
    """What Telegram answers becomes what the outbox understands, at once."""
    async with opened(Scripted()) as (channel, person):
        person.api.refusals["sendMessage"] = list(refusals)
        assert await channel.send(ME, Parcel("outbox:1", "p", Reply(("审核通过了。",)))) == outcome


async def test_during_a_pause_nothing_is_even_tried() -> None:
    """The outbox is told how long, so that it does not stand in the way of others."""
    async with opened(Scripted()) as (channel, person):
        person.api.refusals["sendMessage"] = [(429, "Too Many Requests", {"retry_after": 30})]
        for _ in range(2):
            outcome = await channel.send(ME, Parcel("outbox:1", "p", Reply(("通过了。",))))
            assert isinstance(outcome, NotNow) and outcome.retry_after is not None
            assert timedelta(seconds=29) < outcome.retry_after <= timedelta(seconds=30)
        assert person.api.asked.count("sendMessage") == 1


async def test_a_parcel_goes_on_where_it_stopped() -> None:
    """Of a long one, what arrived at the first try is not sent at the second."""
    async with opened(Scripted()) as (channel, person):
        parcel = Parcel("outbox:1", "p", Reply(("甲" * 4_000 + "\n" + "乙" * 3_000,)))
        person.api.fails_after["sendMessage"] = 1
        assert isinstance(await channel.send(ME, parcel), NotNow)
        person.api.fails_after.clear()
        assert await channel.send(ME, parcel) == Delivered()
        assert person.api.said() == ["甲" * 4_000, "乙" * 3_000]


async def test_a_parcel_that_may_have_arrived_is_said_to_come_again() -> None:
    """What the person sees twice is told to be one thing, and what surely arrived is not sent again."""
    async with opened(Scripted()) as (channel, person):
        parcel = Parcel("outbox:1", "p", Reply(("甲" * 4_000 + "\n" + "乙" * 3_000,)))
        person.api.fails_after["sendMessage"] = 1
        assert isinstance(await channel.send(ME, parcel), NotNow)
        person.api.fails_after.clear()
        person.api.hangs_up = ["sendMessage"]
        assert isinstance(await channel.send(ME, parcel), NotNow)
        assert await channel.send(ME, parcel) == Delivered()
        assert person.api.said() == ["甲" * 4_000, "乙" * 3_000, sentences.PERHAPS_AGAIN, "乙" * 3_000]


async def test_that_it_comes_again_is_said_once() -> None:
    """However often Telegram refuses it afterwards."""
    async with opened(Scripted()) as (channel, person):
        parcel = Parcel("outbox:1", "p", Reply(("审核通过了。",)))
        person.api.hangs_up = ["sendMessage"]
        assert isinstance(await channel.send(ME, parcel), NotNow)
        person.api.fails_after["sendMessage"] = 1
        for _ in range(2):
            assert isinstance(await channel.send(ME, parcel), NotNow)
        person.api.fails_after.clear()
        assert await channel.send(ME, parcel) == Delivered()
        assert person.api.said() == ["审核通过了。", sentences.PERHAPS_AGAIN, "审核通过了。"]


async def test_a_parcel_that_is_cut_off_may_have_arrived() -> None:
    """Where the outbox waits no longer for Telegram's answer; it still knows that its time was over."""
    async with opened(Scripted()) as (channel, person):
        parcel = Parcel("outbox:1", "p", Reply(("审核通过了。",)))
        person.api.stalls = {"sendMessage"}
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await channel.send(ME, parcel)
        person.api.stalls.clear()
        assert await channel.send(ME, parcel) == Delivered()
        assert person.api.said() == ["审核通过了。", sentences.PERHAPS_AGAIN, "审核通过了。"]


async def test_what_telegram_was_not_asked_for_did_not_arrive() -> None:
    """A parcel that was cut off while others of the chat went first is simply sent."""
    gate = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await gate.wait()

    pace = Pace(Limits(each_chat=0.1, at_once=1), sleep=sleep)
    async with opened(Scripted(), pace) as (channel, person):
        assert await channel.send(ME, Parcel("outbox:1", "p", Reply(("一",)))) == Delivered()
        parcel = Parcel("outbox:2", "p", Reply(("二",)))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await channel.send(ME, parcel)
        gate.set()
        assert await channel.send(ME, parcel) == Delivered()
        assert person.api.said() == ["一", "二"]


async def test_a_short_outage_of_polling_is_waited_for() -> None:
    """Neither a gateway's error, nor another program that asks at the same time, ends the channel."""
    house = Scripted()
    async with talking(house.tools()) as person:
        person.api.refusals["getUpdates"] = [(409, "Conflict: terminated by other getUpdates request", {})]
        assert await person.say("你好") == ["收到：你好"]
        assert await person.say("再来") == ["收到：再来"]
        assert person.api.refusals["getUpdates"] == []


@dataclass
class Seconds:
    """A time that passes only where somebody sleeps."""

    now: float = 0.0

    def ticks(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


async def sent_at(chats: list[int], limits: Limits, are_answers: bool = True) -> list[float]:
    """When messages go out that are all wanted at once, one after the other."""
    time, times = Seconds(), []
    pace = Pace(limits, time.ticks, time.sleep)
    for chat in chats:
        await pace.wait(chat, are_answers)
        times.append(round(time.now, 2))
    return times


async def test_messages_of_a_chat_go_out_one_a_second() -> None:
    """A few go at once, then each waits its second; in a group it is one in three seconds."""
    assert await sent_at([7] * 6, Limits()) == [0, 0, 0, 1, 2, 3]
    assert await sent_at([-7] * 5, Limits()) == [0, 0, 0, 3, 6]


async def test_all_chats_together_have_a_limit() -> None:
    """Of a hundred persons written to at once, the last ones wait."""
    times = await sent_at(list(range(1, 101)), Limits(all_chats=25), are_answers=False)
    assert times[24] == 0 and times[-1] == 3.0


async def test_an_answer_waits_for_others_a_second_and_a_half_at_most() -> None:
    """However many ask at once, nobody waits long for the others; Telegram itself says when it is too much."""
    time, waited = Seconds(), []
    pace = Pace(Limits(all_chats=10), time.ticks, time.sleep)
    for chat in range(1, 201):
        began = time.now
        await pace.wait(chat)
        waited.append(time.now - began)
        time.now = 0.0
    assert max(waited) == 1.5 and waited[9] == 0


async def test_the_token_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """Addresses that are asked hold it; whatever fails, no log does."""
    caplog.set_level(logging.DEBUG)
    house = Scripted()
    async with talking(house.tools()) as person:
        document = {"file_id": "gone", "file_unique_id": "gone", "file_name": "表.xlsx", "file_size": 3}
        await person.do(person.message(document=document))
        person.api.refusals["sendMessage"] = [(400, f"Bad Request: {TOKEN}", {}), (404, "Not Found", {})]
        await person.say("你好")
        await person.say("你好")
    async with bot_api() as api:
        unreachable = settings(api.url)
    channel = open_telegram(unreachable, house.tools(), Pace(FAST))
    assert isinstance(await channel.send(ME, Parcel("outbox:1", "p", Reply(("通过了。",)))), NotNow)
    with pytest.raises(Down) as down:
        await channel.run()
    await channel.close()
    assert not isinstance(down.value, Unsure), "who was not reached did nothing"
    caplog.records[0].exc_text = "".join(traceback.format_exception(down.value))
    text = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    assert "Cannot connect" in text and "Bad Request" in text
    assert TOKEN not in text and TOKEN.partition(":")[2] not in text
