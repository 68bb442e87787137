"""Follows the rows of submitted sheets until the bureau has decided on each, and tells the person once, of all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.bureau.protocol import Outage, Standing
from bot.services.batching import Batching, request_of, row_sent
from bot.store.audit import Deed
from bot.store.batches import Batch, BatchState, RowSent
from bot.store.uploads import NoSuchUpload

log = logging.getLogger(__name__)
_POLL_SECONDS = 2.0
_PAUSE = timedelta(seconds=30)
_AT_ONCE = 100
"""Rows of a sheet that are asked about in one look."""
_GIVE_UP = timedelta(days=30)


class BatchReviews:
    """Asks about rows in review. Several processes may do so at once: what is told has a key of its own."""

    def __init__(self, batching: Batching) -> None:
        self._batching = batching
        self._looked: dict[str, datetime] = {}

    async def run(self) -> None:
        """Asks until cancelled; what fails is tried again."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("the reviews of batches could not be followed; trying again")
            await asyncio.sleep(_POLL_SECONDS)

    async def look(self) -> None:
        """Asks about the sheets whose rows are in review: again after half a minute, sooner where some were decided.

        Raises:
            StoreTrouble: the database did not answer.
        """
        now = self._batching.clock.now()
        reviewing = await self._batching.batches.in_state(BatchState.REVIEWING)
        self._looked = {batch.id: self._looked[batch.id] for batch in reviewing if batch.id in self._looked}
        for batch in reviewing:
            if now - self._looked.get(batch.id, datetime.min.replace(tzinfo=now.tzinfo)) >= _PAUSE:
                self._looked[batch.id] = now
                await self._look_at(batch, now)

    async def _look_at(self, batch: Batch, now: datetime) -> None:
        rows = await self._batching.batches.rows(batch)
        waiting = [row for row in rows.values() if row.standing == Standing.IN_REVIEW]
        try:
            decided = {row.number: row for one in waiting[:_AT_ONCE] if (row := await self._asked(batch, one))}
        except Outage:
            log.warning("the bureau does not answer; the reviews of batch %s wait", batch.id)
            return
        if decided:
            await self._write_down(batch, decided, now)
            del self._looked[batch.id]
        if len(decided) == len(waiting) or now - batch.begun_at > _GIVE_UP:
            await self._tell(batch, rows | decided)

    async def _asked(self, batch: Batch, row: RowSent) -> RowSent | None:
        """The row as it was decided; None while it is in review."""
        filed = await self._batching.bureau.status(request_of(batch, row.number))
        await asyncio.sleep(0)
        return None if filed is None or filed.standing is Standing.IN_REVIEW else row_sent(row.number, filed)

    async def _write_down(self, batch: Batch, decided: Mapping[int, RowSent], now: datetime) -> None:
        deeds = [
            Deed(
                batch.person,
                now,
                request_of(batch, row.number),
                f"status:{row.standing}",
                bureau={"number": row.filing_number, "refusal": row.refusal},
            )
            for row in decided.values()
        ]
        await self._batching.audit.record_all(deeds)
        await self._batching.batches.decided(batch, decided)

    async def _tell(self, batch: Batch, rows: Mapping[int, RowSent]) -> None:
        try:
            file = await self._batching.result_file(batch, rows)
        except NoSuchUpload:
            await self._batching.batches.end(batch, BatchState.DONE)
            return
        counts = {
            "good": sum(row.standing == Standing.ACCEPTED for row in rows.values()),
            "bad": sum(row.standing == Standing.REFUSED for row in rows.values()),
            "waiting": sum(row.standing == Standing.IN_REVIEW for row in rows.values()),
        }
        text = self._batching.wordings().late(
            "batch_reviewed", name=batch.file_name, employer=batch.employer_name, **counts
        )
        await self._batching.say(batch, "reviewed", text, (file,))
        await self._batching.batches.end(batch, BatchState.DONE)
