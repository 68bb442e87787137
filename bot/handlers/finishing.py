"""Turns that end even where the channel that began them was stopped, so that a shutdown tears none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from bot.engine.messages import Address, Inbound, Reply
from bot.handlers.channel import Turns

log = logging.getLogger(__name__)
T = TypeVar("T")
TakeFile = Callable[[Address, str, str, bytes], Awaitable[Reply]]


class Finishing:
    """Takes messages and files as what it is given does, and knows which are under way."""

    def __init__(self, turns: Turns, take_file: TakeFile) -> None:
        self._turns = turns
        self._take_file = take_file
        self._under_way: set[asyncio.Task[Any]] = set()

    async def turn(self, inbound: Inbound) -> Reply:
        """One message, one reply; where the caller is cancelled, it is ended all the same."""
        return await self._to_its_end(self._turns.turn(inbound))

    async def take_file(self, address: Address, message_id: str, name: str, content: bytes) -> Reply:
        """One file, one reply, in the same way."""

        async def taken() -> Reply:
            return await self._take_file(address, message_id, name, content)

        return await self._to_its_end(taken())

    async def finish(self, seconds: float) -> bool:
        """Waits so long for what is under way; says whether all of it ended."""
        if not self._under_way:
            return True
        _, waiting = await asyncio.wait(self._under_way, timeout=seconds)
        return not waiting

    async def _to_its_end(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_log_failure)
            raise


def _log_failure(task: asyncio.Task[Any]) -> None:
    """Says what went wrong where nobody waits for it any more."""
    if not task.cancelled() and (failure := task.exception()) is not None:
        log.error("a turn whose channel was stopped failed", exc_info=failure)
