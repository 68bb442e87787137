"""Several facts in one message: which steps of the dialog each of them answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.engine.card import check_of
from bot.engine.checks import Check, Found, Slip, fold
from bot.engine.choice import Choice
from bot.engine.conversation import Given, Origin
from bot.engine.matching import is_told
from bot.engine.signature import call_with, signature
from bot.engine.steps import SAID, Ask, Asking, Choose, Step
from bot.engine.walk import Position, dump_value

_NEAR = 8
"""How many signs may lie between a cue and its value."""
_JOINING = re.compile(r"[是为:：=约大\s]*$")


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
            if _is_told_apart(check) is strict and (found := _find(message, asked, check, steps, today)):
                facts[asked.name] = found.value
                message.taken.append((found.start, found.end))
    facts.update(_left_over(message, steps, facts, today))
    for step in steps:
        if isinstance(step, Choose) and (member := named_member(message.left(), step.kind, 3)) is not None:
            facts[step.name] = member
    for step in steps:
        if step.name not in facts and (value := _overheard(step, {**position.open.names, **facts}, text)) is not None:
            facts[step.name] = value
    return facts


def heard_by(step: Step, names: Mapping[str, Any], text: str) -> Any:
    """What the step's own rule reads in the text, seen from what is known; None where it has none to say.

    Raises:
        Slip: the rule knows what is meant, and that it is no answer.
    """
    rule = step.hears if isinstance(step, Asking) else None
    known = {**names, SAID: text}
    return call_with(rule, known) if rule is not None and signature(rule).needs.keys() <= known.keys() else None


def _overheard(step: Step, names: Mapping[str, Any], text: str) -> Any:
    try:
        return heard_by(step, names, text)
    except Slip:
        return None


def _is_told_apart(check: Check) -> bool:
    """Whether what the check finds in a message is sure by its form: a strict one does, another may say so."""
    return check.strict or getattr(check, "finds_strictly", False)


def _unanswered(position: Position) -> Iterator[Step]:
    scope, prefix = position.open.scope, position.open.prefix
    seen = False
    for name, step in scope.items():
        seen = seen or name == position.open.step.name
        given = position.run.given.get(prefix + name)
        told = isinstance(step, Ask) or (isinstance(step, Choose) and not step.plainly)
        if seen and told and (given is None or given.origin is Origin.PREFILLED):
            yield step


def _typed(steps: list[Step]) -> Iterator[tuple[Ask, Check]]:
    for step in steps:
        check = check_of(step)
        if isinstance(step, Ask) and check is not None:
            yield step, check


def _find(message: _Message, step: Ask, check: Check, steps: list[Step], today: date) -> Found | None:
    text = message.text if _is_told_apart(check) else message.left()
    free = [f for f in check.find(text, today) if message.free(f.start, f.end)]
    found = [f for f in free if not f.bare or _right_behind_a_cue(message.text, f, step)]
    beside = [f for f in found if _from_cues(message.text, f, step)]
    if beside:
        return min(beside, key=lambda f: (_from_cues(message.text, f, step), f.start))
    alone = sum(1 for _, other in _typed(steps) if _form(other) == _form(check)) == 1
    return found[0] if found and alone and not step.cues else None


def _right_behind_a_cue(text: str, found: Found, step: Ask) -> bool:
    """“基数5000”, “工资是5500”: the number alone could be anything."""
    before = _JOINING.sub("", text[: found.start])
    return any(before.endswith(cue) for cue in _cues(step))


def _form(check: Check) -> tuple[type, str]:
    """What a value of the check looks like: identifiers are told apart by their patterns."""
    return type(check), getattr(check, "pattern", "")


def _from_cues(text: str, found: Found, step: Ask) -> list[int]:
    """How far the value is from each of the step's cues near it, the nearest first; of two as near, the cue before it
    counts: in “11月1日到次年10月31日” 到 belongs to the second day.
    """
    before, after = text[max(0, found.start - _NEAR) : found.start], text[found.end : found.end + _NEAR]
    distances = [0 for cue in _cues(step) if cue in text[found.start : found.end]]
    distances += [2 * (len(before) - before.rindex(cue) - len(cue)) for cue in _cues(step) if cue in before]
    distances += [2 * after.index(cue) + 1 for cue in _cues(step) if cue in after]
    return sorted(distances)


def _cues(step: Ask) -> Iterator[str]:
    return (cue for cue in (*step.cues, step.label) if cue)


def _left_over(message: _Message, steps: list[Step], facts: dict[str, Any], today: date) -> dict[str, Any]:
    """The one value of a form that is left where all but one of the steps that want that form have theirs."""
    left: dict[str, Any] = {}
    for form in {_form(check) for _, check in _typed(steps)}:
        wanting = [(step, check) for step, check in _typed(steps) if _form(check) == form]
        missing = [(step, check) for step, check in wanting if step.name not in facts]
        if len(missing) != 1 or len(wanting) < 2:
            continue
        step, check = missing[0]
        free = [f for f in check.find(message.text, today) if not f.bare and message.free(f.start, f.end)]
        if len(free) == 1:
            left[step.name] = free[0].value
            message.taken.append((free[0].start, free[0].end))
    return left


def named_member(text: str, kind: type[Choice], least: int) -> Choice | None:
    """The one member that a wording of ``least`` signs or more, standing undenied in ``text``, names."""
    said = fold(text)
    named = [m for m in kind if any(len(w) >= least and is_told(w, said) for w in m.folded)]
    return named[0] if len(named) == 1 else None
