"""Loads the books from the tables, and writes back what was added, changed and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from bot.bureau.simulated import tables
from bot.bureau.simulated.books import Books
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

POLICE = "police_down"
_AT_ONCE = 5000
"""Databases take so many values in one statement, and a few more."""
_KINDS: tuple[tuple[type[Record], Table], ...] = (
    (Employer, tables.employers),
    (Host, tables.hosts),
    (Operator, tables.operators),
    (Person, tables.persons),
    (Enrollment, tables.enrollments),
    (Base, tables.bases),
    (Benefit, tables.benefits),
    (Project, tables.projects),
    (Worker, tables.workers),
    (FilingRow, tables.filings),
)
"""In the order in which rows need each other."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the books are to hold."""

    employers: Sequence[str] = ()
    identity_numbers: Sequence[str] = ()
    projects: Sequence[str] = ()
    requests: Sequence[str] = ()
    filings: Sequence[str] = ()


def load(connection: Connection, wanted: Wanted) -> Books:
    """The employers with hosts and operators, the people with all that hangs on them, and the filings."""
    books = Books(police_down=switched_on(connection, POLICE))

    def take(kind: Callable[..., Record], column: Column[Any], values: Iterable[str]) -> None:
        found = [value for value in dict.fromkeys(values) if value]
        for at in range(0, len(found), _AT_ONCE):
            rows = connection.execute(_matching(column), {"values": found[at : at + _AT_ONCE]})
            books.take(kind(*row) for row in rows)

    take(Employer, tables.employers.c.credit_code, wanted.employers)
    take(Host, tables.hosts.c.employer, wanted.employers)
    take(Operator, tables.operators.c.employer, wanted.employers)
    take(Person, tables.persons.c.identity_number, wanted.identity_numbers)
    people = [person.person_number for found in books.persons.values() for person in found]
    take(Enrollment, tables.enrollments.c.person, people)
    take(Base, tables.bases.c.person, people)
    take(Benefit, tables.benefits.c.identity_number, wanted.identity_numbers)
    take(Project, tables.projects.c.code, wanted.projects)
    if wanted.projects:
        take(Worker, tables.workers.c.person, people)
    take(FilingRow, tables.filings.c.request, wanted.requests)
    take(FilingRow, tables.filings.c.number, [each for each in wanted.filings if each not in books.filings])
    return books


def write(connection: Connection, books: Books) -> None:
    """Writes what became of the records."""
    for kind, table in _KINDS:
        for records, statement in (
            (books.removed, _delete(table)),
            (books.added, _insert(table)),
            (books.changed, _update(table)),
        ):
            rows = [_row(record, table) for record in records.values() if type(record) is kind]
            if rows:
                connection.execute(statement, rows)


def switched_on(connection: Connection, name: str) -> bool:
    """Whether a switch of the demonstration is on."""
    return bool(connection.execute(_SWITCH, {"of": name}).scalar())


_SWITCH = select(tables.switches.c.on).where(tables.switches.c.name == bindparam("of"))


def _row(record: Record, table: Table) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in _names(table)}
    return row | {f"of_{column.name}": row[column.name] for column in table.primary_key}


@cache
def _names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


@cache
def _matching(column: Column[Any]) -> Select[Any]:
    return select(column.table).where(column.in_(bindparam("values", expanding=True)))


@cache
def _insert(table: Table) -> Insert:
    return insert(table).values({name: bindparam(name) for name in _names(table)})


@cache
def _update(table: Table) -> Update:
    keys = [column.name for column in table.primary_key]
    others: dict[str, Any] = {name: bindparam(name) for name in _names(table) if name not in keys}
    return update(table).where(*_keyed(table)).values(others)


@cache
def _delete(table: Table) -> Delete:
    return delete(table).where(*_keyed(table))


def _keyed(table: Table) -> list[Any]:
    return [column == bindparam(f"of_{column.name}") for column in table.primary_key]
