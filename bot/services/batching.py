"""Submits confirmed sheets row by row: each row at most once, in groups, and on where it was after a crash."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone

from bot.bureau.protocol import Binds, Bureau, Filed, Filing, NoAuthority, Outage, Standing
from bot.documents.workbook import Row
from bot.documents.workbook_results import ResultBook, RowResult, checked
from bot.engine.dialog import Dialog
from bot.engine.messages import FileRef
from bot.engine.ports import Clock
from bot.services.errors import Catalogue
from bot.services.filings import form_answers
from bot.services.sheets import WORKBOOK, ReadSheet, SheetContext, SheetReader
from bot.services.wordings import Wordings
from bot.store.audit import Audit, Deed
from bot.store.batches import Batch, Batches, BatchState, RowSent
from bot.store.outbox import Outbox
from bot.store.outbox_rows import Note, Outgoing
from bot.store.uploads import Uploads
from rules.modules import Module

log = logging.getLogger(__name__)
GROUP = 25
_SLICE = 10
_BREATH = 0.001
"""So many rows of a result are written before others have their turn, and for so many seconds at least."""
_TOLD_EVERY = 5
"""A batch tells its progress this many times at most, and only where it is large."""
_LARGE = 200
_POLL_SECONDS = 2.0
_LOST = timedelta(days=3)
_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Batching:
    """Submits what was confirmed. Several processes may do so at once: a row's request id is always the same."""

    batches: Batches
    reader: SheetReader
    uploads: Uploads
    bureau: Bureau
    audit: Audit
    outbox: Outbox
    clock: Clock
    wordings: Callable[[], Wordings]
    catalogue: Catalogue

    async def run(self) -> None:
        """Submits until cancelled; what fails is tried again."""
        while True:
            try:
                await self.go_on()
            except Exception:
                log.exception("batches could not be gone on with; trying again")
            await asyncio.sleep(_POLL_SECONDS)

    async def go_on(self) -> None:
        """Goes on with every batch that is not done.

        Raises:
            StoreTrouble: the database did not answer.
        """
        for batch in await self.batches.in_state(BatchState.RUNNING):
            try:
                await self._submit(batch)
            except Outage:
                log.warning("the bureau does not answer; batch %s waits", batch.id)
                if self.clock.now() - batch.begun_at > _LOST:
                    await self._stop(batch, "经办系统一直没有回话。")
            except NoAuthority as refused:
                await self._stop(batch, refused.message_zh)

    async def _submit(self, batch: Batch) -> None:
        form = self.reader.forms[batch.form]
        sheet = await self._sheet(batch)
        done = await self.batches.rows(batch)
        count = len(done)
        for group in _groups(sheet.good):
            if all(row.number in done for row in group):
                continue
            sent = await self._submit_group(batch, form, group)
            done |= {row.number: row for row in sent}
            await self._tell_progress(batch, count, len(done))
            count = len(done)
            await asyncio.sleep(0)
        await self._finish(batch, sheet, done)

    async def _sheet(self, batch: Batch) -> ReadSheet:
        """The sheet as it was read on the day of its confirmation; raises ``NoSuchUpload``."""
        day = batch.begun_at.astimezone(_BEIJING).date()
        authority = None
        if isinstance(self.bureau, Binds):
            authority = await self.bureau.authority(batch.employer, batch.operator)
        hosts = authority.employer.hosts if authority else ()
        codes, names = tuple(host.code for host in hosts), tuple(host.name for host in hosts)
        context = SheetContext(day, batch.stamp, host_codes=codes, host_names=names)
        return await self.reader.read(batch.person, batch.file, batch.form, context)

    async def _submit_group(self, batch: Batch, form: type[Dialog], group: Sequence[Row]) -> list[RowSent]:
        module = next(each for each in Module if each.value == form.topic)
        filings = [
            (request_of(batch, row.number), Filing(module, batch.employer, batch.operator, form_answers(row.answers)))
            for row in group
        ]
        filed = await self.bureau.submit_many(filings)
        sent = [row_sent(row.number, one) for row, one in zip(group, filed, strict=True)]
        now = self.clock.now()
        await self.audit.record_all(
            [
                Deed(
                    person=batch.person,
                    at=now,
                    request=request,
                    action=f"submitted:{one.standing}",
                    module=module.value,
                    rule=module.value,
                    law=batch.stamp,
                    employer=batch.employer,
                    changed=dict(filing.answers),
                    bureau={"number": one.filing_number, "refusal": one.refusal},
                )
                for (request, filing), one in zip(filings, sent, strict=True)
            ]
        )
        await self.batches.sent(batch, sent)
        return sent

    async def _tell_progress(self, batch: Batch, before: int, now: int) -> None:
        if batch.total < _LARGE:
            return
        step = -(-batch.total // _TOLD_EVERY)
        if now // step > before // step and now < batch.total:
            text = self.wordings().late("batch_progress", name=batch.file_name, sent=now, total=batch.total)
            await self.say(batch, f"at {now // step}", text)

    async def _finish(self, batch: Batch, sheet: ReadSheet, done: dict[int, RowSent]) -> None:
        file = await self.result_file(batch, done)
        waiting = sum(row.standing == Standing.IN_REVIEW for row in done.values())
        refused = sum(row.standing == Standing.REFUSED for row in done.values())
        counts = {
            "good": len(done) - waiting - refused,
            "bad": len(sheet.rows) - len(done) + refused,
            "waiting": waiting,
        }
        text = self.wordings().late("batch_done", name=batch.file_name, employer=batch.employer_name, **counts)
        await self.say(batch, "done", text, (file,))
        await self.batches.end(batch, BatchState.REVIEWING if waiting else BatchState.DONE)

    async def result_file(self, batch: Batch, rows: Mapping[int, RowSent]) -> FileRef:
        """处理详情, kept for the person; raises ``NoSuchUpload`` where the sheet is gone."""
        book = ResultBook(self.reader.forms[batch.form])
        for place, result in enumerate(self._results(await self._sheet(batch), rows)):
            book.add(result)
            if place % _SLICE == 0:
                await asyncio.sleep(_BREATH)
        content = await asyncio.to_thread(book.finish)
        return await self.uploads.keep_upload(batch.person, "处理详情.xlsx", WORKBOOK, content)

    def _results(self, sheet: ReadSheet, done: Mapping[int, RowSent]) -> Iterator[RowResult]:
        for row in sheet.rows:
            sent = done.get(row.number)
            if sent is None:
                yield checked(row)
            elif sent.standing == Standing.REFUSED:
                known = self.catalogue.recognize(sent.refusal)
                remedy = "\n".join(known.remedies) or "按提示改好这一行再发；看不懂的，把提示原样发给我。"
                yield RowResult(row, False, "没有办成", cause=sent.refusal, remedy=remedy)
            else:
                yield RowResult(row, True, Standing(sent.standing).label, sent.filing_number)

    async def _stop(self, batch: Batch, why: str) -> None:
        text = self.wordings().late("batch_stopped", name=batch.file_name, why=why, sent=batch.sent, total=batch.total)
        await self.say(batch, "stopped", text)
        await self.batches.end(batch, BatchState.STOPPED)

    async def say(self, batch: Batch, what: str, text: str, files: tuple[FileRef, ...] = ()) -> None:
        """Puts it into the outbox, once for each ``what``."""
        await self.outbox.put(Outgoing(batch.person, batch.address, f"batch:{batch.id}:{what}", Note((text,), files)))


def _groups(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[at : at + GROUP] for at in range(0, len(rows), GROUP))


def request_of(batch: Batch, number: int) -> str:
    """The request id of a row: the same whenever and by whomever it is sent."""
    return f"{batch.id}.{number}"


def row_sent(number: int, filed: Filed) -> RowSent:
    """What the bureau said to a row, as it is kept."""
    refusal = filed.refusal
    said = (refusal.message, refusal.error) if refusal else ("", "")
    return RowSent(number, filed.standing.value, filed.filing_number, *said)
