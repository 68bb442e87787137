"""Does what waits in one go: while one batch is being written, the next one gathers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from bot.engine.ports import StoreTrouble

Item = TypeVar("Item")
Result = TypeVar("Result")
Write = Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]
_Waiting = tuple[Hashable, Item, asyncio.Future[Result]]


class Together(Generic[Item, Result]):
    """Gathers items for ``write``, which gives one result for each, in order.

    Of items with the same key only one goes into a batch; the others wait for the next one. An item whose
    caller is cancelled is written all the same.
    """

    def __init__(self, write: Write[Item, Result], most: int = 256) -> None:
        """``most`` is how many items one batch may have."""
        self._write = write
        self._most = most
        self._waiting: list[_Waiting[Item, Result]] = []
        self._writer: asyncio.Task[None] | None = None

    async def submit(self, key: Hashable, item: Item) -> Result:
        """The result for the item, once its batch is written.

        Raises:
            Exception: what ``write`` raised for the batch, or, unless it was trouble, for the item alone.
        """
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, item, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return await done

    async def _write_all(self) -> None:
        while self._waiting:
            await self._write_batch(self._next_batch())

    def _next_batch(self) -> list[_Waiting[Item, Result]]:
        batch: dict[Hashable, _Waiting[Item, Result]] = {}
        later = []
        for waiting in self._waiting:
            if waiting[0] in batch or len(batch) == self._most:
                later.append(waiting)
            else:
                batch[waiting[0]] = waiting
        self._waiting = later
        return list(batch.values())

    async def _write_batch(self, batch: list[_Waiting[Item, Result]]) -> None:
        try:
            results = await self._write([item for _, item, _ in batch])
        except Exception as error:
            if len(batch) == 1 or isinstance(error, StoreTrouble):
                _fail(batch, error)
                return
            # One bad item must not take the others with it.
            for waiting in batch:
                await self._write_batch([waiting])
        else:
            for (_, _, done), result in zip(batch, results, strict=True):
                if not done.done():
                    done.set_result(result)


def _fail(batch: list[_Waiting[Item, Result]], error: Exception) -> None:
    for _, _, done in batch:
        if not done.done():
            done.set_exception(error)
