"""Batch workbooks in the chat: which form, what is wrong in which rows, and the wish to submit the rest, once."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.bureau.protocol import LooksUp
from bot.documents.package import Refused
from bot.documents.workbook import Row, read_workbook
from bot.documents.workbook_form import marked_form
from bot.documents.workbook_results import ResultBook, checked
from bot.engine.choice import Choice
from bot.engine.dialog import Context, Dialog
from bot.engine.messages import Address, FileRef, Made
from bot.services.filing_results import Authorized, May
from bot.services.filings import Filings, form_answers
from bot.store.batches import Batch, Batches, BatchState
from bot.store.uploads import NoSuchUpload, Uploads
from rules.modules import Module

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_REMEMBERED = 4
_MOST_CAUSES = 3
_MOST_NUMBERS = 10
_OF_INSURED = frozenset((Module.COVERAGE_SUSPENSION, Module.BASE_INCREASE, Module.DISPATCH_TRANSFER))
_ABOUT_INSURED = _OF_INSURED | {Module.EMPLOYEE_ENROLLMENT, Module.ADVANCE_ENROLLMENT}
"""What is filed about people whom the employer insures, and what about people whom it does not."""
Forms = Mapping[str, type[Dialog]]


class SheetForm(Choice):
    """Whether a workbook says which form it is."""

    MARKED = "是参保助手的模板"
    UNMARKED = "不是参保助手的模板"
    UNREADABLE = "读不了"
    UNKNOWN = "没有读到"


@dataclass(frozen=True, slots=True)
class SheetMarked:
    """The form that a workbook says it is."""

    outcome: SheetForm
    marked_key: str = ""
    sheet_trouble: str = ""


class SheetState(Choice):
    """What can be done with a workbook."""

    READY = "可以提交"
    NO_GOOD_ROW = "没有一行可以提交"
    UNREADABLE = "读不了"
    TWICE = "提交过了"
    UNKNOWN = "没有读到"


@dataclass(frozen=True, slots=True)
class SheetChecked:
    """What checking a workbook gave; ``str`` says it in short."""

    outcome: SheetState
    row_count: int = 0
    good_count: int = 0
    bad_count: int = 0
    cause_lines: tuple[str, ...] = field(default=(), repr=False)
    sheet_notes: tuple[str, ...] = ()
    check_trouble: str = ""

    def __str__(self) -> str:
        return f"{self.outcome}：共{self.row_count}行，{self.good_count}行没有问题"


class Started(Choice):
    """Whether the batch was begun."""

    STARTED = "开始提交"
    ALREADY = "提交过了"
    NO_AUTHORITY = "没有权限"
    UNKNOWN = "没有记下来"


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A workbook read whole."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    @property
    def good(self) -> list[Row]:
        """The rows without faults."""
        return [row for row in self.rows if not row.faults]

    @property
    def bad(self) -> list[Row]:
        """The rows with faults."""
        return [row for row in self.rows if row.faults]


@dataclass(frozen=True, slots=True)
class SheetContext(Context):
    """The day on which a sheet is read, and an agency's host employers as far as the bureau shows them."""

    host_codes: tuple[str, ...] = ()
    host_names: tuple[str, ...] = ()


class SheetReader:
    """Reads workbooks in a thread, and remembers the last few, so that a sheet is not read again at every step."""

    def __init__(self, uploads: Uploads, forms: Forms) -> None:
        self.uploads = uploads
        self.forms = forms
        self._read: OrderedDict[tuple[str, str, str], ReadSheet] = OrderedDict()

    async def content(self, person: str, file: str) -> bytes:
        """The person's file; raises ``NoSuchUpload``."""
        return (await self.uploads.open_upload(person, file)).content

    async def read(self, person: str, file: str, form: str, context: Context) -> ReadSheet:
        """The workbook as filled-in forms; raises ``Refused`` and ``NoSuchUpload``."""
        known = (file, form, repr(context))
        if known not in self._read:
            content = await self.content(person, file)
            self._read[known] = await asyncio.to_thread(_read_whole, content, self.forms[form], context)
            if len(self._read) > _MOST_REMEMBERED:
                self._read.popitem(last=False)
        return self._read[known]

    def remembered(self, file: str, form: str) -> ReadSheet | None:
        """The workbook, where it was read lately."""
        return next((read for (f, k, _), read in self._read.items() if (f, k) == (file, form)), None)


def _read_whole(content: bytes, form: type[Dialog], context: Context) -> ReadSheet:
    reading = read_workbook(content, form, context)
    rows = tuple(row for piece in reading.slices(500) for row in piece)
    return ReadSheet(rows, tuple(reading.notes))


@dataclass(frozen=True, slots=True)
class Sheets:
    """Workbooks of one person."""

    reader: SheetReader | None
    batches: Batches | None
    filings: Filings
    person: str
    address: Address
    context: Context
    now: datetime

    def acting(self, acting_for: str) -> Sheets:
        """The same for the employer of that credit code."""
        return replace(self, filings=self.filings.acting(acting_for))

    def form(self, key: str) -> type[Dialog]:
        """The dialog whose form a sheet fills in."""
        assert self.reader is not None, "dialogs about sheets are there only where sheets are read"
        return self.reader.forms[key]

    async def marked(self, file: FileRef) -> SheetMarked:
        """Which form the workbook says it is."""
        if self.reader is None:
            return SheetMarked(SheetForm.UNREADABLE, sheet_trouble="这里不收批量表格。")
        try:
            content = await self.reader.content(self.person, file.id)
            key = await asyncio.to_thread(marked_form, content)
        except Refused as refused:
            return SheetMarked(SheetForm.UNREADABLE, sheet_trouble=refused.message)
        except NoSuchUpload:
            return SheetMarked(SheetForm.UNREADABLE, sheet_trouble="没有找到这个文件，请再发一次。")
        if key not in self.reader.forms:
            return SheetMarked(SheetForm.UNMARKED)
        return SheetMarked(SheetForm.MARKED, key)

    async def check(self, file: FileRef, form: str) -> SheetChecked:
        """What is in the workbook, and whether it was submitted before."""
        assert self.reader is not None and self.batches is not None, "a form was found before"
        try:
            sheet = await self.reader.read(self.person, file.id, form, await self._context(form))
            twice = await self._was_begun(sheet, form)
        except Refused as refused:
            return SheetChecked(SheetState.UNREADABLE, check_trouble=refused.message)
        if twice:
            return SheetChecked(SheetState.TWICE)
        causes = Counter(str(fault) for row in sheet.bad for fault in row.faults)
        lines = [f"{cause}（{count}行）" for cause, count in causes.most_common(_MOST_CAUSES)]
        if len(causes) > _MOST_CAUSES:
            lines.append(f"还有{len(causes) - _MOST_CAUSES}种，都写在附件里")
        outcome = SheetState.READY if sheet.good else SheetState.NO_GOOD_ROW
        counts = (len(sheet.rows), len(sheet.good), len(sheet.bad))
        notes = (*sheet.notes, *await self._foreseen(sheet, form))
        return SheetChecked(outcome, *counts, tuple(lines), notes)

    async def _context(self, form: str) -> SheetContext:
        module = next(each for each in Module if each.value == self.form(form).topic)
        return self._around(await self.filings.may(module))

    def _around(self, allowed: Authorized) -> SheetContext:
        today, stamp = self.context.today, self.context.stamp
        return SheetContext(today, stamp, host_codes=allowed.host_codes, host_names=allowed.host_names)

    async def _foreseen(self, sheet: ReadSheet, form: str) -> tuple[str, ...]:
        """Which of the rows in order the bureau would refuse, by whom the employer insures; raises ``Outage``."""
        topic, bureau, binding = self.form(form).topic, self.filings.bureau, await self.filings.current()
        if topic not in _ABOUT_INSURED or binding is None or not isinstance(bureau, LooksUp):
            return ()
        people = await bureau.people(binding.operator, binding.credit_code)
        insured = {person.identity_number for person in people}
        wanted = topic in _OF_INSURED
        odd = [row.number for row in sheet.good if (row.answers.get("identity_number") in insured) is not wanted]
        if not odd:
            return ()
        which = "、".join(map(str, odd[:_MOST_NUMBERS])) + ("等" if len(odd) > _MOST_NUMBERS else "")
        why = "没有在本单位参保" if wanted else "已经在本单位参保"
        return (f"注意：第{which}行共{len(odd)}人{why}，提交会被退回；不想白交的，删去这些行再发。",)

    async def start(self, file: FileRef, form: str) -> Started:
        """Writes down that the good rows are to be submitted; the same sheet again is not submitted again."""
        assert self.reader is not None and self.batches is not None, "a form was found before"
        module = next(each for each in Module if each.value == self.reader.forms[form].topic)
        binding, allowed = await self.filings.current(), await self.filings.may(module)
        if binding is None or allowed.outcome is not May.YES:
            return Started.NO_AUTHORITY
        sheet = await self.reader.read(self.person, file.id, form, self._around(allowed))
        if await self._was_begun(sheet, form):
            return Started.ALREADY
        batch = Batch(
            id=await self._batch_id(self.person, sheet, form),
            person=self.person,
            address=self.address,
            state=BatchState.RUNNING,
            begun_at=self.now,
            form=form,
            file=file.id,
            file_name=file.name,
            employer=binding.credit_code,
            employer_name=binding.name,
            operator=binding.operator,
            stamp=self.context.stamp,
            total=len(sheet.good),
        )
        return Started.STARTED if await self.batches.begin(batch) else Started.ALREADY

    def faulty(self, file: FileRef, form: str) -> Made | None:
        """The rows to be mended, as a workbook; None where there are none, or the sheet was read too long ago."""
        sheet = self.reader.remembered(file.id, form) if self.reader else None
        if sheet is None or not sheet.bad or self.reader is None:
            return None
        book = ResultBook(self.reader.forms[form])
        for row in sheet.bad:
            book.add(checked(row))
        return Made("待改的行.xlsx", WORKBOOK, book.finish())

    async def progress(self) -> tuple[str, ...]:
        """The person's newest batches, each as one line."""
        if self.batches is None or self.reader is None:
            return ()
        return tuple(
            f"表格“{one.file_name}”（{one.employer_name}）：{_STATES[one.state]}，{one.sent}/{one.total}行"
            for one in await self.batches.of_person(self.person)
        )

    async def _was_begun(self, sheet: ReadSheet, form: str) -> bool:
        """Whether the same list was submitted before, be it on a channel that was linked since."""
        assert self.batches is not None, "a form was found before"
        people = (self.person, *await self.batches.former(self.person))
        batches = [await self._batch_id(person, sheet, form) for person in people]
        return any([await self.batches.find(batch) is not None for batch in batches])

    async def _batch_id(self, person: str, sheet: ReadSheet, form: str) -> str:
        """Names person, employer, form and what is to be submitted: the same list saved again is the same batch."""
        binding = await self.filings.current()
        employer = binding.credit_code if binding else ""
        rows = json.dumps([form_answers(row.answers) for row in sheet.good], ensure_ascii=False, sort_keys=True)
        told = "\0".join((person, employer, form, rows))
        return "b_" + hashlib.sha256(told.encode()).hexdigest()[:24]


_STATES = {
    BatchState.RUNNING: "正在提交",
    BatchState.REVIEWING: "提交完了，有的还在审核",
    BatchState.DONE: "处理完了",
    BatchState.STOPPED: "停下了",
}
