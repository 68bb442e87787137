"""Lines of customers: what one of them says is worked on in order, together where more came meanwhile."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.engine.ports import StoreTrouble
from bot.handlers.wecom.heard import Heard

_AT_ONCE = 32

Work = Callable[[Sequence[Heard]], Awaitable[int]]
"""Works on what one customer said; gives how many of it were done, counted from the first. The rest comes again."""


@dataclass(frozen=True, slots=True)
class _Waits:
    """Something said, in line."""

    heard: Heard
    round: object
    done: asyncio.Future[None]


class Lines:
    """A line for each customer; some customers are served at once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._lines: dict[str, deque[_Waits]] = {}
        self._broken: dict[str, object] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(_AT_ONCE)

    def join(self, heard: Heard, round_: object) -> asyncio.Future[None]:
        """Puts what was pulled in a round into its line. The future raises ``StoreTrouble`` where it is to come again,
        in another round, and with it all that the customer said after it.
        """
        waits = _Waits(heard, round_, asyncio.get_running_loop().create_future())
        # Who pulls may have given up before; that is no fault.
        waits.done.add_done_callback(lambda over: over.cancelled() or over.exception())
        if heard.user in self._lines:
            self._lines[heard.user].append(waits)
            return waits.done
        self._lines[heard.user] = deque([waits])
        task = asyncio.create_task(self._serve(heard.user))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return waits.done

    async def finish(self, seconds: float = 1.0) -> None:
        """Gives what is under way so long to end, and ends it then; what was not done comes again."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, user: str) -> None:
        waiting = self._lines[user]
        try:
            while waiting:
                async with self._room:
                    broken = self._broken.get(user)
                    together = [each for each in waiting if each.round is not broken]
                    refused = [each for each in waiting if each.round is broken]
                    waiting.clear()
                    _come_again(refused)
                    if together:
                        await self._serve_together(user, together)
        finally:
            del self._lines[user]

    async def _serve_together(self, user: str, together: Sequence[_Waits]) -> None:
        """Works on what stands in line; after trouble nothing of the same round overtakes what is to come again."""
        count = 0
        try:
            count = await self._work([each.heard for each in together])
        finally:
            for each in together[:count]:
                each.done.set_result(None)
            _come_again(together[count:])
            self._broken.pop(user, None)
            if count < len(together):
                self._broken[user] = together[-1].round


def _come_again(waiting: Sequence[_Waits]) -> None:
    for each in waiting:
        each.done.set_exception(StoreTrouble("a message is to come again"))
