"""Several facts in one message: which steps of the dialog each of them answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.engine.card import check_of
from bot.engine.checks import Check, Found, Slip, fold
from bot.engine.conversation import Given, Origin
from bot.engine.matching import stands_in
from bot.engine.steps import Ask, Choose, Step
from bot.engine.walk import Position, dump_value

_NEAR = 8
"""How many signs may lie between a cue and its value."""


@dataclass(slots=True)
class _Message:
    """A message being read: what is taken by one step is not there for the next."""

    text: str
    taken: list[tuple[int, int]] = field(default_factory=list)

    def free(self, start: int, end: int) -> bool:
        return all(end <= s or start >= e for s, e in self.taken)

    def left(self) -> str:
        signs = list(self.text)
        for start, end in self.taken:
            signs[start:end] = "0" * (end - start)
        return "".join(signs)


def read_given(step: Step | None, text: Any, today: date) -> Given | None:
    """What a dialog that is offered may start with: an option by its name, or a text that the step's check takes."""
    if isinstance(step, Choose):
        return Given(text) if text in step.kind.__members__ else None
    check = check_of(step) if isinstance(step, Ask) else None
    if step is None or check is None:
        return None
    try:
        return Given(dump_value(step, check.parse(str(text), today)))
    except Slip:
        return None


def read_facts(position: Position, text: str, today: date) -> dict[str, Any]:
    """The values in ``text`` by step name, for the open step and the unanswered ones beside and after it."""
    message = _Message(text)
    steps = list(_unanswered(position))
    facts: dict[str, Any] = {}
    for strict in (True, False):
        for asked, check in _typed(steps):
            if check.strict is strict and (found := _find(message, asked, check, steps, today)):
                facts[asked.name] = found.value
                message.taken.append((found.start, found.end))
    for step in steps:
        if isinstance(step, Choose) and (member := _named_member(message, step)) is not None:
            facts[step.name] = member
    return facts


def _unanswered(position: Position) -> Iterator[Step]:
    scope, prefix = position.open.scope, position.open.prefix
    seen = False
    for name, step in scope.items():
        seen = seen or name == position.open.step.name
        given = position.run.given.get(prefix + name)
        if seen and isinstance(step, Ask | Choose) and (given is None or given.origin is Origin.PREFILLED):
            yield step


def _typed(steps: list[Step]) -> Iterator[tuple[Ask, Check]]:
    for step in steps:
        check = check_of(step)
        if isinstance(step, Ask) and check is not None:
            yield step, check


def _find(message: _Message, step: Ask, check: Check, steps: list[Step], today: date) -> Found | None:
    text = message.text if check.strict else message.left()
    found = [f for f in check.find(text, today) if message.free(f.start, f.end)]
    beside = [f for f in found if _beside_cue(message.text, f, step)]
    if beside:
        return beside[0]
    alone = sum(1 for _, other in _typed(steps) if type(other) is type(check)) == 1
    return found[0] if found and alone and not step.cues else None


def _beside_cue(text: str, found: Found, step: Ask) -> bool:
    around = text[max(0, found.start - _NEAR) : found.end + _NEAR]
    return any(cue in around for cue in (*step.cues, step.label) if cue)


def _named_member(message: _Message, step: Choose) -> Any:
    left = fold(message.left())
    named = [m for m in step.kind if any(len(fold(w)) >= 3 and stands_in(fold(w), left) for w in m.wordings)]
    return named[0] if len(named) == 1 else None
