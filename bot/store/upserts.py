"""``INSERT … ON CONFLICT`` for both databases: SQLAlchemy has one such statement for each."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = postgresql.Insert | sqlite.Insert


def insert_into(table: Table, dialect: str) -> Insert:
    """An insert that can be told what to do on a conflict."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def insert_new(table: Table, dialect: str) -> Insert:
    """Inserts a row unless one with the same key is there; ``rowcount`` says whether it did."""
    return insert_into(table, dialect).on_conflict_do_nothing()


@cache
def insert_or_replace(table: Table, dialect: str) -> Insert:
    """Inserts a row, or puts it in the place of the one with the same primary key."""
    statement = insert_into(table, dialect)
    key = [column.name for column in table.primary_key]
    changed: dict[str, ColumnElement[object]] = {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in key
    }
    return statement.on_conflict_do_update(index_elements=key, set_=changed)
