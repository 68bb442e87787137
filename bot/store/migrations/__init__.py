"""Brings a database to the tables of this release.

A change of ``bot/store/schema.py`` comes with a new file in ``versions/`` and with its id as ``HEAD`` here;
a test compares the three. To draft one: ``alembic revision --autogenerate --rev-id 0005 -m "what changes"``.
The tables of ``bot/bureau/simulated/tables.py`` are migrated here, too, by files written by hand.
"""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection, inspect, text

from bot.engine.ports import StoreTrouble
from bot.store.database import Database

HEAD = "0012"
"""The newest file in ``versions/``; known here so that an up-to-date database need not wait for Alembic."""


_LOCKED = "database is locked"
"""What SQLite says at once, whatever its time limit, while another process sets up a new database's journal."""
_TRIES, _PAUSE_SECONDS = 40, 0.25


class NewerDatabase(Exception):
    """The database was migrated by a newer release than this one."""


async def upgrade(url: str) -> None:
    """Makes the database where there is none, and brings it to ``HEAD``; several processes may do so at once.

    Raises:
        NewerDatabase: it is beyond ``HEAD``; it was left alone.
        StoreTrouble: the database did not answer.
        ValueError: the URL is of no kind that can be used.
    """
    for tries_left in reversed(range(_TRIES)):
        try:
            return await _upgrade(url)
        except StoreTrouble as trouble:
            if not tries_left or _LOCKED not in str(trouble):
                raise
            await asyncio.sleep(_PAUSE_SECONDS)


async def _upgrade(url: str) -> None:
    database = Database(url, create=True)
    try:
        found = await database.read(version)
        if found is not None and found > HEAD:
            raise NewerDatabase(
                f"The database is at migration {found}, this release knows {HEAD}: run the release that "
                "migrated it, or restore a backup."
            )
        if found != HEAD:
            await database.write(_migrate)
    finally:
        await database.close()


async def standing(url: str) -> str | None:
    """The migration that the database is at, and nothing is changed; None for an empty one, or where there is none yet.

    Raises:
        StoreTrouble: the database did not answer.
        ValueError: the URL is of no kind that can be used.
    """
    database = Database(url)
    try:
        return await database.read(version)
    except StoreTrouble as trouble:
        if isinstance(trouble.__cause__, FileNotFoundError):
            return None
        raise
    finally:
        await database.close()


def version(connection: Connection) -> str | None:
    """The migration that the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    # Alembic takes longer to import than an up-to-date assistant to start.
    from bot.store.migrations.running import migrate

    migrate(connection)
