"""Filings after they were confirmed: written down first, on the trail, followed, and told once; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.bureau.protocol import Filed, Filing, Outage
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.engine.settling import NotDone
from bot.services.files import AddressFiles
from bot.services.filing_results import FilingSent, Sent
from bot.services.filings import Filings
from bot.services.following import Following, KeptJournal, Whose
from bot.services.wordings import load_wordings
from bot.store.audit_check import check_audit
from bot.store.bindings import Binding
from bot.store.outbox_rows import Note
from bot.store.schema import followed
from bot.store.store import Store
from rules.modules import Module
from tests.services.counter import open_counter
from tests.store.sample import AT, WEB

DATA = Path(__file__).parents[2] / "data"
WORDINGS = load_wordings(DATA / "texts")
FACTORY, ADMINISTRATOR = "91321399MA000001AC", "321399198206060042"
NEWCOMER, REFUSED = "321399199001030215", "321399199406281039"


@dataclass
class SetClock:
    """A clock to move."""

    instant: datetime = AT + timedelta(hours=8)

    def now(self) -> datetime:
        """The instant."""
        return self.instant

    def today(self) -> date:
        """The day."""
        return self.instant.date()


@dataclass
class Line:
    """A line to the bureau that can be cut: before the filing arrives, or before its reply does."""

    bureau: SimulatedBureau
    cut: str = ""

    def __getattr__(self, name: str) -> object:
        return getattr(self.bureau, name)

    async def submit(self, request: str, filing: Filing) -> Filed:
        """Sends it, as far as the line holds."""
        if self.cut == "before":
            raise Outage
        filed = await self.bureau.submit(request, filing)
        if self.cut == "after":
            raise Outage
        return filed

    async def status(self, request: str) -> Filed | None:
        """Asks, unless the line is cut."""
        if self.cut:
            raise Outage
        return await self.bureau.status(request)


@dataclass
class Desk:
    """A person who files for the factory, and what follows."""

    store: Store
    clock: SetClock
    line: Line
    person: str
    filings: Filings
    following: Following
    ids: list[str] = field(default_factory=list)

    async def enroll(self, number: str = NEWCOMER, request: str = "r.1") -> FilingSent:
        """Files an enrollment, which takes some minutes of review."""
        answers = {
            "identity_number": number,
            "contract_increase_reason": "新签",
            "contract_kind": "无固定期限",
            "contract_start": "2026-11-01",
            "post": "普通员工",
        }
        return await self.filings.file(request, Module.EMPLOYEE_ENROLLMENT, answers)

    async def told(self) -> list[str]:
        """What lies in the outbox for the person, taken out."""
        entries = await self.store.outbox.claim(["web"])
        for entry in entries:
            await self.store.outbox.delivered(entry)
        await self.store.outbox.release(self.person)
        return [entry.content.messages[0] for entry in entries if isinstance(entry.content, Note)]

    async def trail(self) -> list[str]:
        """The actions on the trail."""
        assert (await check_audit(self.store.database, self.store.audit)).broken is None
        return [row.action for row in await self.store.audit.recorded()]


@pytest.fixture
async def desk(store: Store) -> Desk:
    """On a fresh demonstration."""
    clock = SetClock()
    bureau = await open_counter(clock)  # in a database of its own: this one holds nothing readable
    person = (await store.conversations.load(WEB)).person
    name, role = "演示机械厂", "administrator"
    await store.bindings.bind(person, Binding(FACTORY, name, ADMINISTRATOR, role, clock.now(), True))
    line = Line(bureau)
    journal = KeptJournal(store.followed, store.audit, clock)
    filings = Filings(line, store.bindings, person, journal, WEB, "law-1")  # type: ignore[arg-type]
    following = Following(store.followed, store.audit, store.outbox, line, clock, lambda: WORDINGS)  # type: ignore[arg-type]
    return Desk(store, clock, line, person, filings, following)


async def test_a_review_is_told_once_when_it_ends(desk: Desk) -> None:
    """Not before, and not again; the trail has who, what and when, and its chain holds."""
    assert (await desk.enroll()).outcome is Sent.IN_REVIEW
    (waiting,) = await desk.store.followed.under_way(desk.person)
    assert (waiting.title, waiting.about) == (Module.EMPLOYEE_ENROLLMENT.label, "演示机械厂，3213**********0215")
    desk.clock.instant += timedelta(seconds=30)
    assert await desk.following.look() == 1 and await desk.told() == []
    desk.clock.instant += timedelta(minutes=10)
    assert await desk.following.look() == 1
    (said,) = await desk.told()
    assert said.startswith("【办成了】") and "3213**********0215" in said and NEWCOMER not in said
    desk.clock.instant += timedelta(hours=1)
    assert await desk.following.look() == 0 and await desk.told() == []
    assert await desk.store.followed.under_way(desk.person) == []
    assert await desk.trail() == ["intended", "submitted:in_review", "status:accepted"]


async def test_a_refusal_comes_with_its_reason(desk: Desk) -> None:
    """The bureau's own words, and what to do."""
    await desk.enroll(REFUSED)
    desk.clock.instant += timedelta(minutes=10)
    await desk.following.look()
    (said,) = await desk.told()
    assert said.startswith("【没有办成】") and "原样发给我" in said


async def test_a_lost_reply_is_found_out(desk: Desk) -> None:
    """It is unknown until the line is back, and then told; nothing is filed a second time."""
    desk.line.cut = "after"
    assert (await desk.enroll()).outcome is Sent.UNKNOWN
    desk.clock.instant += timedelta(minutes=1)
    await desk.following.look()
    assert await desk.told() == []
    desk.line.cut = ""
    desk.clock.instant += timedelta(minutes=10)
    await desk.following.look()
    assert len(await desk.told()) == 1
    seen = await desk.line.bureau.filings(ADMINISTRATOR, FACTORY, NEWCOMER)
    assert len(seen) == 1


async def test_what_never_arrived_is_told_to_be_lost(desk: Desk) -> None:
    """Only once it surely is, and once."""
    desk.line.cut = "before"
    assert (await desk.enroll()).outcome is Sent.UNKNOWN
    desk.line.cut = ""
    desk.clock.instant += timedelta(seconds=30)
    await desk.following.look()
    assert await desk.told() == []
    desk.clock.instant += timedelta(minutes=5)
    await desk.following.look()
    (said,) = await desk.told()
    assert said.startswith("【没有收到】")
    desk.clock.instant += timedelta(hours=2)
    assert await desk.following.look() == 0


async def test_what_was_cut_short_is_not_called_lost(desk: Desk) -> None:
    """A process that died between writing down and sending: the turn's next try sends it under the same request."""
    journal, whose = desk.filings.journal, (desk.person, WEB, "law-1")
    filing = Filing(Module.COVERAGE_SUSPENSION, FACTORY, ADMINISTRATOR, {"identity_number": "32139919800210041X"})
    await journal.intend("r.9", filing, Whose(*whose))
    desk.clock.instant += timedelta(hours=1)
    await desk.following.look()
    assert await desk.told() == []
    sent = await desk.filings.file(
        "r.9", Module.COVERAGE_SUSPENSION, {"identity_number": "32139919800210041X", "termination_reason": "合同期满"}
    )
    assert sent.outcome is Sent.ACCEPTED
    assert await desk.trail() == ["intended", "submitted:accepted"]


async def test_without_a_journal_nothing_is_sent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot be written down first, it is not sent, and the person may confirm again."""

    async def away(*_: object) -> None:
        raise Outage

    monkeypatch.setattr(KeptJournal, "intend", away)
    with pytest.raises(NotDone):
        await desk.enroll()
    assert await desk.line.bureau.status("r.1") is None


async def test_following_is_a_persons_own(desk: Desk) -> None:
    """Forgetting the person forgets what was followed; only theirs is looked at where they are named."""
    await desk.enroll()
    desk.clock.instant += timedelta(minutes=10)
    assert await desk.following.look("p_somebody_else") == 0
    await desk.store.forget(desk.person)
    rows: Callable[..., list[object]] = lambda connection: connection.execute(select(followed)).all()  # noqa: E731
    assert await desk.store.database.read(rows) == []


async def test_attachments_are_read_when_they_are_sent(desk: Desk) -> None:
    """The bureau gets the person's file as it was uploaded; with one that is gone nothing is sent."""
    taken: list[Filing] = []

    class Recording:
        def __getattr__(self, name: str) -> Any:
            return getattr(desk.line.bureau, name)

        async def submit(self, request: str, filing: Filing) -> Filed:
            taken.append(filing)
            return await desk.line.bureau.submit(request, filing)

    files = AddressFiles(desk.store.conversations, desk.store.uploads)
    file = await files.keep_upload(WEB, "合同.pdf", "application/pdf", b"%PDF-1.4")
    filings = replace(desk.filings, bureau=Recording(), files=files)  # type: ignore[arg-type]
    answers = {"identity_number": "32139919800210041X", "termination_reason": "辞职"}
    with pytest.raises(NotDone):
        await filings.file("r.1", Module.COVERAGE_SUSPENSION, answers, (replace(file, id="gone"),))
    assert taken == []
    await filings.file("r.1", Module.COVERAGE_SUSPENSION, answers, (file,))
    assert [(each.name, each.content) for each in taken[0].attachments] == [("合同.pdf", b"%PDF-1.4")]
