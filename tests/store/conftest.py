"""Each test of the store runs on SQLite and on PostgreSQL, in a database of its own."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.migrations import upgrade
from bot.store.store import Store
from tests.postgres import PostgreSQLServer, postgresql_server
from tests.store.sample import KEYS, Place

__all__ = ["postgresql_server"]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where an empty database lies, of either kind."""
    if request.param == "sqlite":
        file = tmp_path / "var" / "canbao.db"
        yield Place(f"sqlite:///{file}", file.parent, lambda: file.unlink(missing_ok=True))
        return
    server: PostgreSQLServer = request.getfixturevalue("postgresql_server")
    name = f"canbao_{uuid.uuid4().hex}"
    yield Place(server.new_database(name), server.data, lambda: server.drop_database(name))
    server.drop_database(name)


@pytest.fixture
async def store(place: Place, tmp_path: Path) -> AsyncIterator[Store]:
    """A store on an empty, migrated database."""
    await upgrade(place.url)
    store = await Store.open(place.url, KEYS, tmp_path / "uploads")
    yield store
    await store.close()
