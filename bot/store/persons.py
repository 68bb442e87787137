"""Persons: their data keys, the addresses where they are met, and how they are forgotten."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, or_, select, update

from bot.engine.messages import Address
from bot.store.database import Database
from bot.store.keys import DataKey, Keys, WrongKey
from bot.store.lately import Lately
from bot.store.schema import addresses, conversations, joined_persons, persons, vault
from bot.store.upserts import insert_new

_DATA_KEY = select(persons.c.data_key).where(persons.c.id == bindparam("person"))
_OWNER = select(joined_persons.c.met_as).where(joined_persons.c.person == bindparam("person"))
_PERSON_AT = select(addresses.c.person).where(addresses.c.mark == bindparam("mark"))


LATELY = timedelta(hours=24)
"""So long an address that came in by a link does not take off those that were there before."""


class NoSuchPerson(LookupError):
    """The person was never met, or was forgotten."""


def shared_by(column: ColumnElement[str], person: str) -> ColumnElement[bool]:
    """Whether a row is the person's, or of one who turned out to be this person."""
    former = select(joined_persons.c.person).where(joined_persons.c.met_as == person)
    return or_(column == person, column.in_(former))


def met_here(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a row is of the person who is met at the address with the mark ``at`` now, or of one who turned out to be
    this person: what others said there before they left is theirs.
    """
    met = select(addresses.c.person).where(addresses.c.mark == bindparam("at"))
    former = select(joined_persons.c.person).where(joined_persons.c.met_as.in_(met))
    return or_(column.in_(met), column.in_(former))


class Persons:
    """Knows persons by address, and keeps the key that each one's data are sealed with."""

    def __init__(self, database: Database, keys: Keys, held: int = 2_000) -> None:
        """``held`` is how many data keys stay in memory."""
        self._database = database
        self._keys = keys
        self._data_keys: Lately[str, DataKey] = Lately(held)
        self._checked = False

    async def check(self) -> None:
        """Makes sure that the database belongs to this master key; an empty one belongs to it from now on.

        Raises:
            WrongKey: it belongs to another one.
            StoreTrouble: the database did not answer.
        """
        if self._checked:
            return
        owner = await self._database.read(_owner) or await self._database.write(self._own)
        if owner != self._keys.id:
            raise WrongKey(
                f"This database was sealed under master key {owner}, but the key given is {self._keys.id}. "
                "Give the key that belongs to it (by setting, or as the key file beside it)."
            )
        self._checked = True

    def mark(self, address: Address) -> bytes:
        """What the address is found by, without the database showing who it is."""
        return self._keys.fingerprint(address.channel, address.user)

    def fingerprint(self, *parts: str) -> bytes:
        """A keyed mark by which something personal is found again, without the database showing what it is."""
        return self._keys.fingerprint(*parts)

    async def meet(self, address: Address) -> str:
        """The person met at the address, who is made where there is none, with an empty conversation."""
        person, wrapped, key = self.new()
        row = self._address_row(address, person, key)
        met = await self._database.write(lambda connection: _meet(connection, row, wrapped))
        if met == person:
            self._data_keys.put(person, key)
        return met

    async def met_at(self, address: Address) -> str | None:
        """Who is met at the address, as the database has it now; None where nobody was yet."""
        wanted = {"mark": self.mark(address)}
        return await self._database.read(lambda connection: connection.execute(_PERSON_AT, wanted).scalar())

    async def key_of(self, person: str) -> DataKey:
        """The person's data key.

        Raises:
            NoSuchPerson: there is no such person.
            WrongKey: it was wrapped under another master key.
        """
        return self._data_keys.get(person) or await self._fetch_key(person)

    async def is_known(self, person: str) -> bool:
        """Whether there is such a person, as the database has it now."""
        found = {"person": person}
        return await self._database.read(lambda at: at.execute(_DATA_KEY, found).scalar()) is not None

    async def owner(self, person: str) -> str:
        """Who the person turned out to be; themselves, mostly."""
        found = {"person": person}
        return await self._database.read(lambda at: at.execute(_OWNER, found).scalar()) or person

    async def former(self, person: str) -> list[str]:
        """Those who turned out to be this person, in the order of their ids."""
        found = select(joined_persons.c.person).where(joined_persons.c.met_as == person)
        ordered = found.order_by(joined_persons.c.person)
        return await self._database.read(lambda connection: list(connection.scalars(ordered)))

    def key_from(self, wrapped: bytes, person: str) -> DataKey:
        """The person's data key, as wrapped in a row that was read.

        Raises:
            WrongKey: it was wrapped under another master key.
        """
        key = self._data_keys.get(person)
        if key is None:
            key = self._keys.data_key(wrapped, person)
            self._data_keys.put(person, key)
        return key

    async def addresses_of(self, person: str) -> list[Address]:
        """Where the person is met."""
        key = await self.key_of(person)
        found = select(addresses.c.channel, addresses.c.user).where(addresses.c.person == person)
        rows = await self._database.read(lambda connection: connection.execute(found).all())
        met = [Address(row.channel, _user(key, row.user, person)) for row in rows]
        return sorted(met, key=lambda address: (address.channel, address.user))

    def readdressed(self, connection: Connection, person: str, key: DataKey, to: str, their: DataKey) -> None:
        """From now on ``to`` is met wherever the person was, within a transaction."""
        found = select(addresses).where(addresses.c.person == person)
        for row in connection.execute(found).all():
            user = _user(key, row.user, person)
            moved = self._address_row(Address(row.channel, user), to, their)
            connection.execute(update(addresses).where(addresses.c.mark == row.mark).values(moved))

    def came_lately(self, connection: Connection, address: Address, at: datetime) -> bool:
        """Whether the address came in by a link so lately that it takes off none that was there before."""
        lately = (addresses.c.mark == self.mark(address), addresses.c.linked_at > at - LATELY)
        return connection.execute(select(addresses.c.mark).where(*lately)).first() is not None

    def let_in(self, connection: Connection, person: str, at: datetime) -> None:
        """Notes that the person's addresses come in by a link."""
        connection.execute(update(addresses).where(addresses.c.person == person).values(linked_at=at))

    def may_part(self, connection: Connection, by: Address, address: Address, at: datetime) -> bool:
        """Whether the address may be taken off from ``by``: not while that one came in lately, and later."""
        if not self.came_lately(connection, by, at):
            return True
        marks = self.mark(by), self.mark(address)
        found = select(addresses.c.mark, addresses.c.linked_at).where(addresses.c.mark.in_(marks))
        came = {bytes(row.mark): row.linked_at for row in connection.execute(found).all()}
        mine, theirs = came[marks[0]], came.get(marks[1])
        return theirs is not None and theirs >= mine

    def parted(self, connection: Connection, address: Address, person: str, wrapped: bytes, key: DataKey) -> None:
        """Somebody new is met at the address, within a transaction."""
        connection.execute(insert(persons), {"id": person, "data_key": wrapped, "met_at": datetime.now(UTC)})
        connection.execute(insert(conversations), {"person": person, "revision": 0})
        row = {**self._address_row(address, person, key), "linked_at": None}
        connection.execute(update(addresses).where(addresses.c.mark == row["mark"]).values(row))

    def new(self) -> tuple[str, bytes, DataKey]:
        """Somebody who was never met: an id, a data key as it is kept, and the key."""
        person = "p_" + secrets.token_hex(10)
        wrapped = self._keys.new_data_key(person)
        return person, wrapped, self._keys.data_key(wrapped, person)

    async def move_address(self, address: Address, person: str) -> None:
        """From now on ``person`` is met at the address. No data move; both conversations get a new revision.

        The new revision makes each process load again that still takes the address for the former person's.

        Raises:
            NoSuchPerson: there is no such person.
        """
        key = await self.key_of(person)
        row = self._address_row(address, person, key)
        await self._database.write(lambda connection: _move(connection, row))

    async def forget(self, person: str) -> None:
        """Deletes the person's keys and rows, on all their channels. Outcomes stay, since they name no one.

        Copies of rows in backups can no longer be opened. An unknown person is no error.
        """
        person = await self.owner(person)
        for known in (person, *await self.former(person)):
            self._data_keys.drop(known)
        forgotten = delete(persons).where(shared_by(persons.c.id, person))
        await self._database.write(lambda connection: connection.execute(forgotten))

    async def _fetch_key(self, person: str) -> DataKey:
        wrapped = await self._database.read(
            lambda connection: connection.execute(_DATA_KEY, {"person": person}).scalar()
        )
        if wrapped is None:
            raise NoSuchPerson(f"There is no person {person}: never met here, or forgotten.")
        return self.key_from(wrapped, person)

    def _address_row(self, address: Address, person: str, key: DataKey) -> dict[str, Any]:
        user = key.seal(address.user.encode("utf-8", "surrogatepass"), _about_address(person))
        return {"mark": self.mark(address), "person": person, "channel": address.channel, "user": user}

    def _own(self, connection: Connection) -> str | None:
        connection.execute(insert_new(vault, connection.dialect.name), {"id": 1, "key_id": self._keys.id})
        return _owner(connection)


def _owner(connection: Connection) -> str | None:
    return connection.execute(select(vault.c.key_id)).scalar()


def _user(key: DataKey, sealed: bytes, person: str) -> str:
    return key.open(sealed, _about_address(person)).decode("utf-8", "surrogatepass")


def _about_address(person: str) -> str:
    return f"address of {person}"


def _meet(connection: Connection, row: dict[str, Any], wrapped: bytes) -> str:
    """Makes the person unless another process just did; gives the one who is met now."""
    known: str | None = connection.execute(_PERSON_AT, row).scalar()
    if known is not None:
        return known
    person: str = row["person"]
    connection.execute(insert(persons), {"id": person, "data_key": wrapped, "met_at": datetime.now(UTC)})
    connection.execute(insert(conversations), {"person": person, "revision": 0})
    if connection.execute(insert_new(addresses, connection.dialect.name), row).rowcount == 1:
        return person
    connection.execute(delete(persons).where(persons.c.id == person))
    return str(connection.execute(_PERSON_AT, row).scalar_one())


def _move(connection: Connection, row: dict[str, Any]) -> None:
    former = connection.execute(_PERSON_AT, row).scalar()
    connection.execute(delete(addresses).where(addresses.c.mark == row["mark"]))
    connection.execute(insert(addresses), row)
    both = conversations.c.person.in_([row["person"], former])
    connection.execute(update(conversations).where(both).values(revision=conversations.c.revision + 1))
