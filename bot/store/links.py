"""One person on several channels: codes, what would be joined, and the moves that are kept with their turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from bot.engine.messages import Address
from bot.engine.ports import Overtaken, Session, Turn
from bot.store.audit import Audit, Deed
from bot.store.bindings import count_bound
from bot.store.database import Database
from bot.store.joining import Joining, NotNow
from bot.store.kept import opened_conversation
from bot.store.keys import Keys
from bot.store.link_codes import HELD_FOR, LinkCodes, end_codes, sweep_codes
from bot.store.link_moves import Move, MoveSort, move_of, row_of, sweep_moves, take_back
from bot.store.outbox import Outbox, put_rows, real_now
from bot.store.outbox_rows import Note, Outgoing
from bot.store.persons import NoSuchPerson, Persons, shared_by
from bot.store.schema import conversations, followed, link_moves, outbox_lines
from bot.store.upserts import insert_new


@dataclass(frozen=True, slots=True)
class Holds:
    """What there is of a person: drafts, employers, filings under way; and whether they want reminders."""

    drafts: int
    employers: int
    under_way: int
    reminders: bool


class Leaving(StrEnum):
    """Whether an address is to leave: not where it is not the person's, or their only one, nor where a channel that was
    linked just now takes off one that was there before.
    """

    WRITTEN = "written"
    GONE = "gone"
    TOO_SOON = "too_soon"


@dataclass(frozen=True, slots=True)
class Ready:
    """A move that can be carried out in the transaction of its turn: who does so, on whom, and what is written down."""

    move: Move
    joining: Joining | None
    new: tuple[Any, ...] = field(repr=False)
    deeds: list[dict[str, Any]] = field(repr=False)
    notes: list[dict[str, Any]] = field(repr=False)


class Links:
    """Links addresses to persons, and takes them apart again."""

    def __init__(
        self, database: Database, people: Persons, keys: Keys, clock: Callable[[], datetime] = real_now
    ) -> None:
        self.codes = LinkCodes(database, people, clock)
        self._database = database
        self._persons = people
        self._audit = Audit(database, people, keys)
        self._outbox = Outbox(database, people)

    async def channels(self, person: str) -> list[Address]:
        """Where the person is met, in a fixed order."""
        return await self._persons.addresses_of(person)

    async def holds(self, person: str) -> Holds:
        """What there is of the person."""
        session = await self._session(person)
        counted = await self._database.read(lambda connection: _counts(connection, person))
        return Holds(sum(not run.only_at for run in session.conversation.runs), *counted)

    async def leave(self, person: str, request: str, address: Address, note: str, by: Address) -> Leaving:
        """Writes down that the address is to leave the person with the turn, as was confirmed at ``by``; ``note`` is
        said there afterwards.
        """
        known = await self.channels(person)
        if address not in known or len(known) == 1:
            return Leaving.GONE
        row = row_of(Move(request, person, MoveSort.PART, address, note), await self._persons.key_of(person))
        now = self.codes.clock()

        def write(connection: Connection) -> Leaving:
            if address != by and not self._persons.may_part(connection, by, address, now):
                return Leaving.TOO_SOON
            connection.execute(insert_new(link_moves, self._database.dialect), row)
            return Leaving.WRITTEN

        return await self._database.write(write)

    async def other(self, session: Session, request: str) -> Session | None:
        """The conversation that becomes one with the session's when the move is carried out; None where none does.

        Raises:
            Overtaken: the other was forgotten meanwhile; the effect that claimed the code is as if it was not tried.
        """
        move = await self._find(request)
        if move is None or move.sort is MoveSort.PART:
            return None
        owner = await self._persons.owner(move.other)
        if owner == session.person:
            return None
        try:
            return await self._session(owner)
        except NoSuchPerson:
            taken_back = link_moves.c.request == request
            await self._database.write(lambda connection: take_back(connection, taken_back))
            raise Overtaken(f"Whose code it was that {request} claimed was forgotten meanwhile.") from None

    async def ready(self, session: Session, turn: Turn) -> Ready | None:
        """The turn's move, made ready; None where there is nothing to move any more.

        Raises:
            NotNow: it was carried out before, or taken back meanwhile.
        """
        move = await self._find(turn.moves)
        if move is None:
            raise NotNow
        if move.sort is MoveSort.PART:
            return await self._parting(session.person, move)
        return await self._joining(session.person, move, turn.joined_at)

    def lock(self, connection: Connection, ready: Ready, now: float) -> None:
        """Locks what the move needs; raises ``NotNow``."""
        if ready.joining is not None:
            ready.joining.lock(connection, now)

    def carry_out(self, connection: Connection, ready: Ready, turn: Turn) -> None:
        """Carries the move out after its turn was kept, in the same transaction; raises ``NotNow``."""
        move = ready.move
        if ready.new:
            self._persons.parted(connection, move.address, *ready.new)
            self._end_links(connection, move)
        self._audit.add(connection, ready.deeds)
        if ready.joining is not None:
            ready.joining.carry_out(connection, turn.conversation, turn.inbound.address, self.codes.clock())
        put_rows(connection, ready.notes)
        connection.execute(delete(link_moves).where(link_moves.c.request == move.request))

    async def sweep(self) -> int:
        """Deletes codes that are over, and takes back moves whose turn was never kept; gives how many those were."""
        now = self.codes.clock()

        def swept(connection: Connection) -> int:
            return sweep_codes(connection, now) + sweep_moves(connection, now - HELD_FOR)

        return await self._database.write(swept)

    def _end_links(self, connection: Connection, parting: Move) -> None:
        """Who leaves may know a code that was given out there before, and may have claimed one: neither holds."""
        end_codes(connection, parting.person)
        others = shared_by(link_moves.c.person, parting.person) & (link_moves.c.request != parting.request)
        take_back(connection, others)

    async def _joining(self, person: str, move: Move, revision: int | None) -> Ready:
        owner = await self._persons.owner(move.other)
        if owner == person:
            return Ready(move, None, (), [], [])
        if revision is None:
            raise NotNow
        keys = await self._persons.key_of(person), await self._persons.key_of(owner)
        told = {"channel": move.address.channel, "with": person}
        deeds = await self._audit.ready(
            Deed(owner, self.codes.clock(), move.request, "linked", changed=told),
            Deed(person, self.codes.clock(), move.request, "joined", changed={"with": owner}),
        )
        note = Outgoing(owner, move.address, f"linked:{move.request}", Note((move.note,)))
        joining = Joining(self._persons, move.request, person, owner, *keys, revision)
        return Ready(move, joining, (), deeds, await self._outbox.ready(note) if move.note else [])

    async def _parting(self, person: str, move: Move) -> Ready | None:
        if move.address not in await self.channels(person):
            return None
        new, wrapped, key = self._persons.new()
        told = {"channel": move.address.channel, "with": new}
        deed = Deed(person, self.codes.clock(), move.request, "unlinked", changed=told)
        parted = Deed(new, self.codes.clock(), move.request, "parted", changed={"with": person})
        deeds = [*await self._audit.ready(deed), self._audit.sealed(parted, key)]
        note = Outgoing(new, move.address, f"parted:{move.request}", Note((move.note,)))
        notes = [self._outbox.sealed(note, key)] if move.note else []
        return Ready(move, None, (new, wrapped, key), deeds, notes)

    async def _find(self, request: str) -> Move | None:
        wanted = select(link_moves).where(link_moves.c.request == request)
        row: Row[Any] | None = await self._database.read(lambda connection: connection.execute(wanted).one_or_none())
        return None if row is None else move_of(row, await self._persons.key_of(row.person))

    async def _session(self, person: str) -> Session:
        wanted = select(conversations.c.kept, conversations.c.revision).where(conversations.c.person == person)
        row = await self._database.read(lambda connection: connection.execute(wanted).one_or_none())
        if row is None:
            raise NoSuchPerson(f"There is no person {person}: never met here, or forgotten.")
        return Session(person, opened_conversation(row.kept, person, await self._persons.key_of(person)), row.revision)


def _counts(connection: Connection, person: str) -> tuple[int, int, bool]:
    count = select(func.count())
    under_way = count.select_from(followed).where(shared_by(followed.c.person, person), followed.c.due.is_not(None))
    wants = select(outbox_lines.c.reminders).where(outbox_lines.c.person == person)
    reminders = connection.execute(wants).scalar() is not False
    return count_bound(connection, person), connection.execute(under_way).scalar_one(), reminders
