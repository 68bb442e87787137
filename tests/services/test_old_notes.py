"""What is kept for a while only is swept while the program serves."""

from __future__ import annotations

import asyncio

from bot.engine.ports import StoreTrouble
from bot.services.old_notes import sweep_each_hour


class Keeping:
    """Counts how often it was swept; the store of a ``broken`` one does not answer."""

    def __init__(self, broken: bool = False) -> None:
        self.swept, self.broken = asyncio.Event(), broken

    async def sweep(self) -> int:
        self.swept.set()
        if self.broken:
            raise StoreTrouble("the database is away")
        return 1


async def test_all_that_is_kept_is_swept() -> None:
    """Also where one of them fails."""
    kept = Keeping(broken=True), Keeping()
    sweeping = asyncio.create_task(sweep_each_hour(*kept))
    await asyncio.wait_for(asyncio.gather(*(each.swept.wait() for each in kept)), 5)
    assert not sweeping.done()
    sweeping.cancel()
