"""Codes that link channels: kept as fingerprints for minutes, used once, and not to be guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import pydantic_core
from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, update

from bot.engine.messages import Address
from bot.store.database import Database
from bot.store.link_moves import Move, MoveSort, row_of, take_back
from bot.store.outbox import real_now
from bot.store.persons import Persons, shared_by
from bot.store.schema import link_codes, link_moves, link_tries, persons
from bot.store.upserts import insert_new, insert_or_replace

LASTS = timedelta(minutes=10)
"""So long a code holds."""
WITHIN = timedelta(hours=1)
HELD_FOR = timedelta(hours=1)
"""So long what was claimed waits for the turn that claimed it to be kept."""
MOST_TRIES = 5
"""So many codes that did not hold a person may try in that time."""


class Seen(StrEnum):
    """What a code turned out to be. Wrong, expired and used ones are not told apart."""

    HOLDS = "holds"
    OWN = "own"
    WRONG = "wrong"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class CodeFound:
    """Whose code it is, and where it was given out, where it holds."""

    seen: Seen
    person: str = ""
    address: Address = field(default_factory=lambda: Address("", ""), repr=False)


class LinkCodes:
    """Keeps the codes. What they look like is for others to say; here they are any text."""

    def __init__(self, database: Database, people: Persons, clock: Callable[[], datetime] = real_now) -> None:
        self.clock = clock
        self._database = database
        self._persons = people

    def secret(self, person: str, request: str) -> bytes:
        """Sixteen bytes that nobody foresees, the same for the same request: what a code is made of."""
        return self._persons.fingerprint("secret of a link code", person, request)

    async def offer(self, person: str, address: Address, code: str) -> bool:
        """From now on the code holds, and none that the person was given before; given out at ``address``.

        False where the code is another's, by a chance that hardly is one. The same code again stays as it is.
        """
        now, key = self.clock(), await self._persons.key_of(person)
        where = pydantic_core.to_json([address.channel, address.user])
        kept = key.seal(where, _about(person))
        row = {"mark": self._mark(code), "person": person, "expires": now + LASTS, "kept": kept}
        return await self._database.write(lambda connection: _offer(connection, row, now))

    async def look(self, person: str, code: str) -> CodeFound:
        """What the code is to the person; one that does not hold counts as a try, in whatever process."""
        mark, now = self._mark(code), self.clock()
        found = await self._database.write(lambda connection: _look(connection, person, mark, now))
        if isinstance(found, Seen):
            return CodeFound(found)
        owner = await self._persons.owner(found.person)
        if owner == await self._persons.owner(person):
            return CodeFound(Seen.OWN, owner)
        key = await self._persons.key_of(found.person)
        return CodeFound(Seen.HOLDS, owner, _address(key.open(found.kept, _about(found.person))))

    async def burn(self, code: str) -> None:
        """The code holds no more: others saw it."""
        gone = delete(link_codes).where(link_codes.c.mark == self._mark(code), link_codes.c.claimed.is_(None))
        await self._database.write(lambda connection: connection.execute(gone))

    async def claim(self, person: str, code: str, request: str, note: str) -> Address | None:
        """Uses the code up for the request, with whose turn the persons are joined; ``note`` goes to who gave it out.

        Gives where it was given out; None where it does not hold (any more), which counts as a try. The same request
        claims the same code again.
        """
        found = await self._find(code)
        if found is None or await self._persons.owner(found.person) == await self._persons.owner(person):
            await self.look(person, code)
            return None
        where = _address((await self._persons.key_of(found.person)).open(found.kept, _about(found.person)))
        move = Move(request, person, MoveSort.JOIN, where, note, found.person)
        row = row_of(move, await self._persons.key_of(person))
        mark, now = self._mark(code), self.clock()
        claimed = await self._database.write(lambda connection: _claim(connection, mark, row, now))
        return where if claimed else None

    async def _find(self, code: str) -> Row[Any] | None:
        wanted = select(link_codes).where(link_codes.c.mark == self._mark(code))
        return await self._database.read(lambda connection: connection.execute(wanted).one_or_none())

    def _mark(self, code: str) -> bytes:
        return self._persons.fingerprint("link code", code)


def _offer(connection: Connection, row: dict[str, Any], now: datetime) -> bool:
    mine, mark = link_codes.c.person == row["person"], row["mark"]
    connection.execute(delete(link_tries).where(link_tries.c.at < now - WITHIN))
    idle = link_codes.c.claimed.is_(None)
    connection.execute(delete(link_codes).where(idle, link_codes.c.mark != mark, or_(mine, link_codes.c.expires < now)))
    connection.execute(insert_new(link_codes, connection.dialect.name), row)
    return connection.execute(select(link_codes.c.mark).where(mine, link_codes.c.mark == mark)).first() is not None


def _look(connection: Connection, person: str, mark: bytes, now: datetime) -> Row[Any] | Seen:
    _lock(connection, person)
    holds = (link_codes.c.mark == mark, link_codes.c.expires > now, link_codes.c.claimed.is_(None))
    found = connection.execute(select(link_codes).where(*holds)).one_or_none()
    if found is None or _guesses(connection, person, now):
        return _missed(connection, person, mark, now)
    return found


def _claim(connection: Connection, mark: bytes, move: dict[str, Any], now: datetime) -> bool:
    person, request = move["person"], move["request"]
    _lock(connection, person)
    if _guesses(connection, person, now):
        return False
    again = (link_codes.c.claimed == request) & (link_codes.c.expires > now - HELD_FOR)
    free = link_codes.c.claimed.is_(None) & (link_codes.c.expires > now)
    taken = update(link_codes).where(link_codes.c.mark == mark, again | free).values(claimed=request)
    if connection.execute(taken).rowcount == 0:
        _missed(connection, person, mark, now)
        return False
    connection.execute(insert_new(link_moves, connection.dialect.name), move)
    return True


def end_codes(connection: Connection, person: str) -> None:
    """No code that the person was given holds any more, nor what was claimed by one."""
    theirs = shared_by(link_codes.c.person, person)
    take_back(connection, link_moves.c.request.in_(select(link_codes.c.claimed).where(theirs)))
    connection.execute(delete(link_codes).where(theirs))


def sweep_codes(connection: Connection, now: datetime) -> int:
    """Deletes codes that nobody can use or claim again; gives how many."""
    return connection.execute(delete(link_codes).where(link_codes.c.expires < now - HELD_FOR)).rowcount


def _lock(connection: Connection, person: str) -> None:
    """Of several processes one at a time counts the person's tries."""
    connection.execute(select(persons.c.id).where(persons.c.id == person).with_for_update())


def _guesses(connection: Connection, person: str, now: datetime) -> bool:
    """Whether the person tried so many codes that even a right one is not looked at.

    What others try does not count here: else whoever tries enough would switch linking off for everybody.
    """
    return _tries(connection, now, link_tries.c.person == person) >= MOST_TRIES


def _missed(connection: Connection, person: str, mark: bytes, now: datetime) -> Seen:
    """Counts a try; the same code again, such as by a turn that is done again, is the same try."""
    mine = link_tries.c.person == person
    if _tries(connection, now, mine & (link_tries.c.mark == mark)):
        return Seen.WRONG
    if _guesses(connection, person, now):
        return Seen.TOO_MANY
    row = {"person": person, "mark": mark, "at": now}
    connection.execute(insert_or_replace(link_tries, connection.dialect.name), row)
    return Seen.WRONG


def _tries(connection: Connection, now: datetime, *of: ColumnElement[bool]) -> int:
    """How many codes did not hold lately."""
    count = select(func.count()).select_from(link_tries).where(link_tries.c.at > now - WITHIN, *of)
    return connection.execute(count).scalar_one()


def _address(plain: bytes) -> Address:
    return Address(*pydantic_core.from_json(plain))


def _about(person: str) -> str:
    return f"link code of {person}"
