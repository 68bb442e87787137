"""A list of people whose contribution base changes, split into what goes online and what to the counter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rules.base_change import BaseChange, BaseChangeOutcome, base_change
from rules.explained import Because, OpenPoint
from rules.month import Month
from rules.parameters import Parameters

_GUIDE = "002 §三.7"


@dataclass(frozen=True)
class PersonBase:
    """One line of a list; amounts in yuan a month, ``from_month`` as for ``base_change``."""

    person: str = field(repr=False)
    current_base: Decimal
    new_base: Decimal
    from_month: Month | None


class BaseListOutcome(StrEnum):
    """Where a list of changes goes."""

    ONLINE = "online"
    COUNTER = "counter"
    SPLIT = "split"
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    BaseListOutcome.ONLINE: "要办的都在网上办",
    BaseListOutcome.COUNTER: "要办的都到经办机构办",
    BaseListOutcome.SPLIT: "分成两份，一份在网上办，一份到经办机构办",
    BaseListOutcome.NOTHING: "都不用办理",
}
_ONLINE = (BaseChangeOutcome.ONLINE, BaseChangeOutcome.ONLINE_LATER, BaseChangeOutcome.ONLINE_AND_COUNTER)
_COUNTER = (BaseChangeOutcome.COUNTER, BaseChangeOutcome.ONLINE_AND_COUNTER)


@dataclass(frozen=True)
class PersonChange:
    """One line of a list with what to do about it."""

    person: PersonBase
    change: BaseChange


@dataclass(frozen=True)
class BaseChangeList:
    """A list split by where each change is made, every part in the order given.

    Who needs both, for different months, stands in ``online`` and in ``counter``.
    """

    outcome: BaseListOutcome
    online: tuple[PersonChange, ...]
    counter: tuple[PersonChange, ...]
    unchanged: tuple[PersonChange, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...]


def base_change_list(people: Sequence[PersonBase], day: date, law: Parameters) -> BaseChangeList:
    """Split a list of changes filed on ``day`` into what is filed online and what goes to the counter.

    Raises:
        As ``base_change``, for the first line that does not check.

    Source: 002 §三.7
    """
    lines = [
        PersonChange(each, base_change(each.current_base, each.new_base, each.from_month, day, law))
        for each in people
    ]
    online = tuple(line for line in lines if line.change.outcome in _ONLINE)
    counter = tuple(line for line in lines if line.change.outcome in _COUNTER)
    unchanged = tuple(line for line in lines if line.change.outcome is BaseChangeOutcome.NOTHING)
    says = (
        f"共{len(lines)}人：网上上调{len(online)}人，到经办机构{len(counter)}人，不用办理{len(unchanged)}人。"
    )
    return BaseChangeList(
        outcome=_outcome(bool(online), bool(counter)),
        online=online,
        counter=counter,
        unchanged=unchanged,
        because=Because(says, _GUIDE),
        open_points=tuple(dict.fromkeys(point for line in lines for point in line.change.open_points)),
        sources=tuple(dict.fromkeys((_GUIDE, *(source for line in lines for source in line.change.sources)))),
    )


def _outcome(online: bool, counter: bool) -> BaseListOutcome:
    if online:
        return BaseListOutcome.SPLIT if counter else BaseListOutcome.ONLINE
    return BaseListOutcome.COUNTER if counter else BaseListOutcome.NOTHING
