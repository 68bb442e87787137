"""What one transaction has of the registry: the records that its filings are about, and what becomes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from bot.bureau.simulated.records import (
    Base,
    Benefit,
    Employer,
    Enrollment,
    FilingRow,
    Host,
    Operator,
    Person,
    Project,
    Record,
    Worker,
)


class Books:
    """Records by what they are looked up with. A decision reads them; an accepted filing's effect changes them."""

    def __init__(self, police_down: bool = False) -> None:
        self.police_down = police_down
        self.employers: dict[str, Employer] = {}
        self.hosts: dict[tuple[str, str], Host] = {}
        self.operators: dict[tuple[str, str], Operator] = {}
        self.persons: defaultdict[str, list[Person]] = defaultdict(list)
        self.enrollments: defaultdict[str, list[Enrollment]] = defaultdict(list)
        self.bases: defaultdict[tuple[str, str], list[Base]] = defaultdict(list)
        self.benefits: defaultdict[str, list[Benefit]] = defaultdict(list)
        self.projects: dict[str, Project] = {}
        self.workers: dict[tuple[str, str], Worker] = {}
        self.requests: dict[str, FilingRow] = {}
        self.filings: dict[str, FilingRow] = {}
        self.added: dict[int, Record] = {}
        self.changed: dict[int, Record] = {}
        self.removed: dict[int, Record] = {}

    def take(self, records: Iterable[Record]) -> None:
        """Files records where they are looked for."""
        for record in records:
            self._file(record)

    def add(self, record: Record) -> None:
        """Adds a new record."""
        self.added[id(record)] = record
        self._file(record)

    def change(self, record: Record) -> None:
        """Says that the record was changed."""
        if id(record) not in self.added:
            self.changed[id(record)] = record

    def remove_base(self, base: Base) -> None:
        """Takes a contribution base away."""
        self.bases[base.employer, base.person].remove(base)
        self.changed.pop(id(base), None)
        if self.added.pop(id(base), None) is None:
            self.removed[id(base)] = base

    def coverage_of(self, identity_number: str) -> list[Enrollment]:
        """Every enrollment under an identity number, whichever of its records it hangs on."""
        people = self.persons.get(identity_number, [])
        return [each for person in people for each in self.enrollments.get(person.person_number, [])]

    def _file(self, record: Record) -> None:
        match record:
            case Employer():
                self.employers[record.credit_code] = record
            case Host():
                self.hosts[record.employer, record.code] = record
            case Operator():
                self.operators[record.employer, record.identity_number] = record
            case Person():
                self.persons[record.identity_number].append(record)
            case Enrollment():
                self.enrollments[record.person].append(record)
            case Base():
                self.bases[record.employer, record.person].append(record)
            case Benefit():
                self.benefits[record.identity_number].append(record)
            case Project():
                self.projects[record.code] = record
            case Worker():
                self.workers[record.project, record.person] = record
            case FilingRow():
                self.requests[record.request] = record
                if record.number:
                    self.filings[record.number] = record
