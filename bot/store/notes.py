"""What channels remember beside conversations: sealed, under fingerprints of names, each until its time is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, select

from bot.store.database import Database
from bot.store.keys import Keys
from bot.store.schema import notes
from bot.store.together import Together
from bot.store.upserts import insert_into, insert_or_replace

_LONGEST = timedelta(days=36_500)
_KEPT = select(notes.c.kept).where(notes.c.mark == bindparam("at"), notes.c.over > bindparam("now"))
_DROP = delete(notes).where(notes.c.mark == bindparam("at"))
_SWEEP = delete(notes).where(notes.c.over <= bindparam("now"))


_Work = tuple[bytes, Callable[[Connection], Any]]
"""What is to be done about a name, by its mark."""


def _now() -> datetime:
    return datetime.now(UTC)


class StoredNotes:
    """Fulfills the channels' ``Notes``. A name is for one use: a value, a first time, or a count.

    All methods raise ``StoreTrouble`` where the database does not answer. Channels ask for many names at once: what
    waits is read, and written, in one transaction.
    """

    def __init__(self, database: Database, keys: Keys, now: Callable[[], datetime] = _now) -> None:
        """``now`` is real time: all processes on a database must agree on it."""
        self._database = database
        self._keys = keys
        self._now = now
        self._reading: Together[_Work, Any] = Together(lambda works: database.read(_all(works)))
        self._writing: Together[_Work, Any] = Together(lambda works: database.write(_all(works)))

    async def get(self, name: str) -> str | None:
        """What was put last under the name; None where nothing was, or its time is over.

        Raises:
            Damaged: the value was altered in the database.
        """
        mark = self._mark(name)
        wanted = {"at": mark, "now": self._now()}
        kept = await self._reading.submit(mark, (mark, lambda connection: connection.execute(_KEPT, wanted).scalar()))
        return None if kept is None else self._keys.notes.open(kept, _about(mark)).decode("utf-8", "surrogatepass")

    async def put(self, name: str, value: str, lasts: timedelta) -> None:
        """Keeps the value, sealed, for so long."""
        mark = self._mark(name)
        sealed = self._keys.notes.seal(value.encode("utf-8", "surrogatepass"), _about(mark))
        row = {"mark": mark, "over": self._over(lasts), "count": 0, "kept": sealed}
        statement = insert_or_replace(notes, self._database.dialect)
        await self._writing.submit(mark, (mark, lambda connection: connection.execute(statement, row)))

    async def first(self, name: str, lasts: timedelta) -> bool:
        """Whether this name is said here for the first time within so long; of several processes one is told so."""
        return await self.count(name, lasts) == 1

    async def count(self, name: str, lasts: timedelta) -> int:
        """Counts one more under the name, from 1; the count begins anew when so long has passed since its first one."""
        mark, now = self._mark(name), self._now()
        row = {"mark": mark, "over": self._over(lasts), "count": 1}

        def counted(connection: Connection) -> int:
            statement = insert_into(notes, connection.dialect.name).values(row)
            is_over = notes.c.over <= now
            anew = {
                "over": case((is_over, statement.excluded.over), else_=notes.c.over),
                "count": case((is_over, 1), else_=notes.c["count"] + 1),
            }
            upsert = statement.on_conflict_do_update(index_elements=["mark"], set_=anew)
            return int(connection.execute(upsert.returning(notes.c["count"])).scalar_one())

        return int(await self._writing.submit(mark, (mark, counted)))

    async def drop(self, name: str) -> None:
        """Forgets the name; one that is not known is no error."""
        mark = self._mark(name)
        await self._writing.submit(mark, (mark, lambda connection: connection.execute(_DROP, {"at": mark})))

    async def sweep(self) -> int:
        """Deletes what is over; gives how many names that were."""
        now = {"now": self._now()}
        return await self._database.write(lambda connection: connection.execute(_SWEEP, now).rowcount)

    def _mark(self, name: str) -> bytes:
        return self._keys.fingerprint("note", name)

    def _over(self, lasts: timedelta) -> datetime:
        return self._now() + min(lasts, _LONGEST)


def _all(works: Sequence[_Work]) -> Callable[[Connection], list[Any]]:
    """Does all of it, in the order of the marks: who locks in another order may wait in a ring."""

    def done(connection: Connection) -> list[Any]:
        results = {mark: work(connection) for mark, work in sorted(works, key=lambda each: each[0])}
        return [results[mark] for mark, _ in works]

    return done


def _about(mark: bytes) -> str:
    return f"note {mark.hex()}"
