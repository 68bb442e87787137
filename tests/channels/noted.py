"""Notes in memory, for channels under test: what one process says the others see."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.engine.messages import Address


@dataclass
class NotesInMemory:
    """Fulfills ``Notes``; ``now`` are seconds."""

    now: Callable[[], float] = time.time
    values: dict[str, tuple[str, float]] = field(default_factory=dict)
    counts: dict[str, tuple[int, float]] = field(default_factory=dict)

    async def get(self, name: str) -> str | None:
        value, over = self.values.get(name, ("", 0.0))
        return value if over > self.now() else None

    async def put(self, name: str, value: str, lasts: timedelta) -> None:
        self.values[name] = (value, self.now() + lasts.total_seconds())

    async def first(self, name: str, lasts: timedelta) -> bool:
        return await self.count(name, lasts) == 1

    async def count(self, name: str, lasts: timedelta) -> int:
        before, over = self.counts.get(name, (0, 0.0))
        if over <= self.now():
            before, over = 0, self.now() + lasts.total_seconds()
        self.counts[name] = (before + 1, over)
        return before + 1

    async def drop(self, name: str) -> None:
        self.values.pop(name, None)
        self.counts.pop(name, None)


async def none_answered(address: Address, message_id: str) -> None:
    """No message comes again: every one is new."""
