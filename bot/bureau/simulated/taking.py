"""Takes filings: decides, and writes down what became of them, a group in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, update

from bot.bureau.protocol import Filed, Filing, Known, Prepared, Refusal, Standing
from bot.bureau.simulated.authority import check_filing
from bot.bureau.simulated.books import Books
from bot.bureau.simulated.deciding import Refused
from bot.bureau.simulated.decisions import FormRead, Moment, decide, read_form
from bot.bureau.simulated.instants import instant, written
from bot.bureau.simulated.pages import Wanted, load, write
from bot.bureau.simulated.records import FilingRow
from bot.bureau.simulated.settling import settle
from bot.bureau.simulated.tables import counters
from rules.identifiers import mask

_NEXT_NUMBERS = (
    update(counters)
    .where(counters.c.name == "filing")
    .values(value=counters.c.value + bindparam("many"))
    .returning(counters.c.value)
)


def prepare(connection: Connection, filing: Filing, moment: Moment) -> Prepared:
    """What would become of the filing; changes nothing.

    Raises:
        NoAuthority: the operator may not file it.
    """
    read = read_form(filing)
    books = _books(connection, [read], ())
    check_filing(books, filing.operator, filing.employer, filing.module)
    try:
        return Prepared(facts=decide(books, read, moment).facts)
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
    reads = [read_form(filing) for _, filing in filings]
    books = _books(connection, reads, [request for request, _ in filings])
    for party in {(filing.operator, filing.employer, filing.module) for _, filing in filings}:
        check_filing(books, *party)
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


def _books(connection: Connection, reads: Sequence[FormRead], requests: Sequence[str]) -> Books:
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


def _taken(books: Books, request: str, read: FormRead, place: int, moment: Moment) -> FilingRow:
    number = f"YS{moment.today:%Y%m%d}{place:08}"
    review = moment.house.reviews.get(read.filing.module)
    try:
        decision = decide(books, read, moment)
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


def _row(books: Books, request: str, read: FormRead, moment: Moment, standing: Standing) -> FilingRow:
    """A new row. The number of somebody whom the bureau does not know is not kept."""
    filing, subject, at = read.filing, read.subject, written(moment.now)
    if subject and not books.persons.get(subject):
        subject = mask(subject)
    parties = (filing.module.value, filing.employer, filing.operator, subject, "")
    return FilingRow(request, None, *parties, moment.today, standing, None, [], "", at, at, None)
