"""The outbox: what is to reach a person later, kept until it did, in order, each once."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.store import outbox_lines as lines
from bot.store.database import Database
from bot.store.keys import Damaged, DataKey
from bot.store.outbox_rows import Entry, EntryShown, Outgoing, State, entry_of, row_of, shown_of, trouble_text
from bot.store.persons import NoSuchPerson, Persons
from bot.store.schema import joined_persons, outbox, outbox_lines
from bot.store.strays import readdress, strays
from bot.store.upserts import insert_into, insert_new

_TRIES = 5
_COLUMNS = [column for column in outbox.columns if column.name != "kept"]


class JoinedMeanwhile(Exception):
    """A person turned out to be another one, for whom the entry is to be made anew."""


def real_now() -> datetime:
    """The instant; processes on one database must agree on it."""
    return datetime.now(UTC)


class Outbox:
    """Keeps entries. ``bell`` rings in this process when one was put."""

    def __init__(
        self,
        database: Database,
        people: Persons,
        lease: timedelta = timedelta(seconds=60),
        clock: Callable[[], datetime] = real_now,
    ) -> None:
        """``lease``: so long a person's line stays held when the process that sends dies."""
        self.bell = asyncio.Event()
        self._database = database
        self._persons = people
        self._lease = lease
        self._clock = clock
        self._holder = secrets.token_hex(8)

    async def put(self, *outgoing: Outgoing) -> list[bool]:
        """Puts entries, all or none; says of each whether it is new or its key was put before.

        Raises:
            NoSuchPerson: there is no such person, or was forgotten meanwhile.
            StoreTrouble: the database did not answer; putting it again is safe.
        """
        for tries_left in reversed(range(_TRIES)):
            try:
                return await self._put(await self.ready(*outgoing))
            except JoinedMeanwhile:
                if not tries_left:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _put(self, rows: Sequence[dict[str, Any]]) -> list[bool]:
        try:
            put = await self._database.write(lambda connection: put_rows(connection, rows))
        except IntegrityError:
            raise NoSuchPerson(f"One of {sorted({row['person'] for row in rows})} was forgotten.") from None
        self.bell.set()
        return put

    async def ready(self, *outgoing: Outgoing) -> list[dict[str, Any]]:
        """Rows for ``put_rows``, to be put in the transaction of what they tell of; ``bell.set()`` after it."""
        now = self._clock()
        owned = [replace(one, person=await self._persons.owner(one.person)) for one in outgoing]
        return [row_of(one, await self._persons.key_of(one.person), now) for one in owned]

    def sealed(self, outgoing: Outgoing, key: DataKey) -> dict[str, Any]:
        """A row for ``put_rows`` of somebody who is only made in the same transaction."""
        return row_of(outgoing, key, self._clock())

    async def cancel(self, person: str, key: str) -> bool:
        """Takes back an entry that still waits; false where it is not there or ended already."""
        mine = [outbox.c.person == person, outbox.c.key == key, outbox.c.state == State.WAITING.value]
        ended = {"state": State.CANCELLED.value, "settled_at": self._clock()}
        taken = update(outbox).where(*mine).values(ended)
        return await self._database.write(lambda connection: connection.execute(taken).rowcount == 1)

    async def want_reminders(self, person: str, wanted: bool) -> None:
        """Switches the person's reminders on or off; those that fall due while off are never sent.

        Raises:
            NoSuchPerson: there is no such person.
        """
        row = {"person": person, "reminders": wanted}
        put = insert_into(outbox_lines, self._database.dialect).on_conflict_do_update(
            index_elements=["person"], set_={"reminders": wanted}
        )
        try:
            await self._database.write(lambda connection: connection.execute(put, row))
        except IntegrityError:
            raise NoSuchPerson(f"There is no person {person}: never met here, or forgotten.") from None

    async def wants_reminders(self, person: str) -> bool:
        """Whether the person gets reminders; everybody does until they switch them off."""
        found = select(outbox_lines.c.reminders).where(outbox_lines.c.person == person)
        return await self._database.read(lambda connection: connection.execute(found).scalar()) is not False

    async def claim(self, channels: Sequence[str], only: str | None = None, most: int = 32) -> list[Entry]:
        """What to send now, to ``most`` persons, who waited longest first; each person's entries in order.

        Their lines are this process's until released.

        Raises:
            WrongKey: an entry was sealed under another master key.
        """
        wanted = lines.Claim(tuple(channels), self._holder, self._clock(), self._lease, only, most)
        if not await self._database.read(lambda connection: lines.any_ready(connection, wanted)):
            return []
        entries = []
        for row in await self._database.write(lambda connection: lines.claimed(connection, wanted)):
            try:
                entries.append(entry_of(row, self._persons.key_from(row.data_key, row.person)))
            except Damaged as fault:
                await self._end(row.id, row.person, State.DEAD, str(fault))
        return await self._without_strays(entries)

    async def _without_strays(self, entries: list[Entry]) -> list[Entry]:
        """The entries but for those whose address left their person: these go where the person is met now."""
        gone = await strays(self._database, self._persons, entries)
        for entry in gone:
            if not await readdress(self._database, self._persons, entry):
                await self._end(entry.id, entry.person, State.DEAD, "the person is met nowhere else")
        left = [entry for entry in entries if entry not in gone]
        for person in {entry.person for entry in gone} - {entry.person for entry in left}:
            await self.release(person)
        return left

    async def delivered(self, entry: Entry) -> bool:
        """The entry reached the channel. Says, as the next two do, whether the person's line is still held."""
        return await self._end(entry.id, entry.person, State.DELIVERED)

    async def dead(self, entry: Entry, reason: str) -> bool:
        """The entry will not be tried again by itself."""
        return await self._end(entry.id, entry.person, State.DEAD, reason)

    async def later(self, entry: Entry, pause: timedelta, reason: str, counts: bool = True) -> bool:
        """The entry is tried again after the pause, an hour at most; ``counts`` says whether this try failed."""
        again = self._clock() + min(pause, lines.LONGEST_PAUSE)
        changed = update(outbox).where(outbox.c.id == entry.id, outbox.c.state == State.WAITING.value)
        changed = changed.values(again=again, tries=entry.tries + counts, trouble=trouble_text(reason))

        def put_off(connection: Connection) -> bool:
            connection.execute(changed)
            return self._renew(connection, entry.person)

        return await self._database.write(put_off)

    async def release(self, person: str) -> None:
        """Lets the person's line go."""
        await self._database.write(lambda connection: lines.release(connection, self._holder, [person]))

    async def entries(self, *states: State, most: int = 100) -> list[EntryShown]:
        """Entries in these states, newest first."""
        wanted = select(*_COLUMNS).where(outbox.c.state.in_(states)).order_by(outbox.c.id.desc()).limit(most)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [shown_of(row) for row in rows]

    async def counts(self) -> dict[State, int]:
        """How many entries are in each state; 0 is told, too."""
        wanted = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return dict.fromkeys(State, 0) | {State(state): count for state, count in rows}

    async def retry(self, *ids: int) -> int:
        """Puts dead entries back to be sent, all or those of these ids; gives how many."""
        dead = [outbox.c.state == State.DEAD.value, *([outbox.c.id.in_(ids)] if ids else [])]
        fresh = {"state": State.WAITING.value, "tries": 0, "again": None, "settled_at": None}
        changed = update(outbox).where(*dead).values(fresh)
        count = await self._database.write(lambda connection: connection.execute(changed).rowcount)
        self.bell.set()
        return count

    async def sweep(self, before: datetime) -> int:
        """Deletes entries that ended before the instant, dead ones left alone; gives how many."""
        ended = [State.DELIVERED.value, State.CANCELLED.value, State.EXPIRED.value]
        old = and_(outbox.c.state.in_(ended), outbox.c.settled_at < before)
        return await self._database.write(lambda connection: connection.execute(delete(outbox).where(old)).rowcount)

    async def _end(self, entry: int, person: str, state: State, reason: str = "") -> bool:
        def end(connection: Connection) -> bool:
            lines.settle(connection, entry, state, self._clock(), trouble_text(reason) if reason else None)
            return self._renew(connection, person)

        return await self._database.write(end)

    def _renew(self, connection: Connection, person: str) -> bool:
        return lines.renew(connection, self._holder, person, self._clock() + self._lease)


def put_rows(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[bool]:
    """Puts rows that ``Outbox.ready`` made; says of each whether its key is new.

    In one transaction with the audit trail, record first: who locks in another order may wait in a ring.
    """
    dialect = connection.dialect.name
    # Locks the persons' lines, so that ids rise in the order in which others see the entries.
    for person in sorted({row["person"] for row in rows}):
        line = insert_into(outbox_lines, dialect).on_conflict_do_update(
            index_elements=["person"], set_={"person": person}
        )
        connection.execute(line, {"person": person, "reminders": True})
    joined = select(joined_persons.c.person).where(joined_persons.c.person.in_({row["person"] for row in rows}))
    if connection.execute(joined).first() is not None:
        raise JoinedMeanwhile
    return [connection.execute(insert_new(outbox, dialect), row).rowcount == 1 for row in rows]
