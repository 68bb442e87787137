"""Conversations in the database: each turn kept once, in order, and sealed under its person's key."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import IntegrityError

from bot.engine.messages import Address, Reply
from bot.engine.ports import Intent, Overtaken, Session, StoreTrouble, Turn
from bot.store.database import Database
from bot.store.intents import Intents, Lease
from bot.store.joining import NotNow
from bot.store.kept import TurnShown, opened_conversation, opened_reply, opened_turn
from bot.store.keys import Keys
from bot.store.lately import Lately
from bot.store.links import Links
from bot.store.persons import NoSuchPerson, Persons, met_here
from bot.store.rows import Marks, Save, save_of
from bot.store.saving import write_saves
from bot.store.schema import addresses, conversations, persons, turns
from bot.store.together import Together

_LOAD = (
    select(persons.c.id, persons.c.data_key, conversations.c.kept, conversations.c.revision)
    .join_from(addresses, persons, persons.c.id == addresses.c.person)
    .join(conversations, conversations.c.person == persons.c.id)
    .where(addresses.c.mark == bindparam("mark"))
)
_TURN = select(turns, persons.c.data_key).join_from(turns, persons, persons.c.id == turns.c.person)
_REPLAY = _TURN.where(turns.c.mark == bindparam("mark"))
_HISTORY = (
    _TURN.where(turns.c.address == bindparam("at"), met_here(turns.c.person))
    .order_by(turns.c.id.desc())
    .limit(bindparam("most"))
)


_MOST_RENEWALS = 60


class StoredConversations:
    """Fulfills ``Conversations``, and shows turns again.

    Sessions loaded lately are kept in memory. One that another process moved on is found out by ``save``,
    which drops it, so that the next ``load`` reads it again.
    """

    def __init__(
        self,
        database: Database,
        keys: Keys,
        *,
        lease: float = 6.0,
        held: int = 2_000,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``lease`` is in seconds: so long a conversation stays held when the process that performs an effect dies; it
        is renewed while the effect goes on. ``held`` is the number of sessions in memory.

        ``clock`` gives seconds since 1970: real ones, since all processes on a database must agree on them.
        """
        self.persons = Persons(database, keys, held)
        self.links = Links(database, self.persons, keys)
        self._database = database
        self._keys = keys
        self._intents = Intents(database, self.persons)
        self._lease = lease
        self._clock = clock
        self._holder = secrets.token_hex(8)
        self._met: Lately[Address, str] = Lately(held)
        # With the address where it was read: another one may have left the person meanwhile.
        self._sessions: Lately[str, tuple[Address, Session]] = Lately(held)
        self._renewing: dict[str, asyncio.Task[None]] = {}
        self._saving: Together[Save, bool] = Together(self._write)

    async def load(self, address: Address) -> Session:
        """The session of the person met at ``address``; a new person is made where there is none.

        Raises:
            WrongKey: the database belongs to another master key.
            Damaged: the conversation was altered in the database.
        """
        person = self._met.get(address)
        read_at, session = (person and self._sessions.get(person)) or (None, None)
        return session if session is not None and read_at == address else await self._read(address)

    async def replay(self, address: Address, message_id: str) -> Reply | None:
        """The very reply that this message got before, or None if it is new."""
        wanted = {"mark": self._mark(address, message_id)}
        row = await self._database.read(lambda connection: connection.execute(_REPLAY, wanted).one_or_none())
        return None if row is None else opened_reply(row, self.persons.key_from(row.data_key, row.person))

    async def save(self, session: Session, turn: Turn) -> Session:
        """Keeps the turn in one transaction and gives the session to go on with.

        Raises:
            Overtaken: the conversation moved on, another process holds it, or the message was answered.
        """
        self._stop_renewing(session.person)
        if not await self._kept(session, turn):
            self._met.drop(turn.inbound.address)
            self._sessions.drop(session.person)
            raise Overtaken(f"The conversation of {session.person} moved on, or the message was answered.")
        if turn.moves:
            self._met.clear()
            self._sessions.clear()
        saved = Session(session.person, turn.conversation, session.revision + 1)
        if turn.moves:
            return saved
        self._sessions.put(session.person, (turn.inbound.address, saved))
        return saved

    async def intend(self, session: Session, intent: Intent) -> tuple[Session, Intent]:
        """Writes the intent down and holds the conversation for this process until saved or expired.

        Raises:
            Overtaken: as for ``save``.
        """
        now = self._clock()
        try:
            stands = await self._intents.write(session, intent, Lease(self._holder, now, now + self._lease))
        except (Overtaken, NoSuchPerson) as error:
            self._sessions.drop(session.person)
            raise Overtaken(str(error)) from None
        self._stop_renewing(session.person)
        self._renewing[session.person] = asyncio.create_task(self._renew(session.person))
        return session, stands

    async def _renew(self, person: str) -> None:
        """Keeps the conversation held while an effect goes on, for a time that no effect takes."""
        for _ in range(_MOST_RENEWALS):
            await asyncio.sleep(self._lease / 3)
            now = self._clock()
            with contextlib.suppress(StoreTrouble):
                if not await self._intents.renew(person, Lease(self._holder, now, now + self._lease)):
                    return

    def _stop_renewing(self, person: str) -> None:
        task = self._renewing.pop(person, None)
        if task is not None:
            task.cancel()

    async def settle(self, intent: Intent, result: Any) -> None:
        """Keeps the effect's result, so that it is never tried again. The first result stays.

        Raises:
            NoSuchIntent: the effect was not written down.
        """
        await self._intents.settle(intent.request, result)

    async def history(self, address: Address, limit: int) -> list[TurnShown]:
        """The last ``limit`` turns at the address, masked, oldest first."""
        wanted = {"at": self.persons.mark(address), "most": limit}
        rows = await self._database.read(lambda connection: connection.execute(_HISTORY, wanted).all())
        return [opened_turn(row, self.persons.key_from(row.data_key, row.person)) for row in reversed(rows)]

    async def move_address(self, address: Address, person: str) -> None:
        """From now on ``person`` is met at the address, as when channels are linked. No data move.

        Raises:
            NoSuchPerson: there is no such person.
        """
        await self.persons.move_address(address, person)
        self._met.clear()
        self._sessions.clear()

    async def forget(self, person: str) -> None:
        """Deletes the person's key and rows; outcomes stay, since they name no one."""
        self._sessions.drop(person)
        await self.persons.forget(person)

    async def _read(self, address: Address) -> Session:
        await self.persons.check()
        wanted = {"mark": self.persons.mark(address)}
        while (row := await self._database.read(lambda at: at.execute(_LOAD, wanted).one_or_none())) is None:
            await self.persons.meet(address)
        key = self.persons.key_from(row.data_key, row.id)
        session = Session(row.id, opened_conversation(row.kept, row.id, key), row.revision)
        self._met.put(address, row.id)
        self._sessions.put(row.id, (address, session))
        return session

    async def _kept(self, session: Session, turn: Turn) -> bool:
        """Whether the turn was kept; it is not where its person was forgotten meanwhile, either."""
        try:
            key = await self.persons.key_of(session.person)
            address = turn.inbound.address
            marks = Marks(self.persons.mark(address), self._mark(address, turn.inbound.message_id))
            ready = save_of(session, turn, marks, key, self._holder, self._clock())
            if turn.moves:
                return await self._move(session, turn, ready)
            return await self._saving.submit(session.person, ready)
        except NotNow:
            # Two that want to join each other would else wait for each other's hold.
            await self._intents.let_go(session.person, self._holder)
            return False
        except NoSuchPerson:
            return False
        except IntegrityError:
            if await self.persons.is_known(session.person):
                raise
            return False
        except StoreTrouble:
            # Another database may answer next, such as one restored from a backup.
            self._met.clear()
            self._sessions.clear()
            raise

    async def _move(self, session: Session, turn: Turn, save: Save) -> bool:
        """Keeps the turn, and carries out what it confirms about the person's addresses, both or neither."""
        move, now = await self.links.ready(session, turn), self._clock()

        def write(connection: Connection) -> bool:
            if move is not None:
                self.links.lock(connection, move, now)
            if not write_saves(connection, [save])[0]:
                return False
            if move is not None:
                self.links.carry_out(connection, move, turn)
            return True

        return await self._database.write(write)

    async def other(self, session: Session, request: str) -> Session | None:
        """The conversation that becomes one with the session's by the move of this request; None where none does."""
        return await self.links.other(session, request)

    def _mark(self, address: Address, message_id: str) -> bytes:
        return self._keys.fingerprint(address.channel, address.user, message_id)

    async def _write(self, saves: Sequence[Save]) -> Sequence[bool]:
        return await self._database.write(lambda connection: write_saves(connection, saves))
