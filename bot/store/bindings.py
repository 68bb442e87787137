"""Bindings: which employers a person may act for, each proved by a code of the bureau."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pydantic_core
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bot.store.database import Database
from bot.store.keys import DataKey
from bot.store.persons import Persons
from bot.store.schema import bindings


@dataclass(frozen=True, slots=True)
class Binding:
    """A person acts for an employer.

    Args:
        credit_code, name: the employer's.
        operator: the person's own identity number, as the bureau knows the operator.
        role: as ``rules.permissions.Role`` writes it.
        current: the employer that the conversation is about; one at most of a person's bindings is.
    """

    credit_code: str
    name: str
    operator: str = field(repr=False)
    role: str
    bound_at: datetime
    current: bool = False


class Bindings:
    """Keeps bindings, sealed under their persons' keys."""

    def __init__(self, database: Database, people: Persons) -> None:
        self._database = database
        self._persons = people

    async def bind(self, person: str, binding: Binding) -> None:
        """Keeps the binding as the current one; one to the same employer is replaced.

        Raises:
            NoSuchPerson: there is no such person.
            StoreTrouble: the database did not answer; binding again is safe.
        """
        key = await self._persons.key_of(person)
        mark = self._persons.fingerprint("binding", person, binding.credit_code)
        kept = {"credit_code": binding.credit_code, "name": binding.name, "operator": binding.operator}
        row = {
            "id": "b_" + secrets.token_hex(10),
            "person": person,
            "mark": mark,
            "current": True,
            "bound_at": binding.bound_at,
            "kept": key.seal(pydantic_core.to_json({**kept, "role": binding.role}), _about(person)),
        }
        await self._database.write(lambda connection: _replace(connection, row))

    async def bindings(self, person: str) -> list[Binding]:
        """The person's bindings, the current one first, then the newest.

        Raises:
            NoSuchPerson: there is no such person.
            Damaged: one was altered.
        """
        key = await self._persons.key_of(person)
        order = (bindings.c.current.desc(), bindings.c.bound_at.desc(), bindings.c.id)
        wanted = select(bindings).where(bindings.c.person == person).order_by(*order)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [_opened(key, row) for row in rows]

    async def switch(self, person: str, credit_code: str) -> bool:
        """Makes the employer the current one; false where the person is not bound to it."""
        mark = self._persons.fingerprint("binding", person, credit_code)
        return await self._database.write(lambda connection: _switch(connection, person, mark))

    async def unbind(self, person: str, credit_code: str) -> bool:
        """Takes the binding out; false where there is none. Where it was the current one, the newest other is."""
        mark = self._persons.fingerprint("binding", person, credit_code)
        return await self._database.write(lambda connection: _unbind(connection, person, mark))


def count_bound(connection: Connection, person: str) -> int:
    """To how many employers the person is bound, within a transaction."""
    counted = select(func.count()).select_from(bindings).where(bindings.c.person == person)
    return connection.execute(counted).scalar_one()


def rebind(connection: Connection, people: Persons, former: tuple[str, DataKey], to: tuple[str, DataKey]) -> None:
    """Gives one person's bindings to another, within a transaction: to the same employer the newer one stays, and what
    was current for the other stays so.
    """
    theirs = {row.mark: row for row in connection.execute(select(bindings).where(bindings.c.person == to[0])).all()}
    has_current = any(row.current for row in theirs.values())
    for row in connection.execute(select(bindings).where(bindings.c.person == former[0])).all():
        one = _opened(former[1], row)
        mark = people.fingerprint("binding", to[0], one.credit_code)
        same = theirs.get(mark)
        current = row.current and not has_current
        if same is not None and same.bound_at >= row.bound_at:
            connection.execute(delete(bindings).where(bindings.c.id == row.id))
            continue
        if same is not None:
            connection.execute(delete(bindings).where(bindings.c.id == same.id))
            current = same.current
        kept = former[1].open(row.kept, _about(former[0]))
        moved = {"person": to[0], "mark": mark, "current": current, "kept": to[1].seal(kept, _about(to[0]))}
        connection.execute(update(bindings).where(bindings.c.id == row.id).values(moved))


def _replace(connection: Connection, row: dict[str, Any]) -> None:
    person = row["person"]
    connection.execute(update(bindings).where(bindings.c.person == person).values(current=False))
    connection.execute(delete(bindings).where(bindings.c.person == person, bindings.c.mark == row["mark"]))
    connection.execute(insert(bindings), row)


def _switch(connection: Connection, person: str, mark: bytes) -> bool:
    mine = bindings.c.person == person
    if connection.execute(select(bindings.c.id).where(mine, bindings.c.mark == mark)).scalar() is None:
        return False
    connection.execute(update(bindings).where(mine).values(current=bindings.c.mark == mark))
    return True


def _unbind(connection: Connection, person: str, mark: bytes) -> bool:
    mine = bindings.c.person == person
    gone = connection.execute(delete(bindings).where(mine, bindings.c.mark == mark)).rowcount == 1
    left = select(bindings.c.mark, bindings.c.current).where(mine).order_by(bindings.c.bound_at.desc())
    others = connection.execute(left).all()
    if others and not any(other.current for other in others):
        _switch(connection, person, others[0].mark)
    return gone


def _opened(key: DataKey, row: Row[Any]) -> Binding:
    kept = pydantic_core.from_json(key.open(row.kept, _about(row.person)))
    return Binding(**kept, bound_at=row.bound_at, current=row.current)


def _about(person: str) -> str:
    return f"binding of {person}"
