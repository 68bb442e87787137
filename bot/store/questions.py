"""Questions that found no answer, for who edits the knowledge: masked, kept for a while, marked when dealt with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat
from typing import Any

from sqlalchemy import Row, delete, select

from bot.engine.messages import Decision
from bot.engine.ports import Why
from bot.store.database import Database
from bot.store.persons import Persons
from bot.store.rows import about_unanswered
from bot.store.schema import persons, settled_questions, unanswered
from bot.store.upserts import insert_or_replace

_ALL = (
    select(unanswered, persons.c.data_key)
    .join_from(unanswered, persons, persons.c.id == unanswered.c.person)
    .order_by(unanswered.c.at, unanswered.c.id)
)


@dataclass(frozen=True, slots=True)
class UnansweredText:
    """A question as it is kept: masked, with what was made of it and the topics that came nearest, likeliest first."""

    at: datetime
    channel: str
    text: str
    why: Why
    decision: Decision
    nearest: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """When a question was dealt with; ``entry`` is the entry that got it as a phrasing, None where it was dismissed."""

    at: datetime
    entry: str | None


class Questions:
    """Keeps no text longer than its person, and none beyond what ``forget_before`` says."""

    def __init__(self, database: Database, people: Persons) -> None:
        self._database = database
        self._persons = people

    async def unanswered(self) -> list[UnansweredText]:
        """All that is kept, oldest first.

        Raises:
            WrongKey: a text was sealed under another master key.
            Damaged: a text was altered.
        """
        rows = await self._database.read(lambda connection: connection.execute(_ALL).all())
        return [self._opened(row) for row in rows]

    async def settled(self, texts: Iterable[str]) -> dict[str, Settled]:
        """Those of the texts that were dealt with."""
        found = await self._database.read(lambda connection: connection.execute(select(settled_questions)).all())
        marks = {bytes(row.mark): Settled(row.at, row.entry) for row in found}
        known = {text: marks.get(self._mark(text)) for text in texts} if marks else {}
        return {text: settled for text, settled in known.items() if settled is not None}

    async def settle(self, texts: Iterable[str], settled: Settled) -> None:
        """Marks the texts as dealt with; what was said of them before is forgotten."""
        rows: list[Mapping[str, Any]] = [
            {"mark": self._mark(text), "entry": settled.entry, "at": settled.at} for text in dict.fromkeys(texts)
        ]
        if rows:
            statement = insert_or_replace(settled_questions, self._database.dialect)
            await self._database.write(lambda connection: connection.execute(statement, rows))

    async def forget_before(self, instant: datetime) -> int:
        """Deletes the texts that were asked before; gives how many."""
        old = delete(unanswered).where(unanswered.c.at < instant)
        return await self._database.write(lambda connection: connection.execute(old).rowcount)

    def _mark(self, text: str) -> bytes:
        return self._persons.fingerprint("unanswered question", text)

    def _opened(self, row: Row[Any]) -> UnansweredText:
        key = self._persons.key_from(row.data_key, row.person)
        text = key.open(row.kept, about_unanswered(row.person)).decode()
        scores = chain(row.scores, repeat(0.0))
        nearest = tuple((str(topic), float(score)) for topic, score in zip(row.candidates, scores, strict=False))
        return UnansweredText(row.at, row.channel, text, Why(row.why), Decision(row.decision), nearest)
