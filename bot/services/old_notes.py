"""What channels noted goes when its time is over."""

from __future__ import annotations

import asyncio
import logging

from bot.engine.ports import StoreTrouble
from bot.store.notes import StoredNotes

log = logging.getLogger(__name__)
_AN_HOUR_SECONDS = 3600.0


async def sweep_each_hour(notes: StoredNotes) -> None:
    """Deletes what is over until cancelled; where the store does not answer, the next hour will do."""
    while True:
        try:
            await notes.sweep()
        except StoreTrouble:
            log.exception("old notes could not be deleted")
        await asyncio.sleep(_AN_HOUR_SECONDS)
