"""What lies in the outbox: entries as values, and as rows sealed under their persons' keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from bot.engine.masking import mask
from bot.engine.messages import Address, FileRef, LateResult, Option
from bot.store.kept import keepable
from bot.store.keys import DataKey

_MOST_TROUBLE = 300
_MOST_KEY = 200
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


class Sort(StrEnum):
    """What an entry is. Reminders alone can be switched off by their person."""

    MESSAGE = "message"
    RESULT = "result"
    REMINDER = "reminder"

    @property
    def label(self) -> str:
        """For the command line."""
        return _SORTS[self]


class State(StrEnum):
    """How far an entry got. DEAD ones stay until somebody retries them."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """For the command line."""
        return _STATES[self]


_SORTS = {Sort.MESSAGE: "消息", Sort.RESULT: "结果", Sort.REMINDER: "提醒"}
_STATES = {
    State.WAITING: "待发",
    State.DELIVERED: "已发",
    State.DEAD: "发不出",
    State.CANCELLED: "已取消",
    State.EXPIRED: "已过期",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say later. It has options only where it is a reply that could not be said in time: they are the open
    conversation's.
    """

    messages: tuple[str, ...]
    files: tuple[FileRef, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is put into the outbox.

    Args:
        key: names it among the person's entries, and no person: the same key is put once.
        content: a note, or the late result of a ``wait`` step.
        reminder: whether switching reminders off stops it.
        not_before: an aware instant; without one it goes at once.
        expires: an aware instant after which it is of no use.
    """

    person: str
    address: Address
    key: str
    content: Note | LateResult
    reminder: bool = False
    not_before: datetime | None = None
    expires: datetime | None = None

    def __post_init__(self) -> None:
        """Refuses what could not be kept.

        Raises:
            ValueError: the key is empty, too long or has control signs; an instant has no zone.
        """
        if not self.key or len(self.key) > _MOST_KEY or not self.key.isprintable():
            raise ValueError(f"An outbox key has 1 to {_MOST_KEY} printable signs, this one does not: {self.key!r:.50}")
        for instant in (self.not_before, self.expires):
            if instant is not None and instant.tzinfo is None:
                raise ValueError(f"The outbox wants instants with a time zone, {instant} has none.")

    @property
    def sort(self) -> Sort:
        """What it is."""
        if self.reminder:
            return Sort.REMINDER
        return Sort.RESULT if isinstance(self.content, LateResult) else Sort.MESSAGE


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry to send; ``tries`` is how many tries failed so far."""

    id: int
    person: str
    address: Address
    key: str
    content: Note | LateResult
    tries: int

    def renamed(self, key: str) -> Entry:
        """The same under another key."""
        return replace(self, key=key)


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry for the eye of whoever runs the assistant: all but what it says."""

    id: int
    person: str
    key: str
    channel: str
    sort: Sort
    state: State
    tries: int
    put_at: datetime
    due: datetime | None
    again: datetime | None
    trouble: str


_sealable: TypeAdapter[tuple[str, Note | LateResult]] = TypeAdapter(tuple[str, Note | LateResult])


def row_of(outgoing: Outgoing, key: DataKey, now: datetime) -> dict[str, Any]:
    """The entry's row."""
    plain = _sealable.dump_json((outgoing.address.user, outgoing.content))
    return {
        "person": outgoing.person,
        "key": outgoing.key,
        "channel": outgoing.address.channel,
        "sort": outgoing.sort.value,
        "state": State.WAITING.value,
        "due": outgoing.not_before or _AT_ONCE,
        "expires": outgoing.expires,
        "tries": 0,
        "put_at": now,
        "kept": key.seal(plain, _about(outgoing.person, outgoing.key)),
    }


def resealed(entry: Entry, person: str, address: Address, key: DataKey) -> dict[str, Any]:
    """What changes in the entry's row when it is the person's, to be sent to the address."""
    plain = _sealable.dump_json((address.user, entry.content))
    return {"person": person, "channel": address.channel, "kept": key.seal(plain, _about(person, entry.key))}


def entry_of(row: Row[Any], key: DataKey) -> Entry:
    """The entry of a row.

    Raises:
        Damaged: it was altered.
    """
    user, content = _sealable.validate_json(key.open(row.kept, _about(row.person, row.key)))
    return Entry(row.id, row.person, Address(row.channel, user), row.key, content, row.tries)


def shown_of(row: Row[Any] | Mapping[str, Any]) -> EntryShown:
    """The entry of a row for the eye."""
    named = row._mapping if isinstance(row, Row) else row
    plain = {name: named[name] for name in ("id", "person", "key", "channel", "tries", "put_at", "again")}
    due = None if named["due"] == _AT_ONCE else named["due"]
    sort, state = Sort(named["sort"]), State(named["state"])
    return EntryShown(**plain, sort=sort, state=state, due=due, trouble=named["trouble"] or "")


def trouble_text(reason: str) -> str:
    """Why an entry was not delivered, masked and fit to be kept."""
    text = "".join(sign if sign.isprintable() else " " for sign in keepable(mask(reason)))
    return text[:_MOST_TROUBLE]


def _about(person: str, key: str) -> str:
    return f"outbox {key} of {person}"
