"""What a platform was told is accepted, and is not done yet: noted, so that no dying process loses it.

A process has a shelf in the notes while anything of its own is unfinished, and says every few seconds that it lives.
The shelf of one that says so no more is taken over by another, which does what lies on it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import groupby

from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Notes
from bot.handlers.shelves import KEPT, Item, Shelf, read_shelf

log = logging.getLogger(__name__)
_SHELVES = 16
_HELD = 10.0
_SAID_AGAIN = 3.0
_LOOK_AGAIN = 10.0
_TAKING = timedelta(seconds=_HELD)
_MOST_TRIES = 3
_AT_ONCE = 16

Take = Callable[[str], Awaitable[None]]
"""Does what was told of in these words; ``StoreTrouble`` leaves it for later, anything else ends it."""


class Accepted:
    """What is accepted and unfinished on one channel; ``now`` is real time in seconds, on all processes alike."""

    def __init__(self, notes: Notes, channel: str, now: Callable[[], float] = time.time) -> None:
        self._notes = notes
        self._name = f"{channel}:accepted"
        self._now = now
        self._shelf: Shelf | None = None
        self._holding: asyncio.Task[None] | None = None
        self._closed = False
        self._alone = asyncio.Lock()
        self._open = asyncio.Semaphore(_AT_ONCE)

    async def put(self, key: str, person: str, told: str) -> None:
        """Notes something of the person's under its key, once; where every shelf is taken, it is not noted.

        Raises:
            StoreTrouble: it may not be noted.
        """
        async with self._alone:
            self._shelf = await self._still_ours() or await self._free_shelf()
            if self._shelf is not None and key not in self._shelf.slots:
                await self._shelf.put(Item(key, person, told), self._now() + _HELD)

    async def drop(self, key: str) -> None:
        """It is done, whether it was noted or not; may raise ``StoreTrouble``."""
        if self._shelf is not None and key in self._shelf.slots:
            async with self._alone:
                self._shelf = await self._still_ours()
                if self._shelf is not None:
                    await self._shelf.drop(key)

    async def take_up(self, take: Take) -> None:
        """Does what processes left that are no more, until cancelled, or closed."""
        while not self._closed:
            again = self._now() + _LOOK_AGAIN
            for place in range(_SHELVES):
                try:
                    again = min(again, await self._look_at(f"{self._name}:{place}", take))
                except Exception as error:
                    log.warning("what was left unfinished could not be read: %s", type(error).__name__)
            await asyncio.sleep(max(0.1, again - self._now()))

    async def close(self) -> None:
        """Leaves what is unfinished to another process, which looks next."""
        self._closed = True
        if self._holding is not None:
            self._holding.cancel()
        async with self._alone:
            try:
                if self._shelf is not None:
                    await _leave(self._shelf, self._now())
            except StoreTrouble:
                log.warning("a shelf could not be left; it is taken over a little later")
            self._shelf = None

    async def _still_ours(self) -> Shelf | None:
        """The shelf, unless it could not be held for so long that another process took it over."""
        shelf = self._shelf
        return shelf if shelf is not None and (self._now() <= shelf.until or await shelf.is_ours()) else None

    async def _free_shelf(self) -> Shelf | None:
        if self._holding is not None:
            self._holding.cancel()
        for place in range(_SHELVES):
            name = f"{self._name}:{place}"
            if await self._notes.get(name) is None and await self._notes.first(f"{name}:taking", _TAKING):
                self._holding = asyncio.create_task(self._hold())
                return Shelf(self._notes, name)
        log.error("every shelf is taken: what is accepted now is lost if this process dies before it is done")
        return None

    async def _hold(self) -> None:
        """Says that this process lives, while anything lies on its shelf."""
        while self._shelf is not None:
            await asyncio.sleep(_SAID_AGAIN)
            async with self._alone:
                try:
                    self._shelf = await self._held_on(self._shelf)
                except StoreTrouble:
                    log.warning("a shelf could not be held; trying again")

    async def _held_on(self, shelf: Shelf | None) -> Shelf | None:
        """The shelf, held for a while longer; None where nothing lies on it, or another process has it."""
        if shelf is None or not await shelf.is_ours():
            return None
        if shelf.slots:
            await shelf.say_held(self._now() + _HELD)
            return shelf
        await shelf.clear()
        return None

    async def _look_at(self, name: str, take: Take) -> float:
        """Takes a shelf over that is held no more; says when to look again."""
        mine = self._shelf is not None and self._shelf.name == name
        told = None if mine or self._closed else await self._notes.get(name)
        if told is None:
            return self._now() + _LOOK_AGAIN
        shelf, until = read_shelf(self._notes, name, told)
        if until <= self._now() and await self._notes.first(f"{name}:left:{until}", _TAKING):
            async with self._held(shelf):
                await self._do(shelf, await shelf.items(), take)
        return max(until, self._now() + _SAID_AGAIN)

    @asynccontextmanager
    async def _held(self, shelf: Shelf) -> AsyncIterator[None]:
        """Holds a shelf that was taken over; what lies on it in the end is left for another try."""

        async def hold() -> None:
            while True:
                await asyncio.sleep(_SAID_AGAIN)
                try:
                    if not await shelf.is_ours():
                        return
                    await shelf.say_held(self._now() + _HELD)
                except StoreTrouble:
                    log.warning("a shelf could not be held; trying again")

        await shelf.say_held(self._now() + _HELD)
        holding = asyncio.create_task(hold())
        try:
            yield
        finally:
            holding.cancel()
            await _leave(shelf, self._now())

    async def _do(self, shelf: Shelf, items: Sequence[Item], take: Take) -> None:
        """Does all of it, each person's in its order."""
        lines = [list(line) for _, line in groupby(sorted(items, key=lambda item: item.person), lambda i: i.person)]
        await asyncio.gather(*(self._do_line(shelf, line, take) for line in lines))

    async def _do_line(self, shelf: Shelf, line: Sequence[Item], take: Take) -> None:
        async with self._open:
            for item in line:
                try:
                    await self._do_one(item, take)
                    await shelf.drop(item.key)
                except StoreTrouble:
                    log.warning("something left unfinished could not be done; it is tried again")
                    return

    async def _do_one(self, item: Item, take: Take) -> None:
        if await self._notes.count(f"{self._name}:tried:{item.key}", KEPT) > _MOST_TRIES:
            log.error("something was left unfinished %d times and is given up", _MOST_TRIES)
            return
        try:
            await take(item.told)
        except StoreTrouble:
            raise
        except Exception as error:
            # Its words may hold what a person said.
            log.error("something left unfinished failed: %s", type(error).__name__)


async def _leave(shelf: Shelf, now: float) -> None:
    """What still lies on a shelf is for whoever looks next; nothing changes where somebody has it already."""
    if await shelf.is_ours():
        await (shelf.say_held(now) if shelf.slots else shelf.clear())
