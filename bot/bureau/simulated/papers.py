"""Issues certificates and entitlement records in a layout of ours, and lets third parties verify them."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, insert, select

from bot.bureau.protocol import Known, Paper, PaperKind, PaperSeen
from bot.bureau.simulated.authority import check_people
from bot.bureau.simulated.pages import Wanted, load
from bot.bureau.simulated.records import Enrollment, latest
from bot.bureau.simulated.room import Room
from bot.bureau.simulated.tables import papers
from rules.insurances import Insurance
from rules.names import PersonName
from rules.record_validity import record_validity
from rules.telling import chinese_day

_PREFIX = {PaperKind.CERTIFICATE: "ZM", PaperKind.RECORD: "QY"}


class IssuesPapers(Room):
    """Fulfills ``GivesPapers``. What is kept of a paper's code cannot be turned into it."""

    async def issue_paper(self, operator: str, employer: str, kind: PaperKind, identity_number: str) -> Paper | None:
        """A paper about somebody whom the employer insures; None where it does not."""
        today, law = self._clock.today(), self._law_of()
        code = secrets.token_hex(5)
        number = f"{_PREFIX[kind]}{today:%Y%m%d}{secrets.randbelow(10**8):08}"

        def issue(connection: Connection) -> Paper | None:
            books = load(connection, Wanted([employer], [identity_number]))
            check_people(books, operator, employer)
            for person in books.persons.get(identity_number, []):
                rows = [
                    row
                    for row in books.enrollments.get(person.person_number, ())
                    if row.employer == employer and row.coverage.insures
                ]
                if not rows:
                    continue
                base = latest(books.bases.get((employer, person.person_number), ()))
                facts = [
                    Known("employer", "单位", books.employers[employer].name),
                    Known("name", "姓名", person.name),
                    Known("identity_number", "证件号码", identity_number),
                    *(
                        Known(row.insurance, Insurance(row.insurance).label, f"{row.first_month}起在参保")
                        for row in rows
                    ),
                    *([Known("base", "缴费基数", f"{base.amount}元")] if base and kind is PaperKind.RECORD else []),
                    Known("issued_on", "出具日期", chinese_day(today)),
                ]
                row = {
                    "number": number,
                    "code_hash": _hashed(code),
                    "kind": kind.value,
                    "employer": books.employers[employer].name,
                    "name": PersonName(person.name).masked,
                    "issued_on": today,
                }
                connection.execute(insert(papers), row)
                until = record_validity(today, today, law).last_day
                return Paper(number, code, kind, today, until, tuple(facts))
            return None

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


def _insured(row: Enrollment) -> Known:
    return Known(row.insurance, Insurance(row.insurance).label, f"{row.first_month}起在参保")


def _hashed(code: str) -> str:
    return hashlib.sha256(f"paper {code.strip().lower()}".encode()).hexdigest()
