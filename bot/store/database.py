"""One way to SQLite and to PostgreSQL: plain functions of a connection, each run in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import asyncpg
from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from bot.engine.ports import StoreTrouble
from bot.store.postgresql import PostgreSQL
from bot.store.sqlite import SQLite

_TROUBLE = (DBAPIError, PoolExhausted, OSError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError)
_WANTED = "Give sqlite:///path/to/file.db or postgresql://user:password@host/name."

T = TypeVar("T")
Work = Callable[[Connection], T]


class UnusableDatabase(ValueError):
    """The URL names no database that can be used."""


class Server(Protocol):
    """A kind of database."""

    async def read(self, work: Work[T]) -> T:
        """Runs statements that change nothing."""
        ...

    async def write(self, work: Work[T]) -> T:
        """Runs the work in one transaction: kept as a whole, or, where it raises, not at all."""
        ...

    async def close(self) -> None:
        """Closes all connections."""
        ...


class Database:
    """The database at a URL. It connects when first used; ``close`` it at the end."""

    def __init__(self, url: str, create: bool = False) -> None:
        """``create`` makes a missing SQLite file; without it, that is ``StoreTrouble``.

        Raises:
            UnusableDatabase: the URL is neither SQLite with a file nor PostgreSQL.
        """
        parsed = _parsed(url)
        self.dialect = parsed.get_backend_name()
        if self.dialect == "sqlite":
            self._server: Server = SQLite(Path(parsed.database or ""), create)
        else:
            self._server = PostgreSQL(parsed)

    async def read(self, work: Work[T]) -> T:
        """What ``work`` reads.

        Raises:
            StoreTrouble: the database did not answer.
        """
        with _told_as_trouble():
            return await self._server.read(work)

    async def write(self, work: Work[T]) -> T:
        """What ``work`` gives, once all it wrote is kept.

        Raises:
            StoreTrouble: the database did not answer; nothing was kept, or, where it went away while
                committing, all of it: what is written must bear to be written again.
        """
        with _told_as_trouble():
            return await self._server.write(work)

    async def close(self) -> None:
        """Closes all connections; the next use opens them again."""
        await self._server.close()


def _parsed(url: str) -> URL:
    """The URL with the one driver that is used for its kind."""
    try:
        parsed = make_url("postgresql" + url.removeprefix("postgres") if url.startswith("postgres:") else url)
    except ArgumentError:
        raise UnusableDatabase(f"This is no database URL. {_WANTED}") from None
    kind = parsed.get_backend_name()
    if kind == "sqlite" and parsed.database and ":memory:" not in parsed.database:
        return parsed.set(drivername="sqlite+aiosqlite")
    if kind == "postgresql":
        return _with_ssl(parsed).set(drivername="postgresql+asyncpg")
    raise UnusableDatabase(f"{parsed.render_as_string()}: this database cannot be used. {_WANTED}")


def _with_ssl(url: URL) -> URL:
    """libpq's ``sslmode``, which hosters put into their URLs, is called ``ssl`` by asyncpg."""
    mode = url.query.get("sslmode")
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode}) if mode else url


@contextmanager
def _told_as_trouble() -> Iterator[None]:
    """Turns what a missing, locked, full or broken database raises into ``StoreTrouble``."""
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError):
        raise
    except _TROUBLE as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise StoreTrouble(f"The database did not answer: {type(reason).__name__}: {reason}") from error
