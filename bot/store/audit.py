"""The audit trail: who did what for whom, when, by which rule, and what the bureau said. Rows are only ever added."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pydantic_core
from sqlalchemy import Connection, Row, select

from bot.store.chain import BEGIN, add_rows
from bot.store.database import Database
from bot.store.keys import DataKey, Keys
from bot.store.persons import Persons
from bot.store.schema import audit, audit_head, persons
from bot.store.together import Together


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done in somebody's name.

    Args:
        person: who did it; the rest that is personal is sealed under their key.
        at: when, aware.
        request: the id under which it was done.
        action: what was done, such as ``submitted`` or ``status:accepted``; a request has each action once.
        module: the filing module's id, or what else it belongs to.
        rule: by which rule.
        law: by which version of the parameters.
        employer: for which employer.
        changed: what changed, as JSON.
        bureau: what the bureau said, as JSON.
    """

    person: str
    at: datetime
    request: str
    action: str
    module: str = ""
    rule: str = ""
    law: str = ""
    employer: str = field(default="", repr=False)
    changed: Any = field(default=None, repr=False)
    bureau: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuses what would not be a trail.

        Raises:
            ValueError: the request or the action is missing, a clear word is not printable, or the instant has no zone.
        """
        if not self.request or not self.action:
            raise ValueError("A deed has a request id and an action.")
        if not all(map(str.isprintable, (self.request, self.action, self.module, self.rule, self.law))):
            raise ValueError(f"The clear words of deed {self.request!r} {self.action!r} are to be printable.")
        if self.at.tzinfo is None:
            raise ValueError(f"A deed wants an instant with a time zone, {self.at} has none.")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of the trail. ``deed`` is None where its person's key was deleted: it stands, and nobody can read it."""

    number: int
    person: str
    at: datetime
    module: str
    request: str
    action: str
    rule: str
    law: str
    deed: Deed | None


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many rows, and the last one's hash. Written down elsewhere, it is a witness."""

    count: int
    hash: bytes


class Audit:
    """Keeps deeds, and reads them again."""

    def __init__(self, database: Database, people: Persons, keys: Keys) -> None:
        self._database = database
        self._persons = people
        self._keys = keys
        self._writing: Together[dict[str, Any], bool] = Together(self._write, most=500)
        self._turn = 0

    async def record(self, deed: Deed) -> bool:
        """Records a deed; false where the request already has this action, which stays as it was recorded first.

        Deeds recorded at the same time go in one transaction.

        Raises:
            NoSuchPerson: there is no such person.
            StoreTrouble: the database did not answer; recording it again is safe.
        """
        (row,) = await self.ready(deed)
        self._turn += 1
        return await self._writing.submit(self._turn, row)

    async def record_all(self, deeds: Sequence[Deed]) -> list[bool]:
        """Records deeds in one transaction; raises and says as ``record``."""
        return list(await self._write(await self.ready(*deeds)))

    async def ready(self, *deeds: Deed) -> list[dict[str, Any]]:
        """Rows for ``add``, to be recorded in the transaction of what they tell of."""
        return [_sealed(deed, await self._persons.key_of(deed.person)) for deed in deeds]

    def sealed(self, deed: Deed, key: DataKey) -> dict[str, Any]:
        """A row for ``add`` of somebody who is only made in the same transaction."""
        return _sealed(deed, key)

    def add(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> list[bool]:
        """Records rows that ``ready`` made, within a transaction. What else writes to the trail waits for its end."""
        return add_rows(connection, rows, self.sign)

    def sign(self, count: int, hash_: bytes) -> bytes:
        """What the head is marked with, so that it cannot be forged without the master key."""
        return self._keys.fingerprint("audit head", str(count), hash_.hex())

    async def head(self) -> Head:
        """The end of the chain now."""
        row = await self._database.read(lambda connection: connection.execute(select(audit_head)).one_or_none())
        return Head(0, BEGIN) if row is None else Head(row.length, bytes(row.hash))

    async def recorded(
        self,
        person: str | None = None,
        request: str | None = None,
        first: datetime | None = None,
        before: datetime | None = None,
        most: int = 1_000,
    ) -> list[Recorded]:
        """The newest rows of a person, of a request, from ``first`` on and before ``before``; oldest first.

        Raises:
            WrongKey: a row was sealed under another master key.
            Damaged: a row was altered.
        """
        wanted = select(audit, persons.c.data_key).outerjoin(persons, persons.c.id == audit.c.person)
        limits = [
            person is not None and audit.c.person == person,
            request is not None and audit.c.request == request,
            first is not None and audit.c.at >= first,
            before is not None and audit.c.at < before,
        ]
        wanted = wanted.where(*(limit for limit in limits if limit is not False))
        wanted = wanted.order_by(audit.c.number.desc()).limit(most)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [self._opened(row) for row in reversed(rows)]

    def _opened(self, row: Row[Any]) -> Recorded:
        clear = {name: row._mapping[name] for name in ("person", "at", "module", "request", "action", "rule", "law")}
        deed = None
        if row.data_key is not None:
            key = self._persons.key_from(row.data_key, row.person)
            opened = json.loads(key.open(row.kept, _about(row.request, row.action, row.person)))
            deed = Deed(**clear, **opened)
        return Recorded(number=row.number, deed=deed, **clear)

    async def _write(self, rows: Sequence[dict[str, Any]]) -> Sequence[bool]:
        return await self._database.write(lambda connection: self.add(connection, rows))


def _sealed(deed: Deed, key: DataKey) -> dict[str, Any]:
    personal = {"employer": deed.employer, "changed": deed.changed, "bureau": deed.bureau}
    # Escaped, since half characters, which somebody may type, are no UTF-8.
    plain = json.dumps(pydantic_core.to_jsonable_python(personal)).encode()
    clear = {name: getattr(deed, name) for name in ("person", "at", "module", "request", "action", "rule", "law")}
    return {**clear, "kept": key.seal(plain, _about(deed.request, deed.action, deed.person))}


def _about(request: str, action: str, person: str) -> str:
    return f"audit of {request} {action} of {person}"
