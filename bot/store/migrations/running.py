"""Alembic, run in the one transaction that it is given."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

_LOCK = 0x43414E42414F
"""An arbitrary number that all processes of this program lock in PostgreSQL while they migrate."""


def configuration(connection: Connection) -> Config:
    """What Alembic needs to know to work on this connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def migrate(connection: Connection) -> None:
    """Brings the database to the newest migration; waits where another process is at it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    command.upgrade(configuration(connection), "head")
