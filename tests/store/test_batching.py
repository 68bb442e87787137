"""Sheets submitted row by row: each row once, whatever happens meanwhile; on both databases."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.bureau.protocol import Filed, Filing, NoAuthority, Outage
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.dialogs import FORMS
from bot.documents.workbook_template import blank_workbook
from bot.engine.dialog import Context
from bot.engine.messages import FileRef
from bot.services.batch_reviews import BatchReviews
from bot.services.batching import GROUP, Batching
from bot.services.errors import KnownError, Recognition
from bot.services.filings import Filings
from bot.services.sheets import WORKBOOK, SheetReader, Sheets, SheetState, Started
from bot.services.wordings import load_wordings
from bot.store.audit_check import check_audit
from bot.store.bindings import Binding
from bot.store.outbox_rows import Note
from bot.store.store import Store
from tests.rules.sample_numbers import sample_identity_number
from tests.services.counter import open_counter
from tests.store.sample import WEB
from tests.store.test_following import ADMINISTRATOR, FACTORY, SetClock

WORDINGS = load_wordings(Path(__file__).parents[2] / "data/texts")


class Catalogue:
    """Knows no message."""

    def recognize(self, text: str) -> KnownError:
        """Nothing."""
        return KnownError(Recognition.UNKNOWN)


@dataclass
class Line:
    """A line to the bureau: after ``lasts`` groups it does ``then``."""

    bureau: SimulatedBureau
    lasts: int = 1_000
    then: Exception = field(default_factory=Outage)
    cut: bool = False

    async def status(self, request: str) -> Filed | None:
        """Asks, unless the line is cut."""
        if self.cut:
            raise Outage
        return await self.bureau.status(request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bureau, name)

    async def submit_many(self, filings: Sequence[tuple[str, Filing]]) -> Sequence[Filed]:
        """Sends them; once the line has lasted, they arrive and the reply is lost."""
        self.lasts -= 1
        if isinstance(self.then, NoAuthority) and self.lasts < 0:
            raise self.then
        filed = await self.bureau.submit_many(filings)
        if self.lasts < 0:
            raise self.then
        return filed


@dataclass
class Desk:
    """A person with a sheet, and what submits it."""

    store: Store
    line: Line
    clock: SetClock
    person: str
    sheets: Sheets
    batching: Batching

    async def send(self, content: bytes) -> FileRef:
        """Uploads a workbook."""
        return await self.store.uploads.keep_upload(self.person, "名单.xlsx", WORKBOOK, content)

    async def told(self) -> list[Note]:
        """What lies in the outbox for the person, taken out."""
        entries = await self.store.outbox.claim(["web"])
        for entry in entries:
            await self.store.outbox.delivered(entry)
        await self.store.outbox.release(self.person)
        return [entry.content for entry in entries if isinstance(entry.content, Note)]

    async def filed(self) -> int:
        """How many filings the bureau has of the factory."""
        return len(await self.line.bureau.filings(ADMINISTRATOR, FACTORY))

    async def book(self, note: Note) -> Any:
        """The workbook that came with a note."""
        (file,) = note.files
        upload = await self.store.uploads.open_upload(self.person, file.id)
        return openpyxl.load_workbook(io.BytesIO(upload.content))


@pytest.fixture
async def desk(store: Store) -> Desk:
    """On a fresh demonstration."""
    clock = SetClock()
    line = Line(await open_counter(clock))
    person = (await store.conversations.load(WEB)).person
    binding = Binding(FACTORY, "演示机械厂", ADMINISTRATOR, "administrator", clock.now(), True)
    await store.bindings.bind(person, binding)
    reader = SheetReader(store.uploads, FORMS)
    filings = Filings(line, store.bindings, person)  # type: ignore[arg-type]
    sheets = Sheets(reader, store.batches, filings, person, WEB, Context(clock.today(), "law-1"), clock.now())
    batching = Batching(
        store.batches, reader, store.uploads, line, store.audit, store.outbox, clock, lambda: WORDINGS, Catalogue()  # type: ignore[arg-type]
    )
    return Desk(store, line, clock, person, sheets, batching)


def somebody(place: int, **other: str) -> dict[str, str]:
    """A row that records somebody fictitious."""
    row = {
        "identity_number": sample_identity_number("321399", date(1990, 1, 1) + timedelta(days=place), sequence=1),
        "name": "张测试",
        "sex": "男",
        "ethnic_group": "汉族",
        "mobile": "13800000000",
        "household_registration_type": "演示户籍",
        "household_division": "演示市演示区",
        "household_address": "演示路1号",
    }
    return row | other


def five_hundred() -> bytes:
    """463 rows in order, and 37 with faults of several kinds, one of them a formula in a name."""
    rows = [somebody(place) for place in range(463)]
    rows += [somebody(463 + place, mobile="1380000") for place in range(20)]
    rows += [somebody(490 + place, identity_number="321399199001010000") for place in range(10)]
    rows += [somebody(520 + place, name="=1+1") for place in range(6)]
    rows.append(somebody(0))
    return blank_workbook(FORMS["record_person"], rows)


async def begin(desk: Desk, content: bytes) -> FileRef:
    """Uploads a sheet, checks it, and confirms."""
    file = await desk.send(content)
    assert (await desk.sheets.check(file, "record_person")).outcome is SheetState.READY
    assert await desk.sheets.start(file, "record_person") is Started.STARTED
    return file


async def test_five_hundred_rows_with_37_bad_ones(desk: Desk) -> None:
    """The good ones are submitted; the result tells of each, and the bad ones come back ready to be mended."""
    file = await desk.send(five_hundred())
    checked = await desk.sheets.check(file, "record_person")
    assert (checked.row_count, checked.good_count, checked.bad_count) == (500, 463, 37)
    assert len(checked.cause_lines) == 4 and "（20行）" in checked.cause_lines[0]
    assert checked.cause_lines[-1] == "还有1种，都写在附件里"
    assert await desk.sheets.start(file, "record_person") is Started.STARTED
    await desk.batching.go_on()
    assert await desk.filed() == 463
    *progress, done = await desk.told()
    assert len(progress) == 4 and "已提交" in progress[0].messages[0]
    assert "：已提交、审核中463行，没有办成37行" in done.messages[0]
    book = await desk.book(done)
    details, failed = book["处理详情"], book["未通过的行"]
    assert details.max_row - 1 == 500
    mended = [row for row in failed.iter_rows(min_row=2, values_only=True) if any(row)]
    assert len(mended) == 37
    live = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert live == []
    assert (await check_audit(desk.store.database, desk.store.audit)).broken is None
    assert (await desk.sheets.progress())[0].endswith("有的还在审核，463/463行")


async def test_the_same_sheet_is_submitted_once(desk: Desk) -> None:
    """Uploaded again it is recognized, before and after it was submitted; confirmed twice it is begun once."""
    content = blank_workbook(FORMS["record_person"], [somebody(place) for place in range(3)])
    file = await begin(desk, content)
    assert await desk.sheets.start(file, "record_person") is Started.ALREADY
    again = await desk.send(content)
    assert (await desk.sheets.check(again, "record_person")).outcome is SheetState.TWICE
    await desk.batching.go_on()
    await desk.batching.go_on()
    assert await desk.filed() == 3 and len(await desk.told()) == 1


@pytest.mark.parametrize("lost_after", [0, 1, 3])
async def test_a_lost_reply_files_nothing_twice(desk: Desk, lost_after: int) -> None:
    """A group that arrived and was not answered is asked for again under the same requests."""
    await begin(desk, blank_workbook(FORMS["record_person"], [somebody(place) for place in range(4 * GROUP + 3)]))
    desk.line.lasts = lost_after
    await desk.batching.go_on()
    assert await desk.told() == []
    desk.line.lasts = 1_000
    await desk.batching.go_on()
    assert await desk.filed() == 4 * GROUP + 3
    (done,) = await desk.told()
    assert f"审核中{4 * GROUP + 3}行" in done.messages[0]


async def test_a_crash_between_bureau_and_notes_files_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies after the bureau took a group goes on where the notes end, in another one."""
    await begin(desk, blank_workbook(FORMS["record_person"], [somebody(place) for place in range(2 * GROUP)]))
    written = type(desk.store.batches).sent

    async def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(desk.store.batches), "sent", dies)
    with pytest.raises(KeyboardInterrupt):
        await desk.batching.go_on()
    monkeypatch.setattr(type(desk.store.batches), "sent", written)
    await desk.batching.go_on()
    assert await desk.filed() == 2 * GROUP and len(await desk.told()) == 1


async def test_without_authority_it_stops_and_says_so(desk: Desk) -> None:
    """What was submitted stays, the rest is not sent, and the person is told how far it came."""
    await begin(desk, blank_workbook(FORMS["record_person"], [somebody(place) for place in range(2 * GROUP)]))
    desk.line.lasts, desk.line.then = 1, NoAuthority("授权已经取消。")
    await desk.batching.go_on()
    (stopped,) = await desk.told()
    assert "停下了：授权已经取消。" in stopped.messages[0]
    assert await desk.filed() == GROUP
    await desk.batching.go_on()
    assert await desk.told() == []


async def test_what_the_bureau_refuses_comes_back_with_its_reason(desk: Desk) -> None:
    """A row that the bureau does not take stands among the failed ones, in its words."""
    rows = [somebody(0), somebody(1, sex="女")]
    await begin(desk, blank_workbook(FORMS["record_person"], rows))
    await desk.batching.go_on()
    (done,) = await desk.told()
    assert "：已提交、审核中1行，没有办成1行" in done.messages[0]
    details = (await desk.book(done))["处理详情"]
    assert any("公安" in str(cell) for row in details.iter_rows(values_only=True) for cell in row)


def newcomer(number: str, **other: str) -> dict[str, str]:
    """A row that enrolls somebody, what may be left blank left blank."""
    row = {
        "identity_number": number,
        "contract_start": "2026-11-01",
        "contract_kind": "无固定期限",
        "post": "普通员工",
        "contribution_base": "6000",
    }
    return row | other


async def test_what_may_be_left_blank_is_filled_in_as_in_the_chat(desk: Desk) -> None:
    """The columns that are optional are: the bureau gets what the chat would have filled in, and takes the row."""
    file = await desk.send(blank_workbook(FORMS["enroll_employee"], [newcomer("321399199001030215")]))
    checked = await desk.sheets.check(file, "enroll_employee")
    assert (checked.outcome, checked.good_count, checked.sheet_notes) == (SheetState.READY, 1, ())
    assert await desk.sheets.start(file, "enroll_employee") is Started.STARTED
    await desk.batching.go_on()
    (done,) = await desk.told()
    assert "没有办成" not in done.messages[0]


async def test_who_is_insured_already_or_not_is_told_before(desk: Desk) -> None:
    """Somebody who works here is not enrolled again, somebody who does not is not stopped: the rows are named."""
    here, stranger = "32139919800210041X", "321399199001030215"
    enrolling = await desk.send(blank_workbook(FORMS["enroll_employee"], [newcomer(stranger), newcomer(here)]))
    (note,) = (await desk.sheets.check(enrolling, "enroll_employee")).sheet_notes
    assert "共1人已经在本单位参保" in note
    leaving = [{"identity_number": who, "termination_reason": "辞职"} for who in (here, stranger)]
    stopping = await desk.send(blank_workbook(FORMS["suspend_coverage"], leaving))
    (note,) = (await desk.sheets.check(stopping, "suspend_coverage")).sheet_notes
    assert "共1人没有在本单位参保" in note


async def test_the_failed_rows_are_mended_and_sent_again(desk: Desk) -> None:
    """The page of failed rows is a sheet again: mended it is taken, and nobody is submitted twice."""
    await begin(desk, five_hundred())
    await desk.batching.go_on()
    book = await desk.book((await desk.told())[-1])
    failed = book["未通过的行"]
    headings = [str(cell.value) for cell in failed[1]]
    columns = {name: next(n for n, h in enumerate(headings, 1) if h == f"*{name}") for name in _MENDED}
    for place, row in enumerate(range(2, 39)):
        fresh = somebody(600 + place)
        for name, field_name in _MENDED.items():
            failed.cell(row, columns[name]).value = fresh[field_name]
    book.save(saved := io.BytesIO())
    file = await desk.send(saved.getvalue())
    checked = await desk.sheets.check(file, "record_person")
    assert (checked.row_count, checked.good_count) == (37, 37)
    assert await desk.sheets.start(file, "record_person") is Started.STARTED
    await desk.batching.go_on()
    assert await desk.filed() == 500


_MENDED = {"证件号码": "identity_number", "姓名": "name", "移动电话": "mobile"}


async def test_reviews_are_followed_and_told_of_once(desk: Desk) -> None:
    """When the bureau has decided on every row the person hears of all of them, with a workbook; then it is done."""
    await begin(desk, blank_workbook(FORMS["record_person"], [somebody(place) for place in range(30)]))
    await desk.batching.go_on()
    assert "审核中30行" in (await desk.told())[-1].messages[0]
    reviews = BatchReviews(desk.batching)
    await reviews.look()
    assert await desk.told() == [] and "还在审核" in (await desk.sheets.progress())[0]
    desk.clock.instant += timedelta(days=2)
    desk.line.cut = True
    await reviews.look()
    assert await desk.told() == []
    desk.line.cut = False
    desk.clock.instant += timedelta(minutes=1)
    await reviews.look()
    (told,) = await desk.told()
    assert "【批量审核完】“名单.xlsx”（演示机械厂）：办成30行。" in told.messages[0]
    details = (await desk.book(told))["处理详情"]
    assert [row[1] for row in details.iter_rows(min_row=2, values_only=True) if row[0]] == ["已办成"] * 30
    assert "处理完了" in (await desk.sheets.progress())[0]
    await BatchReviews(desk.batching).look()
    assert await desk.told() == []
    assert (await check_audit(desk.store.database, desk.store.audit)).broken is None
    actions = [row.action for row in await desk.store.audit.recorded(most=100)]
    assert actions.count("status:accepted") == 30


async def test_an_agencys_hosts_are_checked_and_named_as_in_the_chat(desk: Desk) -> None:
    """By its code a host employer gets its name; a code that there is not is told before anything is sent."""
    agency, operator = "91321399MA000002AD", "321399198505050127"
    binding = Binding(agency, "演示人力资源服务公司", operator, "administrator", desk.clock.now(), True)
    await desk.store.bindings.bind(desk.person, binding)
    rows = [
        newcomer("321399199001030215", host_employer_code="YG001"),
        newcomer("321399199607090327", host_employer_code="电子厂"),
    ]
    file = await desk.send(blank_workbook(FORMS["enroll_employee"], rows))
    checked = await desk.sheets.check(file, "enroll_employee")
    assert (checked.good_count, checked.bad_count) == (1, 1) and "YG002 演示物流园" in checked.cause_lines[0]
    assert await desk.sheets.start(file, "enroll_employee") is Started.STARTED
    await desk.batching.go_on()
    (done,) = await desk.told()
    assert "审核中1行，没有办成1行" in done.messages[0]
