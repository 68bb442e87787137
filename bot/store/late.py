"""Late messages of a conversation: turns that nobody asked for, numbered in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError

from bot.engine.conversation import Conversation
from bot.engine.messages import Address, Inbound, Reply
from bot.engine.ports import Turn
from bot.store.database import Database
from bot.store.kept import opened_reply, sealed_turn
from bot.store.keys import Keys
from bot.store.persons import NoSuchPerson, Persons, met_here
from bot.store.schema import persons, turns
from bot.store.upserts import insert_new

_LATE_AT = [turns.c.address == bindparam("at"), turns.c.late.is_(True)]
_SINCE = (
    select(turns, persons.c.data_key)
    .join_from(turns, persons, persons.c.id == turns.c.person)
    .where(*_LATE_AT, met_here(turns.c.person), turns.c.id > bindparam("after"))
    .order_by(turns.c.id)
    .limit(bindparam("most"))
)
_NEWEST = select(func.max(turns.c.id)).where(*_LATE_AT)
_NEWEST_OF_ALL = select(func.max(turns.c.id))


@dataclass(frozen=True, slots=True)
class LateTurn:
    """A late message as its person sees it."""

    number: int
    reply: Reply
    at: datetime


class LateTurns:
    """Keeps late messages in the history of their address, and tells which are new."""

    def __init__(self, database: Database, people: Persons, keys: Keys) -> None:
        self._database = database
        self._persons = people
        self._keys = keys

    async def keep(self, person: str, address: Address, message_id: str, reply: Reply, at: datetime) -> bool:
        """Keeps a message once under its id; false, and nothing changes, where it was kept before.

        Raises:
            NoSuchPerson: there is no such person.
            StoreTrouble: the database did not answer; keeping it again is safe.
        """
        mark = self._keys.fingerprint(address.channel, address.user, message_id)
        turn = Turn(Inbound(address, message_id), reply, Conversation(), at, said="")
        sealed = sealed_turn(turn, person, mark, await self._persons.key_of(person))
        place = self._persons.mark(address)
        row = {"mark": mark, "address": place, "person": person, "at": at, "late": True, **sealed}
        new = insert_new(turns, self._database.dialect)
        try:
            return await self._database.write(lambda connection: connection.execute(new, row).rowcount == 1)
        except IntegrityError:
            raise NoSuchPerson(f"{person} was forgotten.") from None

    async def since(self, address: Address, after: int, most: int = 50) -> list[LateTurn]:
        """The late messages at the address with a higher number, oldest first.

        A number beyond all that were ever given, from before a database was restored, counts as the newest.
        """
        newest = await self._database.read(lambda connection: connection.execute(_NEWEST_OF_ALL).scalar()) or 0
        wanted = {"at": self._persons.mark(address), "after": min(after, newest), "most": most}
        rows = await self._database.read(lambda connection: connection.execute(_SINCE, wanted).all())
        opened = ((row, self._persons.key_from(row.data_key, row.person)) for row in rows)
        return [LateTurn(row.id, opened_reply(row, key), row.at) for row, key in opened]

    async def newest(self, address: Address) -> int:
        """The number of the last late message at the address; 0 where there is none."""
        wanted = {"at": self._persons.mark(address)}
        return await self._database.read(lambda connection: connection.execute(_NEWEST, wanted).scalar()) or 0
