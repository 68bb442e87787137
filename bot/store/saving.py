"""Many saved turns in one transaction: two statements for all of them, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, and_, bindparam, delete, insert, null, or_
from sqlalchemy.sql.dml import ReturningInsert

from bot.engine.ports import Why
from bot.store.rows import Save
from bot.store.schema import conversations, outcomes, turns, unanswered
from bot.store.upserts import insert_into, insert_or_replace


def write_saves(connection: Connection, saves: Sequence[Save]) -> list[bool]:
    """Writes the turns of different persons; says of each whether it was kept, or else overtaken.

    Overtaken is a message that was answered before, and a conversation that moved on or that another
    store holds.
    """
    # Sorted, so that two processes lock their rows in the same order and never wait for each other in a ring.
    ordered = sorted(saves, key=lambda save: save.turn["person"])
    new = _new_turns(connection, ordered)
    kept = _moved_conversations(connection, new)
    _take_back(connection, [save for save in new if save.turn["person"] not in kept])
    _add_events(connection, [save for save in new if save.turn["person"] in kept])
    return [save.turn["person"] in kept for save in saves]


def _new_turns(connection: Connection, saves: Sequence[Save]) -> list[Save]:
    """Inserts the turns whose message was not answered before, and gives those."""
    inserted = connection.execute(_insert_turns(connection.dialect.name), [save.turn for save in saves])
    new = {(bytes(mark), person) for mark, person in inserted}
    return [save for save in saves if (save.turn["mark"], save.turn["person"]) in new]


def _moved_conversations(connection: Connection, saves: Sequence[Save]) -> set[str]:
    """Moves the conversations that are still as they were loaded, and gives their persons."""
    if not saves:
        return set()
    statement = _move_conversations(connection.dialect.name)
    return set(connection.execute(statement, [save.conversation for save in saves]).scalars())


def _take_back(connection: Connection, saves: Sequence[Save]) -> None:
    if saves:
        overtaken = delete(turns).where(turns.c.mark.in_([save.turn["mark"] for save in saves]))
        connection.execute(overtaken)


def _add_events(connection: Connection, saves: Sequence[Save]) -> None:
    """What the report counts. A matter that ends again, after it was taken up again, ends as it did last; a question
    that was left unchosen goes where its topic is chosen after all.
    """
    ended = {row["matter"]: row for save in saves for row in save.outcomes}
    if ended:
        connection.execute(insert_or_replace(outcomes, connection.dialect.name), list(ended.values()))
    if missed := [save.unanswered for save in saves if save.unanswered]:
        connection.execute(insert(unanswered), missed)
    if found := [save.found for save in saves if save.found]:
        connection.execute(_FOUND, found)


_FOUND = delete(unanswered).where(
    unanswered.c.person == bindparam("whose"),
    unanswered.c.at == bindparam("asked"),
    unanswered.c.why == Why.UNCHOSEN.value,
)


@cache
def _insert_turns(dialect: str) -> ReturningInsert[bytes, str]:
    statement = insert_into(turns, dialect).on_conflict_do_nothing(index_elements=["mark"])
    return statement.returning(turns.c.mark, turns.c.person)


@cache
def _move_conversations(dialect: str) -> ReturningInsert[str]:
    """An insert that always conflicts, since a person has a conversation from the beginning.

    It is the one form in which both databases update many rows by many values at once, and say which.
    Where the person was forgotten meanwhile, it fails on the foreign key.
    """
    statement = insert_into(conversations, dialect)
    loaded = conversations.c.revision == statement.excluded.revision - 1
    free = or_(
        conversations.c.holder.is_(None),
        conversations.c.holder == statement.excluded.holder,
        conversations.c.busy_until < statement.excluded.busy_until,
    )
    changed = {
        column.name: statement.excluded[column.name]
        for column in conversations.columns
        if column.name not in ("person", "holder", "busy_until")
    }
    return statement.on_conflict_do_update(
        index_elements=["person"],
        set_={**changed, "holder": null(), "busy_until": null()},
        where=and_(loaded, free),
    ).returning(conversations.c.person)
