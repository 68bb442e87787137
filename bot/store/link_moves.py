"""What a person confirmed about their channels, written down until the turn that confirms it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import pydantic_core
from sqlalchemy import ColumnElement, Connection, Row, delete, select

from bot.engine.messages import Address
from bot.store.keys import DataKey
from bot.store.schema import intents, link_moves


class MoveSort(StrEnum):
    """Two persons become one, or an address leaves a person."""

    JOIN = "join"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Move:
    """A move of addresses.

    Args:
        request: the id of the effect that it belongs to.
        person: who confirmed it.
        address: where the code was given out, or the one that leaves.
        note: what is said there afterwards; empty where nothing is.
        other: whose code it was.
    """

    request: str
    person: str
    sort: MoveSort
    address: Address = field(repr=False)
    note: str = ""
    other: str = ""


def row_of(move: Move, key: DataKey) -> dict[str, Any]:
    """The move's row."""
    kept = [move.address.channel, move.address.user, move.note, move.other]
    sealed = key.seal(pydantic_core.to_json(kept), _about(move.request))
    return {"request": move.request, "person": move.person, "sort": move.sort.value, "kept": sealed}


def move_of(row: Row[Any], key: DataKey) -> Move:
    """The move of a row.

    Raises:
        Damaged: it was altered.
    """
    channel, user, note, other = pydantic_core.from_json(key.open(row.kept, _about(row.request)))
    return Move(row.request, row.person, MoveSort(row.sort), Address(channel, user), note, other)


def take_back(connection: Connection, wanted: ColumnElement[bool]) -> int:
    """Takes back moves that were not carried out; gives how many.

    The effects that wrote them down are as if they had not been tried, so that a turn that is done again finds out anew
    what comes of them.
    """
    requests = select(link_moves.c.request).where(wanted)
    connection.execute(delete(intents).where(intents.c.request.in_(requests)))
    return connection.execute(delete(link_moves).where(wanted)).rowcount


def sweep_moves(connection: Connection, before: datetime) -> int:
    """Takes back the moves of turns that were begun before the instant and never kept; gives how many."""
    lately = select(intents.c.request).where(intents.c.written_at >= before)
    return take_back(connection, link_moves.c.request.not_in(lately))


def _about(request: str) -> str:
    return f"move {request}"
