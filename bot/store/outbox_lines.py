"""Who sends what now: a person's line is held by one process at a time, and its entries go in order.

A process that dies lets go by the lease's end. Times further ahead than any process sets them, left by a clock that was
set back, count as over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, update

from bot.store.outbox_rows import Sort, State
from bot.store.schema import outbox, outbox_lines, persons

LONGEST_PAUSE = timedelta(hours=1)
"""No entry waits longer for its next try."""
_WAITING = outbox.c.state == State.WAITING.value
_MOST_OF_A_LINE = 20


@dataclass(frozen=True, slots=True)
class Claim:
    """What a process wants to send: on which channels, from when, and how long it holds the lines.

    ``only`` is one person; ``most`` is how many persons at once.
    """

    channels: tuple[str, ...]
    holder: str
    now: datetime
    lease: timedelta
    only: str | None = None
    most: int = 32


def any_ready(connection: Connection, claim: Claim) -> bool:
    """Whether there is anything to claim; changes nothing."""
    return connection.execute(_ready_persons(claim).limit(1)).first() is not None


def claimed(connection: Connection, claim: Claim) -> list[Row[Any]]:
    """Takes lines with something to send, and gives their entries, each line in order.

    Entries that expired, and reminders of persons who switched them off, are settled instead.
    """
    # In one order, so that two processes never wait for each other in a ring.
    ready = sorted(connection.scalars(_ready_persons(claim).limit(claim.most)))
    held = [person for person in ready if _take_line(connection, claim, person)]
    if not held:
        return []
    rows = connection.execute(_entries_of(held, claim)).all()
    live = [row for row in rows if not _let_go(connection, row, claim.now)]
    chosen = _first_of_each_line(live, claim)
    release(connection, claim.holder, set(held) - {row.person for row in chosen})
    return chosen


def release(connection: Connection, holder: str, people: Iterable[str]) -> None:
    """Lets the lines go."""
    mine = and_(outbox_lines.c.person.in_(list(people)), outbox_lines.c.holder == holder)
    connection.execute(update(outbox_lines).where(mine).values(holder=None, busy_until=None))


def renew(connection: Connection, holder: str, person: str, until: datetime) -> bool:
    """Holds a line for longer; false where another process took it meanwhile."""
    mine = and_(outbox_lines.c.person == person, outbox_lines.c.holder == holder)
    return connection.execute(update(outbox_lines).where(mine).values(busy_until=until.timestamp())).rowcount == 1


def settle(connection: Connection, entry: int, state: State, now: datetime, trouble: str | None = None) -> None:
    """Writes down how a waiting entry ended; one that ended otherwise meanwhile stays so."""
    ended = {"state": state.value, "settled_at": now, "trouble": trouble}
    connection.execute(update(outbox).where(outbox.c.id == entry, _WAITING).values(ended))


def _ready_persons(claim: Claim) -> Select[str]:
    """Persons whose line is free and whose first entry on some channel may be tried now, new entries before those to be
    tried again, and these by how long they wait: what fails again and again holds up nobody else.
    """
    due = [_WAITING, outbox.c.channel.in_(claim.channels), outbox.c.due <= claim.now]
    if claim.only is not None:
        due.append(outbox.c.person == claim.only)
    first = select(func.min(outbox.c.id)).where(*due).group_by(outbox.c.person, outbox.c.channel)
    return (
        select(outbox.c.person)
        .join(outbox_lines, outbox_lines.c.person == outbox.c.person)
        .where(outbox.c.id.in_(first), _may_be_tried(claim), _is_free(claim))
        .group_by(outbox.c.person)
        .order_by(func.min(func.coalesce(outbox.c.again, outbox.c.due)))
    )


def _may_be_tried(claim: Claim) -> ColumnElement[bool]:
    again = outbox.c.again
    return or_(again.is_(None), again <= claim.now, again > claim.now + 2 * LONGEST_PAUSE)


def _is_free(claim: Claim) -> ColumnElement[bool]:
    # Twice, since another process may have looked at the clock later than this one.
    until, now, furthest = outbox_lines.c.busy_until, claim.now, claim.now + 2 * claim.lease
    return or_(outbox_lines.c.holder.is_(None), until < now.timestamp(), until > furthest.timestamp())


def is_held(line: Row[Any], now: datetime) -> bool:
    """Whether a process is sending to the line's person."""
    return line.holder is not None and line.busy_until >= now.timestamp()


def _take_line(connection: Connection, claim: Claim, person: str) -> bool:
    until = (claim.now + claim.lease).timestamp()
    taken = update(outbox_lines).where(outbox_lines.c.person == person, _is_free(claim))
    return connection.execute(taken.values(holder=claim.holder, busy_until=until)).rowcount == 1


def _entries_of(people: Sequence[str], claim: Claim) -> Select[Any]:
    return (
        select(outbox, persons.c.data_key, outbox_lines.c.reminders)
        .join(persons, persons.c.id == outbox.c.person)
        .join(outbox_lines, outbox_lines.c.person == outbox.c.person)
        .where(outbox.c.person.in_(people), _WAITING, outbox.c.channel.in_(claim.channels), outbox.c.due <= claim.now)
        .order_by(outbox.c.person, outbox.c.id)
    )


def _let_go(connection: Connection, row: Row[Any], now: datetime) -> bool:
    """Settles an entry that is not to be sent any more."""
    if row.sort == Sort.REMINDER.value and not row.reminders:
        settle(connection, row.id, State.CANCELLED, now)
        return True
    if row.expires is not None and row.expires <= now:
        settle(connection, row.id, State.EXPIRED, now)
        return True
    return False


def _first_of_each_line(rows: Iterable[Row[Any]], claim: Claim) -> list[Row[Any]]:
    """The entries that may go now: none that comes after one whose next try is still to come."""
    chosen: list[Row[Any]] = []
    taken: dict[tuple[str, str], int] = {}
    for row in rows:
        line = (row.person, row.channel)
        count = taken.get(line, 0)
        rests = row.again is not None and claim.now < row.again <= claim.now + 2 * LONGEST_PAUSE
        taken[line] = _MOST_OF_A_LINE if rests else count + 1
        if not rests and count < _MOST_OF_A_LINE:
            chosen.append(row)
    return chosen
