"""What channels remember of a person for a while: it goes with the person, not with the address where they were met."""

from __future__ import annotations

import base64
from datetime import timedelta

from bot.engine.messages import Address
from bot.store.notes import StoredNotes
from bot.store.persons import NoSuchPerson, Persons


class PersonalNotes:
    """Notes about whoever is met at an address, sealed under that person's key: somebody who is met there after them
    gets none, and where they are forgotten nobody can open any. Who turned out to be another person keeps theirs.

    All methods raise ``StoreTrouble`` where the database does not answer.
    """

    def __init__(self, notes: StoredNotes, people: Persons) -> None:
        self._notes = notes
        self._persons = people

    async def get(self, address: Address, name: str) -> str | None:
        """What was put last under the name for the person; None where nothing was, or its time is over.

        Raises:
            Damaged: the value was altered in the database.
        """
        for person in await self._met_as(address):
            sealed = await self._notes.get(_name(person, name))
            if sealed is not None:
                return await self._opened(person, name, sealed)
        return None

    async def put(self, address: Address, name: str, value: str, lasts: timedelta) -> None:
        """Keeps the value for so long; whoever was never met is met now.

        Raises:
            NoSuchPerson: the person was forgotten just now.
        """
        person = await self._persons.met_at(address) or await self._persons.meet(address)
        key = await self._persons.key_of(person)
        sealed = key.seal(value.encode("utf-8", "surrogatepass"), _about(person, name))
        await self._notes.put(_name(person, name), base64.b64encode(sealed).decode(), lasts)

    async def drop(self, address: Address, name: str) -> None:
        """Forgets the name; one that is not known is no error."""
        for person in await self._met_as(address):
            await self._notes.drop(_name(person, name))

    async def _met_as(self, address: Address) -> list[str]:
        """Who is met at the address, and those who turned out to be this person."""
        person = await self._persons.met_at(address)
        return [] if person is None else [person, *await self._persons.former(person)]

    async def _opened(self, person: str, name: str, sealed: str) -> str | None:
        try:
            key = await self._persons.key_of(person)
        except NoSuchPerson:
            return None
        return key.open(base64.b64decode(sealed), _about(person, name)).decode("utf-8", "surrogatepass")


def _name(person: str, name: str) -> str:
    return f"of {person}: {name}"


def _about(person: str, name: str) -> str:
    return f"note {name!a} of {person}"
