"""What was accepted is done, whichever process dies: by one other, once, and each person's in its order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

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


@dataclass
class Desk:
    """Processes on the same notes; what they did is in ``done``."""

    times: Times = field(default_factory=Times)
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.notes = NotesInMemory(self.times.now)

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
