"""Issues certificates and entitlement records, and lets third parties verify them; it knows months, no payments."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select

from bot.bureau.papers import Paper, PaperKind, PaperRow, PaperSeen, PaperWanted
from bot.bureau.protocol import Known
from bot.bureau.simulated.authority import check_people
from bot.bureau.simulated.books import Books
from bot.bureau.simulated.pages import Wanted, load
from bot.bureau.simulated.records import Coverage, Enrollment, Person
from bot.bureau.simulated.room import Room
from bot.bureau.simulated.tables import enrollments, papers, persons
from rules.insurances import Insurance
from rules.month import Month
from rules.names import PersonName
from rules.record_validity import record_validity
from rules.telling import chinese_day

_PREFIX = {PaperKind.CERTIFICATE: "ZM", PaperKind.RECORD: "QY"}


class IssuesPapers(Room):
    """Fulfills ``GivesPapers``. What is kept of a paper's code cannot be turned into it."""

    async def issue_paper(self, operator: str, employer: str, wanted: PaperWanted) -> Paper | None:
        """The paper, laid out by whoever asked; None where nobody is on it."""
        today, law, kind = self._clock.today(), self._law_of(), wanted.kind
        code = secrets.token_hex(5)
        number = f"{_PREFIX[kind]}{today:%Y%m%d}{secrets.randbelow(10**8):08}"
        until = record_validity(today, today, law).last_day

        def issue(connection: Connection) -> Paper | None:
            numbers = [wanted.identity_number] if wanted.identity_number else _everyone(connection, employer)
            books = load(connection, Wanted([employer], numbers))
            check_people(books, operator, employer)
            on_it = _on_it(books, employer, wanted, Month.of(today))
            if not on_it:
                return None
            names = [person.name for person, _, _ in on_it]
            about = PersonName(names[0]).masked if wanted.identity_number else f"全体职工，共{len(names)}人"
            given = books.employers[employer]
            head = [
                Known("employer", "单位", given.name),
                Known("region", "参保地", given.region),
                Known("credit_code", "统一社会信用代码", employer),
                *_period(wanted),
                *_counted(row for _, rows, _ in on_it for row in rows),
                Known("issued_on", "出具日期", chinese_day(today)),
            ]
            row = {
                "number": number,
                "code_hash": _hashed(code),
                "kind": kind.value,
                "employer": given.name,
                "name": about,
                "issued_on": today,
            }
            connection.execute(insert(papers), row)
            people = tuple(row for _, _, row in on_it) if kind is PaperKind.RECORD or wanted.identity_number else ()
            return Paper(number, code, kind, today, until, tuple(head), people)

        return await self._change(issue)

    async def verify_paper(self, number: str, code: str) -> PaperSeen | None:
        """What a third party may see of a paper; None where number and code do not belong together."""
        law = self._law_of()

        def look(connection: Connection) -> PaperSeen | None:
            row = connection.execute(select(papers).where(papers.c.number == number)).first()
            if row is None or not hmac.compare_digest(row.code_hash, _hashed(code)):
                return None
            until = record_validity(row.issued_on, row.issued_on, law).last_day
            return PaperSeen(row.number, PaperKind(row.kind), row.employer, row.name, row.issued_on, until)

        return await self._look(look)


def _everyone(connection: Connection, employer: str) -> Sequence[str]:
    """Whomever the employer enrolled, now or before, in the order of their records."""
    here = select(enrollments.c.person).where(enrollments.c.employer == employer)
    numbers = select(persons.c.identity_number).where(persons.c.person_number.in_(here))
    return connection.execute(numbers.order_by(persons.c.person_number)).scalars().all()


def _on_it(
    books: Books, employer: str, wanted: PaperWanted, now: Month
) -> list[tuple[Person, list[Enrollment], PaperRow]]:
    """Who is on the paper, by which insurances, and as which row."""
    found = []
    for person in (each for several in books.persons.values() for each in several):
        rows = [each for each in books.enrollments.get(person.person_number, ()) if each.employer == employer]
        told = (Coverage.ACTIVE, Coverage.ENDING, *([Coverage.ENDED] if wanted.last_month else []))
        rows = [each for each in rows if each.coverage in told]
        spans = [span for span in (_months(each, wanted, now) for each in rows) if span is not None]
        if spans:
            first, last = min(begin for begin, _ in spans), max(end for _, end in spans)
            count = (last.year - first.year) * 12 + last.month - first.month + 1
            row = PaperRow(person.name, person.identity_number, str(first), str(last), count)
            found.append((person, rows, row))
    return found


def _months(row: Enrollment, wanted: PaperWanted, now: Month) -> tuple[Month, Month] | None:
    """The months of the enrollment that were asked for; None where there are none."""
    first = Month.parse(max(row.first_month, wanted.first_month or row.first_month))
    ended = Month.of(row.ended_on) if row.ended_on else now
    last = min(ended, Month.parse(wanted.last_month)) if wanted.last_month else ended
    return (first, last) if first <= last else None


def _period(wanted: PaperWanted) -> list[Known]:
    if not wanted.last_month:
        return []
    return [Known("months", "查询时间", f"{wanted.first_month}至{wanted.last_month}")]


def _counted(rows: Iterable[Enrollment]) -> list[Known]:
    counted = Counter(row.insurance for row in rows)
    return [Known(each.value, each.label, f"{counted[each.value]}人") for each in Insurance if counted[each.value]]


def _hashed(code: str) -> str:
    return hashlib.sha256(f"paper {code.strip().lower()}".encode()).hexdigest()
