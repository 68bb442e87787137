"""Which fields of a form must be filled in: always, when another answer asks for it, or where it is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.engine.choice import Choice
from bot.engine.declaration import successors
from bot.engine.steps import Asking, Attach, Choose, ChooseMany, Review, Step

Steps = Mapping[str, Step]


class Demand(Enum):
    """How a field stands in view of the other answers."""

    NEEDED = "must be filled in"
    ALLOWED = "may be filled in"
    UNASKED = "is never asked beside these answers, and has to stay empty"


@dataclass(frozen=True, slots=True)
class Condition:
    """The field is needed where the answer to ``field`` is among ``needed``, and never asked where in ``unasked``."""

    field: str
    needed: frozenset[Choice]
    unasked: frozenset[Choice]


@dataclass(frozen=True, slots=True)
class Need:
    """``always``, or on a ``condition``; neither: the way to the card may lead past the field, or fills it in."""

    always: bool = False
    condition: Condition | None = None

    def beside(self, answers: Mapping[str, Any]) -> Demand:
        """Whether the field is needed beside the other answers."""
        if self.condition is None:
            return Demand.NEEDED if self.always else Demand.ALLOWED
        other = answers.get(self.condition.field)
        if other in self.condition.needed:
            return Demand.NEEDED
        return Demand.UNASKED if other in self.condition.unasked else Demand.ALLOWED


def need_of(steps: Steps, field: Asking) -> Need:
    """How the form needs ``field``, from where its choices lead."""
    filled_in = field.prefill is not None or (isinstance(field, Attach | ChooseMany) and field.least == 0)
    if not _leads_past(steps, next(iter(steps)), field.name):
        return Need(always=not filled_in)
    condition = next(_conditions(steps, field), None)
    if condition is not None and filled_in:
        condition = Condition(condition.field, frozenset(), condition.unasked)
    return Need(condition=condition)


def _conditions(steps: Steps, field: Asking) -> Iterator[Condition]:
    """One for each choice before the field that decides on it, the nearest first."""
    before = list(steps)[: list(steps).index(field.name)]
    for name in reversed(before):
        choice = steps[name]
        if not isinstance(choice, Choose) or not choice.field or choice.targets is None:
            continue
        ways = choice.targets.items()
        needed = frozenset(member for member, target in ways if _cannot_do_without(steps, target, field.name))
        if needed:
            unasked = frozenset(member for member, target in ways if not _reaches(steps, target, field.name))
            yield Condition(name, needed, unasked - needed)


def _leads_past(steps: Steps, start: str, field: str) -> bool:
    """Whether some way from ``start`` comes to a card without the field."""
    return any(isinstance(steps[name], Review) for name in _onward(steps, start, field))


def _cannot_do_without(steps: Steps, start: str, field: str) -> bool:
    """Whether there is a way from ``start`` to a card, and each leads through the field."""
    return _leads_past(steps, start, "") and not _leads_past(steps, start, field)


def _reaches(steps: Steps, start: str, field: str) -> bool:
    return field in _onward(steps, start, "")


def _onward(steps: Steps, start: str, without: str) -> Iterator[str]:
    """The steps that may come from ``start`` on, on ways that do not pass ``without``."""
    left, seen = [start], {without}
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            yield name
            left += [target for target in successors(steps, steps[name]) if target is not None]
