"""What was accepted is done, whichever process dies: by one other, once, and each person's in its order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.engine.ports import StoreTrouble
from bot.handlers.accepted import Accepted
from tests.channels.noted import NotesInMemory
from tests.channels.wechat_platform import settled


@dataclass
class Times:
    """A clock of all processes, that can be put ahead."""

    ahead: float = 0.0

    def now(self) -> float:
        return time.time() + self.ahead


class Broken(NotesInMemory):
    """Notes that are out of order for what ``is_out`` says (“put name”), so many times, and slow to drop."""

    is_out: Callable[[str], bool] = staticmethod(lambda what: True)
    times: int = 0
    slow: float = 0.0

    def _answer(self, what: str) -> None:
        if self.times and self.is_out(what):
            self.times -= 1
            raise StoreTrouble("out")

    async def get(self, name: str) -> str | None:
        self._answer(f"get {name}")
        return await NotesInMemory.get(self, name)

    async def put(self, name: str, value: str, lasts: timedelta) -> None:
        self._answer(f"put {name}")
        await NotesInMemory.put(self, name, value, lasts)

    async def drop(self, name: str) -> None:
        self._answer(f"drop {name}")
        await asyncio.sleep(self.slow)
        await NotesInMemory.drop(self, name)


@dataclass
class Desk:
    """Processes on the same notes; what they did is in ``done``."""

    times: Times = field(default_factory=Times)
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.notes = Broken(self.times.now)

    def process(self, notes: NotesInMemory | None = None) -> Accepted:
        return Accepted(notes or self.notes, "test", self.times.now)

    async def killed_with(self, *items: tuple[str, str]) -> None:
        """A process accepts these of persons and dies: what it does afterwards reaches nobody."""
        dying = NotesInMemory(self.times.now, self.notes.values, self.notes.counts)
        process = self.process(dying)
        for person, told in items:
            await process.put(told, person, told)
        dying.values, dying.counts = dict(dying.values), dict(dying.counts)
        await process.close()

    async def does(self, told: str) -> None:
        self.done.append(told)

    @asynccontextmanager
    async def looking(self, take: Callable[[str], Awaitable[None]] | None = None) -> AsyncIterator[Accepted]:
        """A living process that takes up what is left."""
        process = self.process()
        task = asyncio.create_task(process.take_up(take or self.does))
        try:
            yield process
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await process.close()


async def test_what_a_dead_process_left_is_done_once_and_in_order() -> None:
    """Two processes look at the same time; one person's items stay in their order."""
    desk = Desk()
    await desk.killed_with(*(("p", str(n)) for n in range(40)), ("q", "other"))
    desk.times.ahead += 60
    async with desk.looking(), desk.looking():
        await settled(lambda: len(desk.done) >= 41)
        await asyncio.sleep(0.05)
    assert sorted(desk.done) == sorted([*map(str, range(40)), "other"])
    assert [told for told in desk.done if told != "other"] == [str(n) for n in range(40)]
    assert desk.notes.values == {}


async def test_what_a_living_process_is_at_is_left_to_it() -> None:
    """It has said that it lives; only when that is long ago, it is taken for dead."""
    desk = Desk()
    living = desk.process()
    await living.put("k", "p", "its own")
    async with desk.looking():
        await asyncio.sleep(0.05)
    assert desk.done == []
    await living.drop("k")
    await living.close()
    assert desk.notes.values == {}


async def test_a_living_process_says_so_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long its work takes, nobody takes it over."""
    monkeypatch.setattr("bot.handlers.accepted._HELD", 0.3)
    monkeypatch.setattr("bot.handlers.accepted._SAID_AGAIN", 0.05)
    desk = Desk()
    living = desk.process()
    await living.put("k", "p", "its own")
    async with desk.looking():
        await asyncio.sleep(0.8)
        assert desk.done == []
        await living.close()
        await settled(lambda: desk.done == ["its own"])


async def test_what_is_left_at_a_stop_is_taken_up_at_once() -> None:
    """A process that ends in order waits for nobody to miss it."""
    desk = Desk()
    ending = desk.process()
    await ending.put("k", "p", "left")
    await ending.close()
    async with desk.looking():
        await settled(lambda: desk.done == ["left"])


async def test_what_is_done_leaves_no_trace() -> None:
    """Nor is it noted twice."""
    desk = Desk()
    process = desk.process()
    for _ in range(2):
        await process.put("k", "p", "told")
    assert len([value for value, _ in desk.notes.values.values() if "told" in value]) == 1
    await process.drop("k")
    await process.drop("never noted")
    await process.close()
    assert desk.notes.values == {}


async def test_what_cannot_be_done_for_an_outage_is_tried_again() -> None:
    """And with it what the person said after it."""
    desk, tries = Desk(), list[str]()
    await desk.killed_with(("p", "1"), ("p", "2"))
    desk.times.ahead += 60

    async def take(told: str) -> None:
        tries.append(told)
        desk.times.ahead += 60
        if len(tries) == 1:
            raise StoreTrouble("gone")
        await desk.does(told)

    async with desk.looking(take):
        await settled(lambda: desk.done == ["1", "2"])
    assert tries == ["1", "1", "2"]


async def test_what_fails_for_a_mistake_of_ours_holds_nobody_up(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged without its words, and ends there; so does what kills each process that takes it up."""
    desk, secret = Desk(), "320102199003078888"
    await desk.killed_with(("p", secret), ("p", "next"))
    desk.times.ahead += 60

    async def take(told: str) -> None:
        if told == secret:
            raise ValueError(told)
        await desk.does(told)

    async with desk.looking(take):
        await settled(lambda: desk.done == ["next"])
    assert "ValueError" in caplog.text and secret not in caplog.text
    await desk.killed_with(("p", "deadly"))
    for _ in range(4):
        desk.times.ahead += 60
        dead = desk.process(NotesInMemory(desk.times.now, desk.notes.values, desk.notes.counts))
        dying = asyncio.create_task(dead.take_up(lambda told: asyncio.Event().wait()))  # type: ignore[arg-type,return-value]
        await asyncio.sleep(0.02)
        dying.cancel()
        with suppress(asyncio.CancelledError):
            await dying
    assert "given up" in caplog.text and desk.notes.values == {}


async def test_more_processes_than_shelves_are_told(caplog: pytest.LogCaptureFixture) -> None:
    """Their messages are worked on as ever."""
    desk = Desk()
    processes = [desk.process() for _ in range(17)]
    for number, process in enumerate(processes):
        await process.put(str(number), "p", "told")
        await process.drop("nothing")
    assert caplog.text.count("every shelf is taken") == 1
    for process in processes:
        await process.close()


async def test_a_process_that_stops_leaves_its_own_to_the_next_one() -> None:
    """It looks for what others left until it ends, and knows all of its own: it would take it for done."""
    desk = Desk()
    async with desk.looking() as ending:
        await ending.put("k", "p", "left")
        await ending.close()
        desk.times.ahead += 60
        await asyncio.sleep(0.15)
        assert desk.done == []
    async with desk.looking():
        await settled(lambda: desk.done == ["left"])


@pytest.mark.parametrize("times", range(1, 5))
async def test_an_outage_just_at_a_take_over_makes_nobody_forget(times: int) -> None:
    """Another look a little later finds it all."""
    desk = Desk()
    await desk.killed_with(("p", "1"), ("p", "2"))
    desk.times.ahead += 60

    async def first(name: str, lasts: timedelta) -> bool:
        desk.notes.times = times
        del desk.notes.first  # type: ignore[method-assign]
        return await desk.notes.first(name, lasts)

    desk.notes.first = first  # type: ignore[method-assign]
    async with desk.looking():
        await asyncio.sleep(0.1)
    assert desk.notes.times == 0
    for _ in range(3):
        desk.times.ahead += 11
        async with desk.looking():
            await asyncio.sleep(0.05)
    assert desk.done == ["1", "2"] and desk.notes.values == {}


@pytest.mark.parametrize("what", ["put test:accepted:0:0", "put test:accepted:0"])
async def test_what_could_not_be_noted_is_noted_at_the_next_try(what: str) -> None:
    """It does not count as noted, and is found where the process dies then."""
    desk = Desk()
    dying, desk.notes.times, desk.notes.is_out = desk.process(), 1, what.__eq__
    with pytest.raises(StoreTrouble):
        await dying.put("k", "p", "told")
    await dying.put("k", "p", "told")
    desk.times.ahead += 60
    async with desk.looking():
        await settled(lambda: desk.done == ["told"])
    await dying.close()


async def test_what_is_done_twice_at_once_is_crossed_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the shelf is given back in between."""
    monkeypatch.setattr("bot.handlers.accepted._SAID_AGAIN", 0.005)
    desk = Desk()
    process, desk.notes.slow = desk.process(), 0.01
    await process.put("k", "p", "told")
    drops = [asyncio.create_task(process.drop("k"))]
    await asyncio.sleep(0.007)
    drops.append(asyncio.create_task(process.drop("k")))
    await asyncio.gather(*drops)
    await process.close()
    assert desk.notes.values == {}


async def test_a_shelf_that_was_lost_in_an_outage_is_not_used_on() -> None:
    """Another process has it: what is put now gets another one, and stays when that process clears its own."""
    desk, go = Desk(), asyncio.Event()

    async def take(told: str) -> None:
        await go.wait()
        await desk.does(told)

    silent = desk.process()
    await silent.put("1", "p", "before")
    desk.times.ahead += 60
    async with desk.looking(take):
        await asyncio.sleep(0.05)
        await silent.put("2", "p", "behind")
        await silent.drop("1")
        go.set()
        await settled(lambda: "test:accepted:0" not in desk.notes.values)
    desk.times.ahead += 60
    async with desk.looking():
        await settled(lambda: desk.done == ["before", "behind"])
    await silent.close()
    assert desk.notes.values == {}
