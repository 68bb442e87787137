"""PostgreSQL through asyncpg."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import create_async_engine

T = TypeVar("T")

_PATIENCE = 5.0
"""Seconds to wait for a connection, and for a place in the pool."""


class PostgreSQL:
    """A pool of connections to a PostgreSQL server; fulfills ``Server``."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url,
            pool_size=5,
            max_overflow=5,
            pool_timeout=_PATIENCE,
            hide_parameters=True,
            connect_args={
                "timeout": _PATIENCE,
                "command_timeout": 2 * _PATIENCE,
                "server_settings": {"application_name": "canbao", "jit": "off"},
            },
        )
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Runs statements that change nothing; each sees what was kept when it began."""
        async with self._reading.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Runs the work in one transaction."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Closes all connections."""
        await self._engine.dispose()
