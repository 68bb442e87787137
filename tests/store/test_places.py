"""What the tests of the store stand on: whatever the one before did, the database is as new."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.store.database import Database
from tests.postgres import PostgreSQLServer

KEEP = "INSERT INTO persons (id, data_key, met_at) VALUES ('p', 'k', now())"


@pytest.fixture
def server(migrated_database: str, postgresql_server: PostgreSQLServer) -> PostgreSQLServer:
    """With the migrated database that copies are made of."""
    return postgresql_server


async def test_what_was_written_is_gone(server: PostgreSQLServer, migrated_database: str) -> None:
    """Rows are gone and numbers begin anew, also under a connection that was left open."""
    name = server.lend(migrated_database)
    left_open = Database(server.url(name))
    await left_open.write(lambda at: at.execute(text(KEEP)))
    server.take_back(name)
    assert server.lend(migrated_database) == name
    assert server.sql("SELECT count(*) FROM persons", name).strip() == "0"
    assert server.sql("SELECT count(*) FROM pg_sequences WHERE last_value IS NOT NULL", name).strip() == "0"
    await left_open.close()
    server.take_back(name)


@pytest.mark.parametrize(
    "done",
    ["UPDATE alembic_version SET version_num = '9999'", "ALTER TABLE audit DISABLE TRIGGER ALL", "DROP TABLE notes"],
)
def test_what_was_altered_is_thrown_away(server: PostgreSQLServer, migrated_database: str, done: str) -> None:
    """More than rows was changed: nobody gets that database any more."""
    name = server.lend(migrated_database)
    server.sql(done, name)
    server.take_back(name)
    another = server.lend(migrated_database)
    assert another != name
    assert server.sql(f"SELECT count(*) FROM pg_database WHERE datname = '{name}'").strip() == "0"
    server.take_back(another)
