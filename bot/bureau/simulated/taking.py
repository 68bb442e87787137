"""Takes filings: reads the form, decides, and writes down what became of it, a group in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, update

from bot.bureau.protocol import Filed, Filing, Known, Prepared, Refusal, Standing
from bot.bureau.simulated.answers import FORMS, Answers
from bot.bureau.simulated.authority import check_filing
from bot.bureau.simulated.books import Books
from bot.bureau.simulated.changing import raise_base, suspend, transfer
from bot.bureau.simulated.deciding import Decision, House, Refused, Sight, refuse
from bot.bureau.simulated.enrolling import enroll_employee, enroll_in_advance, enroll_personnel
from bot.bureau.simulated.instants import instant, written
from bot.bureau.simulated.pages import Wanted, load, write
from bot.bureau.simulated.reading import Unreadable, read_record
from bot.bureau.simulated.records import FilingRow, Registration
from bot.bureau.simulated.registering import enroll_in_project, record_person, register_employer
from bot.bureau.simulated.settling import settle
from bot.bureau.simulated.tables import counters
from bot.bureau.simulated.undoing import roll_back
from rules.identifiers import mask
from rules.module_plans import PLANS
from rules.modules import Module, When
from rules.parameters import ParameterMissing, Parameters
from rules.telling import chinese_day

_DECISIONS: dict[Module, Callable[[Sight, Any], Decision]] = {
    Module.INSURANCE_REGISTRATION: register_employer,
    Module.PERSON_RECORD: record_person,
    Module.EMPLOYEE_ENROLLMENT: enroll_employee,
    Module.PERSONNEL_ENROLLMENT: enroll_personnel,
    Module.COVERAGE_SUSPENSION: suspend,
    Module.FILING_ROLLBACK: roll_back,
    Module.BASE_INCREASE: raise_base,
    Module.DISPATCH_TRANSFER: transfer,
    Module.PROJECT_ENROLLMENT: enroll_in_project,
    Module.ADVANCE_ENROLLMENT: enroll_in_advance,
}
_BEFORE_INSURANCE = (Module.INSURANCE_REGISTRATION, Module.PERSON_RECORD)
_NEXT_NUMBERS = (
    update(counters)
    .where(counters.c.name == "filing")
    .values(value=counters.c.value + bindparam("many"))
    .returning(counters.c.value)
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When and under which law filings are decided."""

    now: datetime
    today: date
    law: Parameters
    house: House


@dataclass(frozen=True, slots=True)
class _Read:
    """A filing with its form, or with what does not read in it."""

    filing: Filing
    form: Answers | None
    faults: tuple[Refusal, ...]

    @property
    def subject(self) -> str:
        """The identity number of the person; empty where it is about none, or does not read."""
        return self.form.subject.number if self.form and self.form.subject else ""


def prepare(connection: Connection, filing: Filing, moment: Moment) -> Prepared:
    """What would become of the filing; changes nothing.

    Raises:
        NoAuthority: the operator may not file it.
    """
    read = _read(filing)
    books = _books(connection, [read], ())
    check_filing(books, filing.operator, filing.employer, filing.module)
    try:
        return Prepared(facts=_decide(books, read, moment).facts)
    except Refused as refused:
        return Prepared(refusals=refused.refusals)


def take(connection: Connection, filings: Sequence[tuple[str, Filing]], moment: Moment) -> list[Filed]:
    """Files each once, in order. Whoever raises the counter of numbers first is alone until the end.

    Raises:
        NoAuthority: an operator may not file one of them; none is filed.
        ValueError: a request was used for another filing.
    """
    last = connection.execute(_NEXT_NUMBERS, {"many": len(filings)}).scalar_one()
    settle(connection, moment.now)
    reads = [_read(filing) for _, filing in filings]
    books = _books(connection, reads, [request for request, _ in filings])
    for _, filing in filings:
        check_filing(books, filing.operator, filing.employer, filing.module)
    rows = [
        _known(books, request, read.filing) or _taken(books, request, read, last - len(reads) + place, moment)
        for place, ((request, _), read) in enumerate(zip(filings, reads, strict=True), 1)
    ]
    write(connection, books)
    return [filed(row) for row in rows]


def filed(row: FilingRow) -> Filed:
    """The filing as the bureau tells it."""
    refusal = Refusal(**row.refusal) if row.refusal else None
    if row.standing == Standing.REFUSED and refusal is None:
        refusal = Refusal("", row.verdict)
    return Filed(
        request=row.request,
        standing=Standing(row.standing),
        filing_number=row.number or "",
        refusal=refusal,
        facts=tuple(Known(*fact) for fact in row.facts),
        at=instant(row.at),
        changed_at=instant(row.changed_at),
    )


def _read(filing: Filing) -> _Read:
    try:
        return _Read(filing, read_record(FORMS[filing.module], filing.answers), ())
    except Unreadable as unreadable:
        return _Read(filing, None, tuple(Refusal("", f"{fault}。", about) for about, fault in unreadable.faults))


def _books(connection: Connection, reads: Sequence[_Read], requests: Sequence[str]) -> Books:
    forms = [read.form for read in reads]
    return load(
        connection,
        Wanted(
            employers=[read.filing.employer for read in reads],
            identity_numbers=[read.subject for read in reads],
            projects=[getattr(form, "project_code", "") for form in forms if form],
            requests=requests,
            filings=[getattr(form, "filing_number", "") for form in forms if form],
        ),
    )


def _known(books: Books, request: str, filing: Filing) -> FilingRow | None:
    row = books.requests.get(request)
    if row is not None and (row.employer, row.module) != (filing.employer, filing.module):
        raise ValueError("The request was used for another filing: every filing needs a request id of its own.")
    return row


def _decide(books: Books, read: _Read, moment: Moment) -> Decision:
    """What is decided.

    Raises:
        Refused: the bureau does not take it.
    """
    if read.form is None:
        raise Refused(*read.faults)
    module, employer = read.filing.module, books.employers[read.filing.employer]
    sight = Sight(books, employer, moment.now, moment.law, moment.house, moment.today)
    if employer.registration != Registration.DONE and module not in _BEFORE_INSURANCE:
        refuse("单位还没有办过企业社会保险信息登记。请先办它，办好以后再办这一项。")
    try:
        _check_window(sight, module)
        return _DECISIONS[module](sight, read.form)
    except ParameterMissing as missing:
        refuse(str(missing))


def _check_window(sight: Sight, module: Module) -> None:
    """What keeps to the window, or to its pause, is not taken outside; where the guides are silent, all days will do.

    Source: 002 §一, §三.10
    """
    when, window = PLANS[module].when, sight.window
    if when is When.IN_WINDOW and window.reopens_on:
        instead = "这几天可以先做用工参保预登记。" if module is Module.EMPLOYEE_ENROLLMENT else ""
        refuse(f"现在暂停申报，{chinese_day(window.reopens_on)}起可以办。{instead}")
    if when is When.IN_PAUSE and window.open:
        refuse("现在可以申报，不用预登记。请直接办用人单位用工参保登记。")


def _taken(books: Books, request: str, read: _Read, place: int, moment: Moment) -> FilingRow:
    number = f"YS{moment.today:%Y%m%d}{place:08}"
    review = moment.house.reviews.get(read.filing.module)
    try:
        decision = _decide(books, read, moment)
    except Refused as refused:
        row = _row(books, request, read, moment, Standing.REFUSED)
        first = refused.refusals[0]
        row.refusal = {"error": first.error, "message": first.message, "field": first.field}
    else:
        decision.effect(number, bool(review))
        row = _row(books, request, read, moment, Standing.IN_REVIEW if review else Standing.ACCEPTED)
        row.number, row.facts = number, [[fact.name, fact.label, fact.text] for fact in decision.facts]
        row.name = decision.person.name if decision.person else getattr(read.form, "name", "")
        if review:
            row.due_at = written(moment.now + review)
            row.verdict = decision.person.review_refusal if decision.person else ""
    books.add(row)
    return row


def _row(books: Books, request: str, read: _Read, moment: Moment, standing: Standing) -> FilingRow:
    """A new row. The number of somebody whom the bureau does not know is not kept."""
    filing, subject, at = read.filing, read.subject, written(moment.now)
    if subject and not books.persons.get(subject):
        subject = mask(subject)
    parties = (filing.module.value, filing.employer, filing.operator, subject, "")
    return FilingRow(request, None, *parties, moment.today, standing, None, [], "", at, at, None)
