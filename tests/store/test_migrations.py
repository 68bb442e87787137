"""Migrations, from nothing and from now."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.bureau.simulated.tables import metadata as bureau_metadata
from bot.store.database import Database
from bot.store.migrations import HEAD, NewerDatabase, standing, upgrade, version
from bot.store.migrations.running import configuration
from bot.store.schema import metadata
from tests.store.sample import Place

ROOT = Path(__file__).parents[2]


async def test_from_empty_the_tables_are_those_of_the_schema(place: Place) -> None:
    """An empty database gets exactly the tables, columns, keys and indexes of the store and the simulated bureau."""
    declared = [metadata, bureau_metadata]

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), declared))  # type: ignore[arg-type]

    await upgrade(place.url)
    database = Database(place.url)
    assert await database.read(differences) == []
    assert await database.read(version) == HEAD
    await database.close()


async def test_an_older_database_keeps_what_it_has(place: Place) -> None:
    """A database of the first release gets the tables that came since, and loses nothing."""
    database = Database(place.url, create=True)

    def of_the_first_release(connection: Connection) -> None:
        command.upgrade(configuration(connection), "0001")
        connection.execute(text("INSERT INTO vault (id, key_id) VALUES (1, 'kept')"))

    await database.write(of_the_first_release)
    await upgrade(place.url)
    assert await database.read(version) == HEAD
    assert await database.read(lambda at: at.execute(text("SELECT key_id FROM vault")).scalar()) == "kept"
    assert await database.read(lambda at: at.execute(text("SELECT count(*) FROM sim_filings")).scalar()) == 0
    await database.close()


async def test_the_newest_file_is_the_head() -> None:
    """``HEAD`` names the newest migration, so that an old database is not taken for an up-to-date one."""
    files = ScriptDirectory(str(ROOT / "bot/store/migrations"))
    assert files.get_current_head() == HEAD


async def test_from_head_nothing_happens(place: Place) -> None:
    """A second run changes nothing, and does not so much as import Alembic."""
    await upgrade(place.url)
    again = (
        "import asyncio, sys; from bot.store.migrations import upgrade; "
        f"asyncio.run(upgrade({place.url!r})); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", again], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


async def test_how_far_a_database_is_can_be_asked_without_a_change(place: Place) -> None:
    """Of one that is not there, and of one that is at the head; nothing is made."""
    assert await standing(place.url) is None
    assert not list(place.folder.glob("canbao.db"))
    await upgrade(place.url)
    assert await standing(place.url) == HEAD


async def test_processes_that_start_at_once_migrate_once(place: Place) -> None:
    """Several upgrades at the same time all end well, at the head."""
    await asyncio.gather(*(upgrade(place.url) for _ in range(4)))
    database = Database(place.url)
    assert await database.read(version) == HEAD
    await database.close()


async def test_a_newer_database_is_refused(place: Place) -> None:
    """A database that a newer release migrated is left alone, and the message says what to do."""
    await upgrade(place.url)
    database = Database(place.url)
    await database.write(lambda at: at.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    await database.close()
    with pytest.raises(NewerDatabase, match="9999"):
        await upgrade(place.url)
