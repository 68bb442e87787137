"""Packets for the hotline: what a person wants and what was already tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pydantic_core
from sqlalchemy import Row, select

from bot.store.database import Database
from bot.store.persons import Persons
from bot.store.schema import handovers, persons
from bot.store.upserts import insert_new


@dataclass(frozen=True, slots=True)
class Handover:
    """A person's wish to be called or helped by a person. ``packet`` is JSON, as it was kept."""

    request: str
    person: str
    at: datetime
    packet: Any


class Handovers:
    """Keeps packets, sealed under their persons' keys."""

    def __init__(self, database: Database, people: Persons) -> None:
        self._database = database
        self._persons = people

    async def keep_handover(self, request: str, person: str, packet: Mapping[str, Any], at: datetime) -> bool:
        """Keeps the packet under its request id; false, and nothing changes, where that id was kept before.

        Raises:
            NoSuchPerson: there is no such person.
            StoreTrouble: the database did not answer; keeping it again is safe.
        """
        key = await self._persons.key_of(person)
        sealed = key.seal(pydantic_core.to_json(packet), _about(request))
        row = {"request": request, "person": person, "at": at, "packet": sealed}
        new = insert_new(handovers, self._database.dialect)
        return await self._database.write(lambda connection: connection.execute(new, row).rowcount == 1)

    async def handovers(self, most: int = 100) -> list[Handover]:
        """The newest packets, newest first.

        Raises:
            WrongKey: they were sealed under another master key.
            Damaged: one was altered.
        """
        wanted = (
            select(handovers, persons.c.data_key)
            .join_from(handovers, persons, persons.c.id == handovers.c.person)
            .order_by(handovers.c.at.desc(), handovers.c.request)
            .limit(most)
        )
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [self._opened(row) for row in rows]

    def _opened(self, row: Row[Any]) -> Handover:
        key = self._persons.key_from(row.data_key, row.person)
        packet = pydantic_core.from_json(key.open(row.packet, _about(row.request)))
        return Handover(row.request, row.person, row.at, packet)


def _about(request: str) -> str:
    return f"handover {request}"
