"""Ends the reviews whose time has come: what was accepted takes effect, what was refused is undone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Update, and_, bindparam, delete, exists, select, update

from bot.bureau.protocol import Standing
from bot.bureau.simulated.instants import written
from bot.bureau.simulated.records import Coverage, Registration
from bot.bureau.simulated.tables import bases, counters, employers, enrollments, filings, persons

_DUE = and_(filings.c.standing == Standing.IN_REVIEW, filings.c.due_at <= bindparam("now"))
_ANY = select(exists().where(_DUE))
_ACCEPTED, _REFUSED = and_(_DUE, filings.c.verdict == ""), and_(_DUE, filings.c.verdict != "")


def _numbers(which: ColumnElement[bool]) -> ColumnElement[str]:
    return select(filings.c.number).where(which).scalar_subquery()


def _covered(which: ColumnElement[bool], state: Coverage, becomes: Coverage) -> Update:
    """The enrollments that the filings made."""
    made = and_(enrollments.c.state == state, enrollments.c.filing.in_(_numbers(which)))
    return update(enrollments).where(made).values(state=becomes)


def _stopped(which: ColumnElement[bool], becomes: Coverage) -> Update:
    """The enrollments that the filings end."""
    ended = and_(enrollments.c.state == Coverage.ENDING, enrollments.c.ended_by.in_(_numbers(which)))
    return update(enrollments).where(ended).values(state=becomes)


def _standing(which: ColumnElement[bool], standing: Standing) -> Update:
    return update(filings).where(which).values(standing=standing, changed_at=filings.c.due_at)


_STATEMENTS = (
    _covered(_ACCEPTED, Coverage.PENDING, Coverage.ACTIVE),
    _covered(_REFUSED, Coverage.PENDING, Coverage.UNDONE),
    _stopped(_ACCEPTED, Coverage.ENDED),
    _stopped(_REFUSED, Coverage.ACTIVE).values(ended_on=None, ended_by=None),
    update(persons).where(persons.c.filing.in_(_numbers(_ACCEPTED))).values(record=Registration.DONE),
    update(persons).where(persons.c.filing.in_(_numbers(_REFUSED))).values(record=Registration.NONE),
    update(employers).where(employers.c.filing.in_(_numbers(_ACCEPTED))).values(registration=Registration.DONE),
    update(employers).where(employers.c.filing.in_(_numbers(_REFUSED))).values(registration=Registration.NONE),
    delete(bases).where(bases.c.filing.in_(_numbers(_REFUSED))),
    _standing(_ACCEPTED, Standing.ACCEPTED),
    _standing(_REFUSED, Standing.REFUSED),
)

_ALONE = update(counters).where(counters.c.name == "filing").values(value=counters.c.value)


def due(connection: Connection, now: datetime) -> bool:
    """Whether a review is over that has not been ended."""
    return bool(connection.execute(_ANY, {"now": written(now)}).scalar())


def settle(connection: Connection, now: datetime) -> None:
    """Ends all reviews that are over by ``now``, each as of the instant at which it was."""
    if due(connection, now):
        connection.execute(_ALONE)
        for statement in _STATEMENTS:
            connection.execute(statement, {"now": written(now)})
