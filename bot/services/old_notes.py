"""What is kept for a while only goes when its time is over."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from bot.engine.ports import StoreTrouble

log = logging.getLogger(__name__)
_AN_HOUR_SECONDS = 3600.0


class Sweeps(Protocol):
    """Keeps something for a while."""

    async def sweep(self) -> int:
        """Deletes what is over; gives how much that was."""
        ...


async def sweep_each_hour(*kept: Sweeps) -> None:
    """Deletes what is over until cancelled; where the store does not answer, the next hour will do."""
    while True:
        for each in kept:
            try:
                await each.sweep()
            except StoreTrouble:
                log.exception("what is over could not be deleted")
        await asyncio.sleep(_AN_HOUR_SECONDS)
