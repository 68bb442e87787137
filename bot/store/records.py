"""What the report counts, as plain values: matters that ended or are open, questions left unanswered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from sqlalchemy import Row, select

from bot.engine.conversation import Matter, Outcome
from bot.engine.ports import MatterEnd
from bot.store.database import Database
from bot.store.persons import Persons
from bot.store.rows import about_unanswered
from bot.store.schema import conversations, outcomes, persons, unanswered

_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A matter under way, and when it was last spoken of."""

    matter: Matter
    updated: datetime


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A text, masked, that was not understood; ``candidates`` are the topics that came nearest."""

    at: datetime
    channel: str
    text: str
    candidates: tuple[str, ...]


class Records:
    """Reads what the report counts. Days are Beijing calendar days, the first and the last one included."""

    def __init__(self, database: Database, people: Persons) -> None:
        self._database = database
        self._persons = people

    async def outcomes_between(self, first: date, last: date) -> list[MatterEnd]:
        """The matters that ended on these days, oldest first."""
        ended = outcomes.c.ended_at
        wanted = select(outcomes).where(ended >= _begin(first), ended < _end(last)).order_by(ended)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [MatterEnd(_matter(row), Outcome(row.outcome), row.ended_at) for row in rows]

    async def open_matters(self) -> list[OpenMatter]:
        """The matters that have not ended, the one last spoken of first."""
        columns = [column for column in conversations.columns if column.name != "kept"]
        newest = conversations.c.updated_at.desc()
        wanted = select(*columns).where(conversations.c.matter.is_not(None)).order_by(newest)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [OpenMatter(_matter(row), row.updated_at) for row in rows]

    async def unanswered_between(self, first: date, last: date) -> list[Unanswered]:
        """The texts that were not understood on these days, oldest first.

        Raises:
            WrongKey: they were sealed under another master key.
        """
        asked = unanswered.c.at
        wanted = (
            select(unanswered, persons.c.data_key)
            .join_from(unanswered, persons, persons.c.id == unanswered.c.person)
            .where(asked >= _begin(first), asked < _end(last))
            .order_by(asked, unanswered.c.id)
        )
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [self._opened(row) for row in rows]

    def _opened(self, row: Row[Any]) -> Unanswered:
        key = self._persons.key_from(row.data_key, row.person)
        text = key.open(row.kept, about_unanswered(row.person)).decode()
        return Unanswered(row.at, row.channel, text, tuple(row.candidates))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, _BEIJING)


def _end(day: date) -> datetime:
    return _begin(day + timedelta(days=1))


def _matter(row: Row[Any]) -> Matter:
    return Matter(row.matter, row.topic, row.dialog, row.step, row.steps, row.channel, row.began_at)
