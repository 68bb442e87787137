"""Answers in time: each message is worked on once, however often it is delivered, and one person's in their order.

Tencent waits five seconds for the answer to a callback and delivers it again when none came. What takes longer is
written down, then answered without its result, which is said later.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from weakref import WeakValueDictionary

from bot.engine.ports import StoreTrouble
from bot.handlers.accepted import Accepted

log = logging.getLogger(__name__)
PATIENCE = 3.5
_GRACE = 0.5
_WRITING = 0.15
"""The part of the patience that is left for writing a message down."""
_KEPT = 60.0


class Delivery:
    """A message on its way to its answer."""

    def __init__(self) -> None:
        self.answered: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._claimed = False
        self.begun = time.monotonic()

    def claim(self) -> bool:
        """Whether the platform still waits; if so it does a little longer, and ``answer`` is to follow at once."""
        self._claimed = not self.answered.done()
        return self._claimed

    def answer(self, text: str) -> bool:
        """Answers, where the platform still waits; else False, and it is to be said another way."""
        if self.answered.done():
            return False
        self.answered.set_result(text)
        return True

    async def is_late(self, patience: float) -> bool:
        """Whether no answer came for so long."""
        return not (await asyncio.wait([self.answered], timeout=max(0.0, patience)))[0]

    async def wait(self, patience: float) -> str | None:
        """The answer; None where it did not come in time, and from then on never will."""
        if await self.is_late(patience) and self._claimed:
            await asyncio.wait([self.answered], timeout=_GRACE)
        self.give_up()
        return self.answered.result()

    def give_up(self) -> None:
        """From now on nobody waits for the answer."""
        if not self.answered.done():
            self.answered.set_result(None)


Work = Callable[[Delivery], Awaitable[None]]
"""Works on a message, and answers its delivery in time or says it another way. It catches its own troubles; that of
:meth:`Deliveries.take_up` lets ``StoreTrouble`` through, to be tried again."""


class Deliveries:
    """The messages of the last minute, by their keys."""

    def __init__(self, accepted: Accepted, patience: float = PATIENCE) -> None:
        """``patience``: the seconds after which a message is answered, with or without its result."""
        self._accepted = accepted
        self._patience = patience
        self._under_way: set[str] = set()
        self._known: dict[str, Delivery] = {}
        self._ages: deque[tuple[float, str]] = deque()
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    def knows(self, key: str) -> bool:
        """Whether a message of this key was delivered here within the last minute."""
        return key in self._known

    async def answer(self, key: str, person: str, told: str, work: Work, since: float | None = None) -> str | None:
        """The answer to the message under the key, the same at every delivery; None where it takes too long.

        The first delivery begins the work, in line behind what the person said before. ``told`` is the message in words
        from which another process can take it up; ``since`` when the platform began to wait, by ``time.monotonic``.
        """
        until = (time.monotonic() if since is None else since) + self._patience
        delivery = self._known.get(key)
        if delivery is None:
            delivery = self._begin(key, person, work)
        is_late = await delivery.is_late(until - time.monotonic() - self._patience * _WRITING)
        if is_late and key in self._under_way:
            writing = self._beside(self._write_down(key, person, told))
            await asyncio.wait({writing}, timeout=max(0.0, until - time.monotonic()) + _GRACE)
        return await delivery.wait(until - time.monotonic())

    def give_up(self, key: str) -> None:
        """The platform was answered without the message's own answer, which is to be said another way."""
        if key in self._known:
            self._known[key].give_up()

    async def take_up(self, key: str, person: str, work: Work) -> None:
        """Works on what a process left that is no more: nobody waits for its answer. Raises what the work raises, which
        may then be tried again.
        """
        if key in self._known:
            return
        delivery = self._know(key)
        delivery.answered.set_result(None)
        try:
            async with self._line(person):
                await work(delivery)
        except BaseException:
            # It is to be done at another try.
            self._known.pop(key, None)
            raise

    async def close(self, seconds: float = 4.0) -> None:
        """Waits for the work under way, for so long."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    def _know(self, key: str) -> Delivery:
        delivery = self._known[key] = Delivery()
        self._ages.append((delivery.begun, key))
        while self._ages[0][0] < delivery.begun - _KEPT:
            self._known.pop(self._ages.popleft()[1], None)
        return delivery

    def _begin(self, key: str, person: str, work: Work) -> Delivery:
        delivery = self._know(key)
        self._under_way.add(key)
        self._beside(self._do(key, delivery, person, work))
        return delivery

    def _beside(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _line(self, person: str) -> asyncio.Lock:
        line = self._lines.get(person)
        if line is None:
            line = self._lines[person] = asyncio.Lock()
        return line

    async def _do(self, key: str, delivery: Delivery, person: str, work: Work) -> None:
        try:
            async with self._line(person):
                await work(delivery)
        except Exception:
            log.exception("a message was not worked on to its end")
        finally:
            delivery.give_up()
        # What is cancelled stays written down, for the next process.
        self._under_way.discard(key)
        await self._cross_out(key)

    async def _write_down(self, key: str, person: str, told: str) -> None:
        try:
            await self._accepted.put(key, person, told)
        except StoreTrouble:
            log.exception("a message under way could not be written down")
        if key not in self._under_way:
            # It was done while it was written.
            await self._cross_out(key)

    async def _cross_out(self, key: str) -> None:
        try:
            await self._accepted.drop(key)
        except StoreTrouble:
            log.exception("a message that is done stays written down")
