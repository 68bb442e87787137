"""Pulls an account's messages under a cursor that is kept: none is lost, and none is begun twice on purpose.

The kept cursor stands behind what was handled to its end, so that after a crash the rest comes again; what comes again
is known by its id. One process pulls at a time; two at once would do no harm, but the work twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Notes
from bot.handlers.tencent.troubles import ApiError, Unreachable

log = logging.getLogger(__name__)
_CURSOR_KEPT = timedelta(days=365)
_HELD = timedelta(seconds=10)
_LOOK_AGAIN = 0.5
_MOST_PAGES = 8
_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)

Item = dict[str, Any]
Pull = Callable[[str, str], Awaitable[dict[str, Any]]]
"""Asks for the page behind a cursor, with the token of the last callback; both may be empty."""


@dataclass(frozen=True, eq=False, slots=True)
class Round:
    """One time that messages are pulled, until there are no more. A fresh start has no cursor, and old ones come."""

    is_fresh_start: bool


Begin = Callable[[Item, Round], "asyncio.Future[None] | None"]
"""Begins to handle an item of the round, where there is something to do."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page under way, and the cursor behind it."""

    cursor: str
    tasks: list[asyncio.Future[None]]

    @property
    def is_done(self) -> bool:
        return all(task.done() for task in self.tasks)


class Puller:
    """Pulls for one account, named by ``name`` in the notes."""

    def __init__(self, notes: Notes, name: str, pull: Pull, begin: Begin) -> None:
        self._notes = notes
        self._name = name
        self._pull = pull
        self._begin = begin
        self._rung = asyncio.Event()
        self._token = ""
        self._held_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def ring(self, token: str = "") -> None:
        """Something may have come: it is pulled beside what goes on."""
        self._token = token or self._token
        self._rung.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._answer_rings())

    async def finish(self, seconds: float = 4.0) -> None:
        """Ends pulling; what was pulled gets so long to be handled, and comes again where that is too short."""
        if self._task is not None and not self._task.done():
            self._rung.clear()
            await asyncio.wait([self._task], timeout=seconds)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _answer_rings(self) -> None:
        failed = 0
        while self._rung.is_set():
            self._rung.clear()
            try:
                async with self._alone():
                    await self._drain()
            except (ApiError, Unreachable, StoreTrouble) as trouble:
                log.warning("messages of %s could not be pulled: %s", self._name, trouble)
                if isinstance(trouble, ApiError):
                    # The token may be over; without one it goes slower.
                    self._token = ""
            except Exception:
                log.exception("messages of %s could not be pulled", self._name)
            else:
                failed = 0
                continue
            await asyncio.sleep(_PAUSES[min(failed, len(_PAUSES) - 1)])
            failed += 1
            self._rung.set()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Alone among processes; who died while it pulled holds nobody up for long."""
        while not await self._hold():
            await asyncio.sleep(_LOOK_AGAIN)
        try:
            yield
        finally:
            await self._notes.drop(f"{self._name}:pulling")

    async def _hold(self) -> bool:
        self._held_at = asyncio.get_running_loop().time()
        return await self._notes.first(f"{self._name}:pulling", _HELD)

    async def _hold_on(self) -> None:
        """Holds on before the time is over. Another process may come between; it finds what is done."""
        if asyncio.get_running_loop().time() - self._held_at > _HELD.total_seconds() / 2:
            await self._notes.drop(f"{self._name}:pulling")
            await self._hold()

    async def _drain(self) -> None:
        """Pulls until there is no more, and all of it is handled."""
        kept = await self._notes.get(f"{self._name}:cursor")
        cursor, pages, round_ = kept or "", deque[_Page](), Round(kept is None)
        while True:
            await self._hold_on()
            answer = await self._pull(cursor, self._token)
            following = str(answer.get("next_cursor") or cursor)
            if following != cursor:
                begun = [self._begin(item, round_) for item in answer.get("msg_list") or ()]
                pages.append(_Page(following, [each for each in begun if each is not None]))
                cursor = following
            has_more = bool(answer.get("has_more")) and bool(pages)
            if has_more and len(pages) < _MOST_PAGES:
                continue
            await self._wait(pages)
            await self._keep_done(pages)
            if not has_more and not pages and not self._rung.is_set():
                return
            self._rung.clear()

    async def _wait(self, pages: deque[_Page]) -> None:
        """Until the oldest page is done, somebody rings, or it is time to look whether another process was rung."""
        if not pages or pages[0].is_done or self._rung.is_set():
            return
        rung = asyncio.create_task(self._rung.wait())
        waits: list[asyncio.Future[Any]] = [rung, *(task for task in pages[0].tasks if not task.done())]
        try:
            await asyncio.wait(waits, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
        finally:
            rung.cancel()

    async def _keep_done(self, pages: deque[_Page]) -> None:
        """Moves the kept cursor behind the pages that are done.

        Raises:
            StoreTrouble: one of their items could not be handled, and is to come again.
        """
        while pages and pages[0].is_done:
            for task in pages[0].tasks:
                task.result()
            await self._notes.put(f"{self._name}:cursor", pages.popleft().cursor, _CURSOR_KEPT)
