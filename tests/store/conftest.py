"""Each test of the store runs on SQLite and on PostgreSQL, in a database in which nothing is kept."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.migrations import upgrade
from bot.store.store import Store
from tests.postgres import PostgreSQLServer, postgresql_server
from tests.store.sample import KEYS, Place

__all__ = ["postgresql_server"]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables, to copy."""
    file = tmp_path_factory.mktemp("migrated") / "canbao.db"
    asyncio.run(upgrade(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def migrated_database(postgresql_server: PostgreSQLServer) -> str:
    """The name of a PostgreSQL database with all tables, to copy."""
    name = "canbao_migrated"
    asyncio.run(upgrade(postgresql_server.new_database(name)))
    return name


@pytest.fixture
def migrated() -> None:
    """Whoever asks for it finds all tables in the place."""


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where an empty database lies, of either kind, or one that is migrated and in which nothing is kept."""
    migrated = "migrated" in request.fixturenames
    if request.param == "sqlite":
        file = tmp_path / "var" / "canbao.db"
        if migrated:
            file.parent.mkdir(mode=0o700)
            shutil.copy(request.getfixturevalue("migrated_file"), file)
        yield Place(f"sqlite:///{file}", file.parent, lambda: file.unlink(missing_ok=True))
        return
    server: PostgreSQLServer = request.getfixturevalue("postgresql_server")
    if migrated:
        name = server.lend(request.getfixturevalue("migrated_database"))
        yield Place(server.url(name), server.data, lambda: server.drop_database(name))
        server.take_back(name)
        return
    name = f"canbao_{uuid.uuid4().hex}"
    yield Place(server.new_database(name), server.data, lambda: server.drop_database(name))
    server.drop_database(name)


@pytest.fixture
async def store(migrated: None, place: Place, tmp_path: Path) -> AsyncIterator[Store]:
    """A store on a database in which nothing is kept yet."""
    store = await Store.open(place.url, KEYS, tmp_path / "uploads")
    yield store
    await store.close()
