"""Filings that are followed: written down before they are sent, until the bureau has decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pydantic_core
from sqlalchemy import Row, Select, select, update

from bot.engine.messages import Address
from bot.store.database import Database
from bot.store.persons import Persons, shared_by
from bot.store.schema import followed, persons
from bot.store.upserts import insert_new


@dataclass(frozen=True, slots=True)
class Followed:
    """A filing on its way.

    Args:
        request: the id under which it was sent.
        standing: as the bureau last said, or ``sending`` and ``unknown`` before it said anything.
        title: the module, for users.
        about: whom it is about, masked.
        due: when to ask next; None once nothing is to come.
    """

    request: str
    person: str
    address: Address = field(repr=False)
    standing: str
    title: str
    about: str = field(repr=False)
    begun_at: datetime
    due: datetime | None
    tries: int = 0


class FollowedFilings:
    """Keeps them, sealed under their persons' keys."""

    def __init__(self, database: Database, people: Persons) -> None:
        self._database = database
        self._persons = people

    async def begin(self, one: Followed) -> None:
        """Writes the filing down; the same request again changes nothing.

        Raises:
            NoSuchPerson: there is no such person.
            StoreTrouble: the database did not answer; beginning again is safe.
        """
        key = await self._persons.key_of(one.person)
        kept = {"channel": one.address.channel, "user": one.address.user, "title": one.title, "about": one.about}
        row = {
            "request": one.request,
            "person": one.person,
            "standing": one.standing,
            "begun_at": one.begun_at,
            "due": one.due,
            "tries": one.tries,
            "kept": key.seal(pydantic_core.to_json(kept), _about(one.person)),
        }
        statement = insert_new(followed, self._database.dialect)
        await self._database.write(lambda connection: connection.execute(statement, row))

    async def settle(self, request: str, standing: str, due: datetime | None, tries: int = 0) -> None:
        """Writes down how the filing stands, and when to ask next."""
        settled = update(followed).where(followed.c.request == request)
        await self._database.write(
            lambda connection: connection.execute(settled.values(standing=standing, due=due, tries=tries))
        )

    async def find(self, request: str) -> Followed | None:
        """The filing sent under the request, or None."""
        found = await self._read(_all().where(followed.c.request == request))
        return found[0] if found else None

    async def due(self, now: datetime, most: int = 100, only: str | None = None) -> list[Followed]:
        """What is to be asked about now, the longest due first; of one person where ``only`` names them."""
        wanted = _all().where(followed.c.due <= now).order_by(followed.c.due, followed.c.request).limit(most)
        return await self._read(wanted if only is None else wanted.where(shared_by(followed.c.person, only)))

    async def under_way(self, person: str) -> list[Followed]:
        """The person's filings that the bureau has not decided, newest first."""
        mine = (shared_by(followed.c.person, person), followed.c.due.is_not(None))
        return await self._read(_all().where(*mine).order_by(followed.c.begun_at.desc(), followed.c.request))

    async def _read(self, wanted: Select[Any]) -> list[Followed]:
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [self._opened(row) for row in rows]

    def _opened(self, row: Row[Any]) -> Followed:
        key = self._persons.key_from(row.data_key, row.person)
        kept = pydantic_core.from_json(key.open(row.kept, _about(row.person)))
        address = Address(kept["channel"], kept["user"])
        told = (kept["title"], kept["about"])
        return Followed(row.request, row.person, address, row.standing, *told, row.begun_at, row.due, row.tries)


def _all() -> Select[Any]:
    return select(followed, persons.c.data_key).join(persons, persons.c.id == followed.c.person)


def _about(person: str) -> str:
    return f"filing of {person}"
