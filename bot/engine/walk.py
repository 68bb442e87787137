"""The walk: a dialog and its answers give the position. Nothing else is ever stored of where a person stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from pydantic import ValidationError

from bot.engine.choice import YesNo
from bot.engine.conversation import Given, Origin, Run
from bot.engine.declaration import following, targets_of
from bot.engine.dialog import Context, Dialog
from bot.engine.signature import adapter, call_with, fields_of, function_of, outcome_of, signature
from bot.engine.steps import (
    ANSWERS,
    Asking,
    Call,
    Choose,
    Decide,
    End,
    Gather,
    LookUp,
    Review,
    Step,
    Tell,
)
from bot.engine.texts import Wording, show

Steps = Mapping[str, Step]
_OPEN = object()


@dataclass(frozen=True, slots=True)
class Visit:
    """A step on the path: its address, the names that its text may read, and the steps beside it.

    ``around`` is the group or call that it stands in.
    """

    step: Step
    address: str
    names: Mapping[str, Any]
    scope: Steps = field(default_factory=dict)
    lead: str = ""
    around: Visit | None = None

    @property
    def prefix(self) -> str:
        """What the addresses of the steps around it begin with."""
        return self.address[: len(self.address) - len(self.step.name)]

    def says(self) -> str:
        """The step's text with its names filled in."""
        text = self.step.wording.render(self.names)
        return f"{self.lead}{text}" if self.lead else text


@dataclass(frozen=True, slots=True)
class Changed:
    """A rule came to another result than the one stored."""

    address: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Position:
    """Where a run stands: the open step, the path to it, and the run with what the walk filled in.

    ``changed`` lists rules whose result moved since they were stored.
    """

    run: Run
    path: tuple[Visit, ...]
    open: Visit
    changed: tuple[Changed, ...] = ()

    @property
    def finished(self) -> bool:
        """Whether the open step is a closing."""
        return isinstance(self.open.step, End)

    def answered(self) -> list[Visit]:
        """The fields on the path that have an answer, in order: what only leads the way is not shown and counted."""
        asked = (v for v in self.path if isinstance(v.step, Asking) and v.step.field)
        return [v for v in asked if v.address in self.run.given]


def walk(dialog: type[Dialog], run: Run, context: Context, fresh: bool = False) -> Position:
    """Derives the position of ``run``. With ``fresh`` every rule is evaluated again for today's context."""
    held = replace(context, behalf=run.behalf)
    walker = _Walker(run, held, fresh)
    stopped = walker.through(dialog.steps, "", _names_of(held))
    assert stopped is not None, "a dialog stops at an open step or a closing: its declaration was checked"
    return Position(walker.run, tuple(walker.path), stopped, tuple(walker.changed))


def load_value(step: Step, kept: Any) -> Any:
    """A stored value in the step's type.

    Raises:
        ValidationError: it does not fit (any more).
    """
    return adapter(_stored_kind(step)).validate_python(kept)


def dump_value(step: Step, value: Any) -> Any:
    """A value as it is stored."""
    return adapter(_stored_kind(step)).dump_python(value, mode="json")


def card_digest(path: tuple[Visit, ...], run: Run, review: Visit) -> str:
    """Names the card as shown: its text and every answer before it on the ``path``."""
    shown = [review.says(), *(f"{v.address}={run.given[v.address].value!r}" for v in path if v.address in run.given)]
    return _digest(shown)


def basis_of(visit: Visit, context: Context) -> str:
    """Names what a rule or a look-up reads of the answers, so that it is known when that has changed."""
    function, around = function_of(visit.step), _names_of(context)
    assert function is not None
    reads = signature(function).reads
    read = sorted(name for name in reads if name in visit.names and (name == ANSWERS or name not in around))
    return _digest([(name, show(visit.names[name])) for name in read])


def _names_of(context: Context) -> dict[str, Any]:
    return {ANSWERS: {}, **{field.name: getattr(context, field.name) for field in fields(context)}}


def _stored_kind(step: Step) -> Any:
    function = function_of(step)
    return step.kind if function is None else signature(function).gives


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Onward:
    """The walk goes on with the step ``name``; None is the end of a group."""

    name: str | None


MORE = Choose(text="还有下一位吗？", name="more", kind=YesNo, wording=Wording("还有下一位吗？"), label="还有下一位")
"""The step that ``gather`` puts after each item; its text is the gather step's."""


@dataclass(slots=True)
class _Walker:
    """One walk: goes through the steps, filling in prefilled answers and rules' results in its copy of the run."""

    run: Run
    context: Context
    fresh: bool
    path: list[Visit] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)

    def through(
        self, steps: Steps, prefix: str, names: dict[str, Any], lead: str = "", around: Visit | None = None
    ) -> Visit | None:
        """The open step or closing where the walk stops; None where a group is answered to its end."""
        name: str | None = next(iter(steps))
        while name is not None:
            visit = Visit(steps[name], prefix + name, names, steps, lead, around)
            self.path.append(visit)
            onward = self._pass(visit, steps, names)
            if isinstance(onward, Visit):
                return onward
            name = onward.name
        return None

    def _pass(self, visit: Visit, steps: Steps, names: dict[str, Any]) -> Visit | _Onward:
        step = visit.step
        if isinstance(step, End):
            return visit
        if isinstance(step, Tell):
            return _Onward(following(steps, step))
        if isinstance(step, Call):
            return self._pass_call(visit, step)
        if isinstance(step, Gather):
            return self._pass_gather(visit, step, steps, names)
        value = self._value(visit)
        if value is _OPEN:
            return visit
        outcome = _give(step, value, names)
        targets = targets_of(step)
        return _Onward(targets[outcome] if targets else following(steps, step))

    def _value(self, visit: Visit) -> Any:
        """The answer in its type, computed or prefilled where the step does that; ``_OPEN`` where it is missing."""
        step, given = visit.step, self.run.given.get(visit.address)
        if isinstance(step, Decide):
            return self._decided(visit, step, given)
        if isinstance(step, LookUp):
            return self._looked_up(visit, step, given)
        if given is None:
            return self._prefilled(visit)
        if isinstance(step, Review) and not self._confirms(visit, given):
            return _OPEN
        return _read(step, given)

    def _confirms(self, review: Visit, given: Given) -> bool:
        return given.sealed or given.basis == card_digest(tuple(self.path[:-1]), self.run, review)

    def _prefilled(self, visit: Visit) -> Any:
        step = visit.step
        if not isinstance(step, Asking) or step.prefill is None:
            return _OPEN
        if visit.address in self.run.offered or visit.address in self.run.picked:
            return _OPEN
        value = call_with(step.prefill, visit.names)
        if value is None:
            return _OPEN
        self.run = self.run.with_given(visit.address, Given(dump_value(step, value), Origin.PREFILLED))
        return value

    def _decided(self, visit: Visit, step: Decide, given: Given | None) -> Any:
        basis = basis_of(visit, self.context)
        same = given is not None and given.basis == basis
        if given is not None and (given.sealed or (same and not self.fresh)):
            value = _read(step, given)
            if value is not _OPEN:
                return value
        value = call_with(step.rule, visit.names)
        kept = dump_value(step, value)
        if given is not None and same and given.value != kept:
            self.changed.append(Changed(visit.address, given.value, kept))
        decided = Given(kept, Origin.DECIDED, self.context.today, self.context.stamp, basis)
        self.run = self.run.with_given(visit.address, decided)
        return value

    def _looked_up(self, visit: Visit, step: LookUp, given: Given | None) -> Any:
        if given is None:
            return _OPEN
        now = (self.context.today, self.context.stamp)
        old = given.basis != basis_of(visit, self.context) or (self.fresh and (given.day, given.stamp) != now)
        return _OPEN if old and not given.sealed else _read(step, given)

    def _pass_call(self, visit: Visit, step: Call) -> Visit | _Onward:
        stopped = self.through(step.dialog.steps, f"{visit.address}.", _names_of(self.context), around=visit)
        if stopped is not None and isinstance(stopped.step, End):
            return _Onward(step.targets[stopped.step.name])
        assert stopped is not None
        return stopped

    def _pass_gather(self, visit: Visit, step: Gather, steps: Steps, names: dict[str, Any]) -> Visit | _Onward:
        items: list[Any] = []
        while len(items) < step.most:
            prefix, lead, own = f"{visit.address}.{len(items)}.", f"第{len(items) + 1}位：", dict(names)
            stopped = self.through(step.item.steps, prefix, own, lead, visit)
            if stopped is not None:
                return stopped
            items.append(_item(step, own))
            if len(items) < step.least or len(items) == step.most:
                continue
            more = Visit(replace(MORE, wording=step.wording), f"{prefix}more", own, step.item.steps, around=visit)
            self.path.append(more)
            given = self.run.given.get(more.address)
            if given is None:
                return more
            if _read(MORE, given) is not YesNo.YES:
                break
        names[step.name] = tuple(items)
        return _Onward(following(steps, step))


def _read(step: Step, given: Given) -> Any:
    try:
        return load_value(step, given.value)
    except ValidationError:
        return _OPEN


def _give(step: Step, value: Any, names: dict[str, Any]) -> Any:
    """Puts the step's value among the names, and gives back what leads on."""
    outcome = value
    function = function_of(step)
    if function is not None:
        gives = signature(function).gives
        outcome = value if outcome_of(gives) is gives else value.outcome
        names.update({name: getattr(value, name) for name in fields_of(gives) if name != "outcome"})
        value = value if step.kind is gives else outcome
    names[step.name] = value
    if isinstance(step, Asking) and step.field:
        names[ANSWERS] = {**names[ANSWERS], step.name: value}
    return outcome


def _item(step: Gather, names: Mapping[str, Any]) -> Any:
    item = object.__new__(step.item)
    for name in step.item.steps:
        setattr(item, name, names.get(name))
    return item
