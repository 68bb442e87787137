"""Shelves: a place in the notes for what one process has under way, in the order in which it came."""

from __future__ import annotations

import json
import secrets
from dataclasses import astuple, dataclass, field, replace
from datetime import timedelta
from itertools import count

from bot.handlers.channel import Notes

KEPT = timedelta(days=7)
_ROOM = 32


@dataclass(frozen=True, slots=True)
class Item:
    """Something of a person's, told in words from which it can be done again."""

    key: str
    person: str
    told: str


@dataclass
class Shelf:
    """A shelf by its name; ``slots`` says where the items lie, by their keys, within ``room``; ``until`` is when the
    ``holder`` was said to be alive last. May raise ``StoreTrouble``.
    """

    notes: Notes
    name: str
    room: int = 0
    slots: dict[str, int] = field(default_factory=dict)
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    until: float = 0.0
    _numbers: count[int] = field(default_factory=count)

    async def put(self, item: Item, until: float) -> None:
        """Puts an item behind the others; a shelf that has not its room yet is held ``until`` then."""
        used = set(self.slots.values())
        slot = next(number for number in count() if number not in used)
        if slot >= self.room:
            await replace(self, room=self.room + _ROOM).say_held(until)
            self.room, self.until = self.room + _ROOM, until
        told = json.dumps([next(self._numbers), *astuple(item)])
        await self.notes.put(f"{self.name}:{slot}", told, KEPT)
        self.slots[item.key] = slot

    async def drop(self, key: str) -> None:
        """Takes an item off, where it is there."""
        slot = self.slots.get(key)
        if slot is not None:
            await self.notes.drop(f"{self.name}:{slot}")
            self.slots.pop(key, None)

    async def items(self) -> list[Item]:
        """What lies on it, in order."""
        found = []
        for slot in range(self.room):
            told = await self.notes.get(f"{self.name}:{slot}")
            if told is not None:
                number, *fields = json.loads(told)
                item = Item(*fields)
                self.slots[item.key] = slot
                found.append((number, item))
        return [item for _, item in sorted(found, key=lambda each: int(each[0]))]

    async def say_held(self, until: float) -> None:
        """Whoever has it is alive until then, or has said so again."""
        await self.notes.put(self.name, json.dumps([self.room, until, self.holder]), KEPT)
        self.until = until

    async def is_ours(self) -> bool:
        """Whether nobody else said since that it is theirs."""
        told = await self.notes.get(self.name)
        return told is not None and json.loads(told)[2:] == [self.holder]

    async def clear(self) -> None:
        """The shelf is nobody's any more."""
        await self.notes.drop(self.name)


def read_shelf(notes: Notes, name: str, told: str) -> tuple[Shelf, float]:
    """The shelf that was said to be held, to be held by somebody else from now on, and until when it was."""
    room, until, *_ = json.loads(told)
    return Shelf(notes, name, int(room)), float(until)
