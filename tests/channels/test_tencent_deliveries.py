"""Answers in time: once for each message, in each person's order, and never late."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.engine.ports import StoreTrouble
from bot.handlers.accepted import Accepted
from bot.handlers.tencent.deliveries import Deliveries, Delivery
from bot.handlers.tencent.envelopes import Forged
from bot.handlers.tencent.replays import check_new, check_time
from tests.channels.noted import NotesInMemory
from tests.channels.wechat_platform import settled


def deliveries_of(patience: float, notes: NotesInMemory | None = None) -> Deliveries:
    """Deliveries over notes of their own, where none are given."""
    return Deliveries(Accepted(notes or NotesInMemory(), "test"), patience)


async def test_the_same_message_is_worked_on_once() -> None:
    """Delivered again while it is worked on, and after, it has the same answer."""
    worked = []

    async def work(delivery: Delivery) -> None:
        worked.append(1)
        await asyncio.sleep(0.05)
        delivery.answer("答")

    deliveries = deliveries_of(1.0)
    answers = await asyncio.gather(*(deliveries.answer("k", "p", "told", work) for _ in range(3)))
    assert [*answers, await deliveries.answer("k", "p", "told", work)] == ["答"] * 4 and len(worked) == 1


async def test_what_takes_long_is_told_so_in_time() -> None:
    """The work learns that its answer comes too late, and every later delivery is told the same."""
    late = []

    async def work(delivery: Delivery) -> None:
        await asyncio.sleep(0.2)
        late.append((delivery.claim(), delivery.answer("答")))

    deliveries = deliveries_of(0.05)
    began = time.monotonic()
    assert await deliveries.answer("k", "p", "told", work) is None and time.monotonic() - began < 0.15
    await deliveries.close()
    assert late == [(False, False)] and await deliveries.answer("k", "p", "told", work) is None


async def test_the_time_that_passed_before_counts() -> None:
    """The platform has been waiting since it called, not since the work began."""

    async def work(delivery: Delivery) -> None:
        await asyncio.sleep(0.5)

    began = time.monotonic()
    assert await deliveries_of(1.0).answer("k", "p", "told", work, since=began - 0.8) is None
    assert time.monotonic() - began < 0.35


async def test_notes_that_do_not_answer_keep_nobody_waiting() -> None:
    """What cannot be written down in time is answered all the same."""

    class Slow(NotesInMemory):
        async def put(self, name: str, value: str, lasts: timedelta) -> None:
            await asyncio.sleep(60)

    async def work(delivery: Delivery) -> None:
        await asyncio.sleep(60)

    deliveries, began = deliveries_of(0.2, Slow()), time.monotonic()
    assert await deliveries.answer("k", "p", "told", work) is None
    assert time.monotonic() - began < 1.0
    await deliveries.close(0.0)


async def test_what_is_answered_late_is_written_down_before_and_crossed_out_behind() -> None:
    """What is answered in time needs no note."""
    notes, go = NotesInMemory(), asyncio.Event()

    async def work(delivery: Delivery) -> None:
        await go.wait()

    async def works(delivery: Delivery) -> None:
        delivery.answer("答")

    deliveries = deliveries_of(0.1, notes)
    await deliveries.answer("1", "p", "told", works)
    assert notes.values == {}
    await deliveries.answer("2", "p", "a message", work)
    assert [value for value, _ in notes.values.values() if "a message" in value]
    go.set()
    await deliveries.close()
    assert not [value for value, _ in notes.values.values() if "a message" in value]


async def test_what_a_dead_process_left_is_worked_on_after_an_outage_too() -> None:
    """At the second try it is not taken for known; nor is it dropped undone."""
    notes, tries = NotesInMemory(), list[int]()
    left = Accepted(notes, "test", lambda: time.time() - 60)
    await left.put("k", "p", "told")
    await left.close()
    accepted = Accepted(notes, "test", lambda: time.time() + 60 * len(tries))
    deliveries = Deliveries(accepted)

    async def work(delivery: Delivery) -> None:
        tries.append(len(tries))
        if len(tries) == 1:
            raise StoreTrouble("gone")

    looking = asyncio.create_task(accepted.take_up(lambda told: deliveries.take_up("k", "p", work)))
    await settled(lambda: notes.values == {})
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking
    assert tries == [0, 1]


async def test_an_answer_that_is_claimed_in_time_is_waited_for() -> None:
    """What is put away between the claim and the answer may take a moment."""

    async def work(delivery: Delivery) -> None:
        assert delivery.claim()
        await asyncio.sleep(0.1)
        assert delivery.answer("答")

    assert await deliveries_of(0.05).answer("k", "p", "told", work) == "答"


async def test_one_person_s_messages_keep_their_order_and_others_do_not_wait() -> None:
    """The second message of a person is begun when the first is done with."""
    done = []

    def saying(name: str, seconds: float):  # type: ignore[no-untyped-def]
        async def work(delivery: Delivery) -> None:
            await asyncio.sleep(seconds)
            done.append(name)
            delivery.answer(name)

        return work

    deliveries = deliveries_of(1.0)
    sent = [("1", "p", 0.1), ("2", "p", 0.0), ("3", "q", 0.0)]
    await asyncio.gather(*(deliveries.answer(key, person, "told", saying(key, s)) for key, person, s in sent))
    assert done == ["3", "1", "2"]


async def test_work_that_fails_keeps_nobody_waiting() -> None:
    """There is no answer, and the person's next message is worked on."""

    async def fails(delivery: Delivery) -> None:
        raise ValueError

    async def works(delivery: Delivery) -> None:
        delivery.answer("答")

    deliveries = deliveries_of(1.0)
    assert await deliveries.answer("1", "p", "told", fails) is None
    assert await deliveries.answer("2", "p", "told", works) == "答"


@pytest.mark.parametrize("timestamp", ["", "x", "-1", "1" * 40, "699", "1301", "٣"])
def test_what_is_not_of_now_is_refused(timestamp: str) -> None:
    """Five minutes to both sides are of now."""
    check_time("700", lambda: 1000.0)
    check_time("1300", lambda: 1000.0)
    with pytest.raises(Forged):
        check_time(timestamp, lambda: 1000.0)


async def test_a_nonce_serves_one_message() -> None:
    """The same message under the same nonce, or a new one, is a second delivery; another message is forged."""
    notes = NotesInMemory()
    assert await check_new(notes, "c", "n1", "1", "m1")
    assert not await check_new(notes, "c", "n1", "1", "m1")
    assert not await check_new(notes, "c", "n2", "2", "m1")
    with pytest.raises(Forged):
        await check_new(notes, "c", "n1", "1", "m2")
    assert await check_new(notes, "c", "n3", "3", "m3")
