"""Batches: sheets of filings that were confirmed, how far their rows were sent, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import pydantic_core
from sqlalchemy import Connection, Row, Select, select, update

from bot.engine.messages import Address
from bot.store.database import Database
from bot.store.persons import Persons, shared_by
from bot.store.schema import batch_groups, batches, persons
from bot.store.upserts import insert_new


class BatchState(StrEnum):
    """How far a batch is."""

    RUNNING = "running"
    REVIEWING = "reviewing"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Batch:
    """A confirmed sheet.

    Args:
        id: names person, employer, form and rows: the same list has the same one, in whatever file.
        form: the dialog's key.
        file: the id of the upload that holds the sheet.
        total: how many rows are to be sent; ``sent`` of them were.
    """

    id: str
    person: str
    address: Address = field(repr=False)
    state: BatchState
    begun_at: datetime
    form: str
    file: str
    file_name: str = field(repr=False)
    employer: str = field(repr=False)
    employer_name: str = field(repr=False)
    operator: str = field(repr=False)
    stamp: str
    total: int
    sent: int = 0


@dataclass(frozen=True, slots=True)
class RowSent:
    """What the bureau said to a row of the sheet."""

    number: int
    standing: str
    filing_number: str = ""
    refusal: str = ""
    error: str = ""


class Batches:
    """Keeps batches, sealed under their persons' keys."""

    def __init__(self, database: Database, people: Persons) -> None:
        self._database = database
        self._persons = people

    async def begin(self, batch: Batch) -> bool:
        """Writes the batch down; false where the same sheet was begun before.

        Raises:
            StoreTrouble: the database did not answer; beginning again is safe.
        """
        key = await self._persons.key_of(batch.person)
        kept = {name: getattr(batch, name) for name in _SEALED} | {
            "channel": batch.address.channel,
            "user": batch.address.user,
        }
        row = {
            "id": batch.id,
            "person": batch.person,
            "state": batch.state.value,
            "begun_at": batch.begun_at,
            "total": batch.total,
            "sent": batch.sent,
            "kept": key.seal(pydantic_core.to_json(kept), _about(batch.id)),
        }
        statement = insert_new(batches, self._database.dialect)
        return await self._database.write(lambda connection: connection.execute(statement, row).rowcount == 1)

    async def find(self, id_: str) -> Batch | None:
        """The batch, or None."""
        found = await self._read(_all().where(batches.c.id == id_))
        return found[0] if found else None

    async def former(self, person: str) -> list[str]:
        """Under whose names a batch of the person may have been begun, beside their own."""
        return await self._persons.former(person)

    async def in_state(self, state: BatchState) -> list[Batch]:
        """The batches in the state, the oldest first."""
        return await self._read(_all().where(batches.c.state == state).order_by(batches.c.begun_at))

    async def of_person(self, person: str, most: int = 5) -> list[Batch]:
        """The person's newest batches."""
        mine = _all().where(shared_by(batches.c.person, person))
        return await self._read(mine.order_by(batches.c.begun_at.desc()).limit(most))

    async def sent(self, batch: Batch, rows: Sequence[RowSent]) -> None:
        """Writes down what became of a group of rows; the same group again changes nothing."""
        key = await self._persons.key_of(batch.person)
        group = {
            "batch": batch.id,
            "first_row": rows[0].number,
            "kept": key.seal(_content(rows), _about(batch.id)),
        }
        statement = insert_new(batch_groups, self._database.dialect)

        def write(connection: Connection) -> None:
            if connection.execute(statement, group).rowcount == 1:
                counted = update(batches).where(batches.c.id == batch.id)
                connection.execute(counted.values(sent=batches.c.sent + len(rows)))

        await self._database.write(write)

    async def decided(self, batch: Batch, rows: Mapping[int, RowSent]) -> None:
        """Writes down what became of rows later, in the place of what was known of them."""
        key = await self._persons.key_of(batch.person)
        wanted = select(batch_groups.c.first_row, batch_groups.c.kept).where(batch_groups.c.batch == batch.id)

        def write(connection: Connection) -> None:
            for first_row, kept in connection.execute(wanted).all():
                known = [RowSent(*row) for row in pydantic_core.from_json(key.open(kept, _about(batch.id)))]
                if not any(row.number in rows for row in known):
                    continue
                changed = key.seal(_content([rows.get(row.number, row) for row in known]), _about(batch.id))
                mine = (batch_groups.c.batch == batch.id) & (batch_groups.c.first_row == first_row)
                connection.execute(update(batch_groups).where(mine).values(kept=changed))

        await self._database.write(write)

    async def rows(self, batch: Batch) -> dict[int, RowSent]:
        """What became of the rows so far, by their numbers."""
        key = await self._persons.key_of(batch.person)
        wanted = select(batch_groups.c.kept).where(batch_groups.c.batch == batch.id)
        groups = await self._database.read(lambda connection: connection.scalars(wanted).all())
        found = (row for kept in groups for row in pydantic_core.from_json(key.open(kept, _about(batch.id))))
        return {row[0]: RowSent(*row) for row in found}

    async def end(self, batch: Batch, state: BatchState) -> None:
        """The batch comes into that state."""
        ended = update(batches).where(batches.c.id == batch.id).values(state=state.value)
        await self._database.write(lambda connection: connection.execute(ended))

    async def _read(self, wanted: Select[Any]) -> list[Batch]:
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [self._opened(row) for row in rows]

    def _opened(self, row: Row[Any]) -> Batch:
        key = self._persons.key_from(row.data_key, row.person)
        kept = pydantic_core.from_json(key.open(row.kept, _about(row.id)))
        address = Address(kept.pop("channel"), kept.pop("user"))
        counts = {"total": row.total, "sent": row.sent}
        return Batch(row.id, row.person, address, BatchState(row.state), row.begun_at, **kept, **counts)


_SEALED = ("form", "file", "file_name", "employer", "employer_name", "operator", "stamp")


def _content(rows: Sequence[RowSent]) -> bytes:
    told = [[row.number, row.standing, row.filing_number, row.refusal, row.error] for row in rows]
    return pydantic_core.to_json(told)


def _all() -> Select[Any]:
    return select(batches, persons.c.data_key).join(persons, persons.c.id == batches.c.person)


def _about(batch: str) -> str:
    return f"batch {batch}"
