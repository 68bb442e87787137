"""SQLite through aiosqlite, a whole transaction in one hop to the driver's thread.

SQLAlchemy's own adapter hops three or four times a statement, which costs more than the statements do: a
turn of two writes takes 1,000 µs of processor time that way, 300 µs in one hop, 70 µs among many in one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import aiosqlite
from sqlalchemy import Connection, StaticPool, create_engine, event

T = TypeVar("T")

_PRAGMAS = (
    "busy_timeout = 5000",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = FAST",
)


class _Line(aiosqlite.Connection):
    """One connection with its thread, on which SQLAlchemy is used as if there were no event loop."""

    def __init__(self, path: Path, begin: str) -> None:
        place = f"{path.absolute().as_uri()}?mode=rw"
        super().__init__(lambda: sqlite3.connect(place, uri=True, isolation_level=None), iter_chunk_size=64)
        # An assistant that forgets to close the database must still be able to end.
        self._thread.daemon = True
        self._begin = begin
        self._sqlalchemy: Connection | None = None

    async def open(self) -> None:
        """Connects to the file, which must be there."""
        await self
        try:
            await self._execute(self._set_up)  # type: ignore[no-untyped-call]
        except BaseException:
            await super().close()
            raise

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Runs the work on the connection's thread, in one transaction."""
        if self._connection is None:
            raise sqlite3.OperationalError("the connection was closed")
        return cast(T, await self._execute(self._in_transaction, work))  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Closes the connection once all work that waits for it is done."""
        if self._connection is not None:
            await self._execute(self._unwrap)  # type: ignore[no-untyped-call]
        await super().close()

    def _set_up(self) -> None:
        for pragma in _PRAGMAS:
            self._conn.execute(f"PRAGMA {pragma}")

    def _in_transaction(self, work: Callable[[Connection], T]) -> T:
        if self._sqlalchemy is None:
            self._sqlalchemy = self._wrapped()
        with self._sqlalchemy.begin():
            return work(self._sqlalchemy)

    def _wrapped(self) -> Connection:
        engine = create_engine(
            "sqlite://", creator=lambda: self._conn, poolclass=StaticPool, hide_parameters=True
        )

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql(self._begin)

        return engine.connect()

    def _unwrap(self) -> None:
        if self._sqlalchemy is not None:
            self._sqlalchemy.close()
            self._sqlalchemy.engine.dispose()


class SQLite:
    """A database file with one connection that writes and one that reads; fulfills ``Server``."""

    def __init__(self, path: Path, create: bool) -> None:
        self._path = path
        self._create = create
        self._opening = asyncio.Lock()
        self._lines: dict[str, _Line] = {}
        self._opened: tuple[int, int] | None = None

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Runs statements that change nothing; all see the same state."""
        return await (await self._line("BEGIN")).run(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Runs the work in one transaction, alone among all processes."""
        return await (await self._line("BEGIN IMMEDIATE")).run(work)

    async def close(self) -> None:
        """Closes both connections; the last one folds the write-ahead log into the file."""
        lines, self._lines, self._opened = self._lines, {}, None
        for line in lines.values():
            with contextlib.suppress(sqlite3.Error):
                await line.close()

    async def _line(self, begin: str) -> _Line:
        """An open connection to the file that lies at the path now.

        SQLite goes on writing into a file that was moved or deleted under it, which would lose turns unseen.
        """
        if self._lines and self._opened == self._found():
            return self._lines[begin]
        async with self._opening:
            if not self._lines or self._opened != self._found():
                await self.close()
                await self._open()
            return self._lines[begin]

    async def _open(self) -> None:
        if self._create:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        found = self._found()
        lines: dict[str, _Line] = {}
        try:
            for begin in ("BEGIN", "BEGIN IMMEDIATE"):
                line = _Line(self._path, begin)
                await line.open()
                lines[begin] = line
        except BaseException:
            for line in lines.values():
                await line.close()
            raise
        self._lines, self._opened = lines, found

    def _found(self) -> tuple[int, int]:
        found = self._path.stat()
        return found.st_dev, found.st_ino
