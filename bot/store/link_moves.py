"""What a person confirmed about their channels, written down until the turn that confirms it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pydantic_core
from sqlalchemy import Row

from bot.engine.messages import Address
from bot.store.keys import DataKey


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


def _about(request: str) -> str:
    return f"move {request}"
