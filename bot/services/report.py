"""The report for the hotline: contacts, how they ended, where people left, what was not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

from bot.engine.conversation import Matter, Outcome
from bot.engine.ports import MatterEnd

_BEIJING = timezone(timedelta(hours=8))
_LEFT_AFTER = timedelta(hours=1)


class OpenMatter(Protocol):
    """A matter under way."""

    @property
    def matter(self) -> Matter:
        """The matter."""
        ...

    @property
    def updated(self) -> datetime:
        """When it was last spoken of."""
        ...


@dataclass(frozen=True, slots=True)
class Contact:
    """One matter in the report: ended, left (not spoken of for an hour), or under way (``outcome`` None)."""

    matter: Matter
    outcome: Outcome | None

    @property
    def day(self) -> date:
        """The Beijing day on which it began."""
        return self.matter.began.astimezone(_BEIJING).date()


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of one group of contacts. ``saved`` is the share that was solved without a person."""

    name: str
    contacts: int
    solved: int
    unsolved: int
    person_wanted: int
    left: int
    under_way: int

    @property
    def saved(self) -> float:
        """Solved without a person, of all contacts whose end is known or who left; 0 where there are none."""
        known = self.contacts - self.under_way
        return self.solved / known if known else 0.0


@dataclass(frozen=True, slots=True)
class DropOff:
    """How many matters of a dialog were left or given up at a step."""

    dialog: str
    step: str
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the hotline sees of a span of days, both counted."""

    first: date
    last: date
    total: Row
    by_day: tuple[Row, ...]
    by_channel: tuple[Row, ...]
    by_topic: tuple[Row, ...]
    drop_off: tuple[DropOff, ...]
    unanswered: int


def make_report(
    ended: Iterable[MatterEnd],
    under_way: Iterable[OpenMatter],
    unanswered: int,
    first: date,
    last: date,
    now: datetime,
    title: Callable[[str], str] = str,
    place: Callable[[str, str], tuple[str, str]] = lambda dialog, step: (dialog, step),
) -> Report:
    """Counts the contacts that began from ``first`` to ``last``. ``title`` gives a topic's title by its id, ``place`` a
    dialog's title and a step's label by theirs.
    """
    contacts = [Contact(end.matter, end.outcome) for end in ended]
    for one in under_way:
        left = now - one.updated > _LEFT_AFTER
        contacts.append(Contact(one.matter, Outcome.LEFT if left else None))
    contacts = [contact for contact in contacts if first <= contact.day <= last]
    return Report(
        first,
        last,
        _row("合计", contacts),
        _rows(contacts, lambda c: c.day.isoformat(), by_name=True),
        _rows(contacts, lambda c: c.matter.channel),
        _rows(contacts, lambda c: title(c.matter.topic) if c.matter.topic else "（没有主题）"),
        _drop_off(contacts, place),
        unanswered,
    )


def _row(name: str, contacts: Sequence[Contact]) -> Row:
    count = Counter(contact.outcome for contact in contacts)
    return Row(
        name,
        len(contacts),
        count[Outcome.SOLVED],
        count[Outcome.UNSOLVED],
        count[Outcome.PERSON_WANTED],
        count[Outcome.LEFT],
        count[None],
    )


def _rows(contacts: Sequence[Contact], key: Callable[[Contact], str], by_name: bool = False) -> tuple[Row, ...]:
    groups: dict[str, list[Contact]] = {}
    for contact in contacts:
        groups.setdefault(key(contact), []).append(contact)
    rows = [_row(name, group) for name, group in groups.items()]
    return tuple(sorted(rows, key=lambda row: row.name if by_name else (-row.contacts, row.name)))


def _drop_off(
    contacts: Sequence[Contact], place: Callable[[str, str], tuple[str, str]]
) -> tuple[DropOff, ...]:
    lost = (Outcome.LEFT, Outcome.UNSOLVED, Outcome.PERSON_WANTED)
    where = Counter(
        (c.matter.dialog, c.matter.step) for c in contacts if c.outcome in lost and c.matter.dialog and c.matter.step
    )
    return tuple(DropOff(*place(str(dialog), str(step)), count) for (dialog, step), count in where.most_common())
