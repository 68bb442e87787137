"""What the report counts, as plain values: matters that ended or are open, questions that were not understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from sqlalchemy import Row, func, select

from bot.engine.conversation import Matter, Outcome
from bot.engine.ports import MatterEnd, Why
from bot.store.database import Database
from bot.store.schema import conversations, outcomes, unanswered

_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A matter under way, and when it was last spoken of."""

    matter: Matter
    updated: datetime


class Records:
    """Reads what the report counts. Days are Beijing calendar days, the first and the last one included."""

    def __init__(self, database: Database) -> None:
        self._database = database

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

    async def not_understood_between(self, first: date, last: date) -> int:
        """How many texts were not understood on these days."""
        asked = unanswered.c.at
        missed = unanswered.c.why == Why.NOT_UNDERSTOOD.value
        wanted = select(func.count()).where(missed, asked >= _begin(first), asked < _end(last))
        return await self._database.read(lambda connection: connection.execute(wanted).scalar_one())


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, _BEIJING)


def _end(day: date) -> datetime:
    return _begin(day + timedelta(days=1))


def _matter(row: Row[Any]) -> Matter:
    return Matter(row.matter, row.topic, row.dialog, row.step, row.steps, row.channel, row.began_at)
