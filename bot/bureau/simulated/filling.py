"""Fills the empty tables with the demonstration, once; and empties them again."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from bot.bureau.simulated import tables
from bot.bureau.simulated.books import Books
from bot.bureau.simulated.demo_files import Demo
from bot.bureau.simulated.pages import POLICE, write


def fill(connection: Connection, demo: Demo) -> None:
    """Puts the demonstration in, unless it is there."""
    if filled(connection):
        return
    connection.execute(insert(tables.counters), {"name": "filing", "value": 0})
    connection.execute(insert(tables.switches), {"name": POLICE, "on": demo.police_down})
    books = Books()
    for record in demo.records:
        books.add(record)
    write(connection, books)


def filled(connection: Connection) -> bool:
    """Whether the demonstration is there."""
    return connection.execute(select(tables.counters.c.name)).first() is not None


def refill(connection: Connection, demo: Demo) -> None:
    """Puts everything back to how the demonstration began; every filing is gone."""
    for table in reversed(tables.metadata.sorted_tables):
        connection.execute(delete(table))
    fill(connection, demo)
