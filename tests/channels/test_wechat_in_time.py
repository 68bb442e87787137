"""WeChat waits for five seconds: what is slow may be the turn, the line before it, or the database."""

from __future__ import annotations

import asyncio

import pytest

from bot.engine.messages import Reply
from bot.handlers.wechat import sentences
from bot.services.outbox import Parcel
from tests.channels.wechat_house import house, long_reply
from tests.channels.wechat_platform import settled

_IN_TIME = (sentences.WORKING, sentences.WORKING_UNPUSHED, sentences.OUTAGE)


@pytest.mark.parametrize("event", ["LOCATION", "VIEW", "unsubscribe"])
async def test_what_nobody_expects_an_answer_to_gets_none(event: str) -> None:
    """Not even where something slow is worked on before it."""
    async with house(answer_seconds=0.2) as at:
        at.assistant.slow["难"] = 0.6
        slow = asyncio.create_task(at.platform.say("oP", "难"))
        await asyncio.sleep(0.05)
        quiet = await at.platform.deliver(at.platform.message("oP", "event", Event=event, EventKey=""))
        assert quiet.text == "" and quiet.statuses == [200] and quiet.seconds[0] < 0.2
        await slow


@pytest.mark.parametrize("which", ["wechat:nonce", "wechat:accepted", "wechat:no-push"])
async def test_a_slow_database_costs_no_answer(which: str) -> None:
    """An answer comes in time, whatever part of the way there is slow, and the message is heard at most once."""
    async with house(answer_seconds=1.0) as at:
        at.assistant.slow["难"] = 2.5
        at.notes.slow = lambda name: 5.2 if which in name else 0.0
        answered = await at.platform.deliver(at.platform.message("oP", "text", Content="难"), tries=1)
        assert answered.seconds[0] < 4.9 and answered.text in _IN_TIME
        assert len(at.assistant.heard) <= 1


async def test_an_answer_that_came_too_late_goes_before_its_rest() -> None:
    """The database is slow just while the answer is made ready: all of it follows, in order, each part once."""
    async with house(answer_seconds=0.3) as at:
        at.assistant.script["长"] = long_reply()
        at.notes.slow = lambda name: 1.0 if "wechat:answered" in name else 0.0
        answered = await at.platform.say(at.talker.user, "长")
        assert answered.text == sentences.WORKING
        await settled(lambda: "第119句" in "".join(at.platform.texts(at.talker.user)))
        said = "".join(at.platform.texts(at.talker.user)[1:])
        places = [said.index(f"这是第{n}句") for n in range(120)]
        assert places == sorted(places) and said.count("这是第") == 120


async def test_what_was_held_comes_again_with_a_second_delivery() -> None:
    """The first answer was lost on its way; a process that knows nothing of it gives the same one."""
    async with house() as at:
        await at.talker.channel.send(at.talker.address, _parcel("审核通过了"))
        message = at.platform.message(at.talker.user, "text", Content="在吗")
        first = await at.platform.deliver(message)
        assert "审核通过了" in first.text
        at.talker.channel._deliveries._known.clear()
        assert (await at.platform.deliver(message)).text == first.text and at.assistant.heard == ["在吗"]


@pytest.mark.parametrize("trouble", ["out", "slow"])
async def test_a_note_that_fails_costs_no_ready_answer(trouble: str) -> None:
    """At a second delivery the answer is noted for a third one; where that does not work, it goes out all the same."""
    async with house() as at:
        message = at.platform.message(at.talker.user, "text", Content="在吗")
        first = await at.platform.deliver(message)
        at.talker.channel._deliveries._known.clear()
        if trouble == "out":
            at.notes.out = lambda name: "wechat:answered" in name
        else:
            at.notes.slow = lambda name: 2.3 if "wechat:answered" in name else 0.0
        again = await at.platform.deliver(message, tries=1)
        assert again.text == first.text == "收到：在吗" and again.statuses == [200]


async def test_who_was_told_that_the_result_follows_hears_that_it_was_lost() -> None:
    """The database fails for a moment, just as the result is put away."""
    async with house(answer_seconds=0.1) as at:
        at.assistant.slow["难"] = 0.3
        outages = iter([True])
        at.notes.out = lambda name: name.startswith("wechat:under-way") and next(outages, False)
        assert (await at.platform.say(at.talker.user, "难")).text == sentences.WORKING
        await settled(lambda: at.platform.texts(at.talker.user) == [sentences.WORKING, sentences.FAILED])


async def test_only_what_may_be_an_option_waits_for_what_is_unseen() -> None:
    """A number of two digits at most; an identity number is taken as what it is."""
    async with house() as at:
        await at.talker.channel.send(at.talker.address, _parcel("审核退回了，怎么办？", long_reply(1)))
        (text,) = await at.say("321399198002100417")
        assert text.endswith("收到：321399198002100417") and sentences.UNSEEN not in text


def _parcel(text: str, reply: Reply | None = None) -> Parcel:
    return Parcel(f"outbox:{text}", "p", Reply((text,), reply.options if reply else ()))
