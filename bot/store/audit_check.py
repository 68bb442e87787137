"""Whether the audit trail stands as it was written: every row, their order, their end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, func, select

from bot.store.audit import Audit, Head
from bot.store.chain import BEGIN, link
from bot.store.database import Database
from bot.store.schema import audit, audit_head

_AT_ONCE = 5_000


class Fault(StrEnum):
    """What is wrong with a row, or with the trail's end."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    REWRITTEN = "rewritten"
    TRUNCATED = "truncated"
    ADDED = "added"
    HEAD = "head"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class Break:
    """The first broken row, by number, and what is wrong."""

    number: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Checked:
    """The trail's end as checked; ``broken`` is None where all of it stands."""

    head: Head
    broken: Break | None = None


async def check_audit(database: Database, trail: Audit, witness: Head | None = None) -> Checked:
    """Checks the whole chain, while others may go on writing.

    ``witness`` is an earlier head, written down elsewhere: the chain must still run through it. Without one, a trail
    cannot be told from an older copy of the whole database, nor from one that was forged with the master key.

    Raises:
        StoreTrouble: the database did not answer.
    """
    head, signed = await database.read(lambda connection: _head(connection, trail))
    if not signed:
        return Checked(head, Break(head.count, Fault.HEAD))
    broken = await _check_rows(database, head, witness) or await _check_end(database)
    if broken is None and witness is not None and witness.count > head.count:
        broken = Break(head.count + 1, Fault.WITNESS)
    return Checked(head, broken)


def _head(connection: Connection, trail: Audit) -> tuple[Head, bool]:
    """The head, and whether it is marked as this program marks it."""
    row = connection.execute(select(audit_head)).one_or_none()
    if row is None:
        return Head(0, BEGIN), True
    head = Head(row.length, bytes(row.hash))
    return head, trail.sign(head.count, head.hash) == bytes(row.mark)


async def _check_rows(database: Database, head: Head, witness: Head | None) -> Break | None:
    """The first broken row up to the head."""
    at = Head(0, BEGIN)
    while at.count < head.count:
        reached = await database.read(partial(_check_some, begin=at, last=head.count, witness=witness))
        if isinstance(reached, Break):
            return await _explained(database, reached)
        if reached == at:
            return Break(at.count + 1, Fault.TRUNCATED)
        at = reached
    return None if at == head else Break(head.count, Fault.HEAD)


def _check_some(connection: Connection, begin: Head, last: int, witness: Head | None) -> Break | Head:
    """The first broken row among the next ones, or how far they stand."""
    number, previous = begin.count, begin.hash
    wanted = select(audit).where(audit.c.number > number, audit.c.number <= last)
    for row in connection.execute(wanted.order_by(audit.c.number).limit(_AT_ONCE)):
        number += 1
        fault = _fault(row, number, previous)
        if fault is not None:
            return Break(number, fault)
        previous = bytes(row.hash)
        if witness is not None and witness.count == number and witness.hash != previous:
            return Break(number, Fault.WITNESS)
    return Head(number, previous)


def _fault(row: Row[Any], number: int, previous: bytes) -> Fault | None:
    if row.number != number:
        return Fault.MISSING
    if bytes(row.hash) != link(bytes(row.previous), row._mapping):
        return Fault.CHANGED
    return None if bytes(row.previous) == previous else Fault.REORDERED


async def _explained(database: Database, broken: Break) -> Break:
    """Of a row that does not follow the one before it: whether they changed places, or what it followed is gone."""
    if broken.fault is not Fault.REORDERED:
        return broken
    wanted = select(audit.c.previous).where(audit.c.number == broken.number).scalar_subquery()
    follows = select(func.count()).select_from(audit).where(audit.c.hash == wanted)
    first = select(audit.c.previous).where(audit.c.number == broken.number)

    def is_elsewhere(connection: Connection) -> bool:
        begins = bytes(connection.execute(first).scalar_one()) == BEGIN
        return begins or connection.execute(follows).scalar_one() > 0

    moved = await database.read(is_elsewhere)
    return broken if moved else Break(broken.number, Fault.REWRITTEN)


async def _check_end(database: Database) -> Break | None:
    """A row beyond the head that the program did not write; the head is read last, since it moves on."""
    last = await database.read(lambda connection: connection.execute(select(func.max(audit.c.number))).scalar()) or 0
    count = await database.read(lambda connection: connection.execute(select(audit_head.c.length)).scalar()) or 0
    return Break(count + 1, Fault.ADDED) if last > count else None
