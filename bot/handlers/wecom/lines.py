"""One at a time for each person, in the order of arrival."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


class Lines:
    """A line for each person."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def alone(self, user: str) -> AsyncIterator[None]:
        """Waits until whoever came before for this person is done."""
        line = self._lines.setdefault(user, _Line())
        line.inside += 1
        try:
            async with line.lock:
                yield
        finally:
            line.inside -= 1
            if not line.inside:
                self._lines.pop(user, None)
