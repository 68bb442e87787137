"""Entries of the outbox whose address left their person, who is met elsewhere: nobody else may get them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from bot.store.database import Database
from bot.store.outbox_rows import Entry, State, resealed
from bot.store.persons import Persons
from bot.store.schema import addresses, outbox


async def strays(database: Database, people: Persons, entries: Sequence[Entry]) -> list[Entry]:
    """The entries at whose address somebody else is met now. Where nobody is, nothing is wrong."""
    marks = {entry.id: people.mark(entry.address) for entry in entries}
    wanted = select(addresses.c.mark, addresses.c.person).where(addresses.c.mark.in_(set(marks.values())))
    rows = await database.read(lambda connection: connection.execute(wanted).all()) if entries else ()
    met = {bytes(row.mark): row.person for row in rows}
    others = [entry for entry in entries if met.get(marks[entry.id], entry.person) != entry.person]
    return [entry for entry in others if met[marks[entry.id]] != await people.owner(entry.person)]


async def readdress(database: Database, people: Persons, entry: Entry) -> bool:
    """Sends the entry to where its person is met now, the same channel first; false where that is nowhere."""
    owner = await people.owner(entry.person)
    known = await people.addresses_of(owner)
    if not known:
        return False
    address = min(known, key=lambda each: each.channel != entry.address.channel)
    changed = resealed(entry, entry.person, address, await people.key_of(entry.person))
    waiting = (outbox.c.id == entry.id, outbox.c.state == State.WAITING.value)
    await database.write(lambda connection: connection.execute(update(outbox).where(*waiting).values(changed)))
    return True
