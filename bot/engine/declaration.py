"""Checks of a declaration, made when the class is: a bad dialog does not import."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from bot.engine.checks import Check
from bot.engine.choice import Choice
from bot.engine.messages import FileRef, Made, Offer
from bot.engine.signature import Signature, fields_of, fits, function_of, is_choice, outcome_of, plain, signature
from bot.engine.steps import (
    SAID,
    Ask,
    Asking,
    Attach,
    Call,
    Choose,
    ChooseMany,
    Decide,
    Effect,
    End,
    Gather,
    LookUp,
    Perform,
    Review,
    Rule,
    Step,
    Tell,
    Wait,
)


class DeclarationError(Exception):
    """A dialog is declared wrongly: which dialog, which step, what is wrong, and the mend."""

    def __init__(self, dialog: str, step: str | None, wrong: str, mend: str) -> None:
        place = f"dialog {dialog!r}" + (f", step {step!r}" if step else "")
        super().__init__(f"{place}: {wrong}. Mend: {mend}.")


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the checks of one class share: its name, its steps, and the names that are always there."""

    dialog: str
    steps: Mapping[str, Step]
    around: Mapping[str, Any]

    def fault(self, step: Step | None, wrong: str, mend: str) -> DeclarationError:
        return DeclarationError(self.dialog, step.name if step else None, wrong, mend)


def check_steps(dialog: str, steps: Mapping[str, Step], around: Mapping[str, Any]) -> None:
    """Checks a dialog's steps.

    Raises:
        DeclarationError: on the first fault.
    """
    desk = _Desk(dialog, steps, around)
    if not steps:
        raise desk.fault(None, "has no steps", "declare at least one question and one `end(...)`")
    for step in steps.values():
        _check_step(desk, step)
    _check_graph(desk, is_group=False)
    _check_reads(desk)


def check_group(name: str, steps: Mapping[str, Step]) -> None:
    """Checks a group's steps by themselves; what they read is checked where the group is gathered."""
    desk = _Desk(name, steps, {})
    if not steps:
        raise desk.fault(None, "has no steps", "declare at least one question")
    for step in steps.values():
        if isinstance(step, End | Review | Perform | Wait | Call | Gather):
            raise desk.fault(step, "cannot stand in a group", "use ask, choose, choose_many, attach, decide or tell")
        _check_step(desk, step)
    _check_graph(desk, is_group=True)


def targets_of(step: Step) -> Mapping[Any, str] | None:
    """Where the step leads by its outcome, or None where it just goes on."""
    if isinstance(step, Choose | Decide | LookUp | Perform | Wait | Call | Review):
        return step.targets
    return None


def following(steps: Mapping[str, Step], step: Step) -> str | None:
    """The step after ``step`` where no outcome decides; None where there is none."""
    if step.then is not None:
        return step.then
    names = list(steps)
    place = names.index(step.name) + 1
    return names[place] if place < len(names) else None


def _check_step(desk: _Desk, step: Step) -> None:
    if not step.text.strip() and not isinstance(step, Decide | LookUp | Perform | Call):
        raise desk.fault(step, "has no text", "say what the person reads")
    _check_kind(desk, step)
    if isinstance(step, Call):
        _check_called(desk, step)
    targets = targets_of(step)
    if targets is not None:
        _check_targets(desk, step, targets)


def _check_kind(desk: _Desk, step: Step) -> None:
    kind = step.kind
    if isinstance(step, Tell | End | Call):
        return
    if kind is None:
        raise desk.fault(step, "has no annotation", "write `name: Type = ...`")
    if isinstance(step, Ask) and not any(isinstance(part, Check) for part in getattr(kind, "__metadata__", ())):
        raise desk.fault(step, f"is asked for {kind!r}, which has no check", "annotate `Annotated[type, SomeCheck()]`")
    if isinstance(step, Choose | Wait | Review) and not is_choice(kind):
        raise desk.fault(step, f"is annotated {kind!r}", "annotate a Choice")
    if isinstance(step, ChooseMany) and not (_is_tuple(kind) and is_choice(get_args(kind)[0])):
        raise desk.fault(step, f"is annotated {kind!r}", "annotate `tuple[SomeChoice, ...]`")
    if isinstance(step, Attach) and kind != tuple[FileRef, ...]:
        raise desk.fault(step, f"is annotated {kind!r}", "annotate `tuple[FileRef, ...]`")
    if isinstance(step, Gather) and not (_is_tuple(kind) and get_args(kind)[0] is step.item):
        raise desk.fault(step, f"is annotated {kind!r}", f"annotate `tuple[{step.item.__name__}, ...]`")
    if (function := function_of(step)) is not None:
        _check_result(desk, step, function)


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple and len(get_args(kind)) == 2 and get_args(kind)[1] is Ellipsis


def _check_result(desk: _Desk, step: Step, function: Rule | Effect) -> None:
    gives = _signature(desk, step, function).gives
    outcome = outcome_of(gives)
    if outcome is None:
        raise desk.fault(step, f"gives {gives!r}", "return a Choice, or a dataclass with `outcome: SomeChoice`")
    if step.kind not in (outcome, gives):
        raise desk.fault(step, f"is annotated {step.kind!r} but gives {gives!r}", f"annotate `{outcome.__name__}`")
    if isinstance(step, LookUp | Perform):
        _check_effect(desk, step, outcome, gives)


def _check_effect(desk: _Desk, step: Step, outcome: type[Choice], gives: Any) -> None:
    if "UNKNOWN" not in outcome.__members__:
        mend = "an effect or a look-up whose reply is lost is UNKNOWN: add it"
        raise desk.fault(step, "has no UNKNOWN among its outcomes", mend)
    given = dataclasses.fields(gives) if dataclasses.is_dataclass(gives) else ()
    bare = [field.name for field in given if field.name != "outcome" and _no_default(field)]
    if bare:
        wrong = f"gives {gives.__name__} whose {bare} have no default"
        raise desk.fault(step, wrong, "an UNKNOWN one has only its outcome: give the others defaults")


def _no_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _signature(desk: _Desk, step: Step, function: Rule | Effect) -> Signature:
    try:
        return signature(function)
    except (TypeError, NameError) as error:
        raise desk.fault(step, f"uses a function that cannot be read: {error}", "type every parameter") from error


def _check_called(desk: _Desk, step: Call) -> None:
    missing = sorted({field.name for field in dataclasses.fields(step.dialog.context)} - desk.around.keys())
    if missing:
        raise desk.fault(
            step,
            f"calls {step.dialog.key!r}, whose context gives {missing} as well",
            "give this dialog the same context",
        )


def _check_targets(desk: _Desk, step: Step, targets: Mapping[Any, str]) -> None:
    wanted: list[Any]
    if isinstance(step, Call):
        wanted = [name for name, inner in step.dialog.steps.items() if isinstance(inner, End)]
    else:
        outcome = outcome_of(step.kind)
        wanted = list(outcome) if outcome else []
    for option in wanted:
        if option not in targets:
            name = option.name if isinstance(option, Choice) else option
            raise desk.fault(step, f"does not say where {name} leads", "add it to the targets")
    for option in targets:
        if option not in wanted:
            raise desk.fault(step, f"leads on from {option!r}, which it cannot give", "take it out of the targets")


def _check_graph(desk: _Desk, is_group: bool) -> None:
    order = {name: place for place, name in enumerate(desk.steps)}
    reached = {next(iter(desk.steps))}
    for name, step in desk.steps.items():
        for target in successors(desk.steps, step):
            if target is None and not is_group:
                raise desk.fault(step, "is a dead end", "end the class with `end(...)`, or say `then=`")
            if target is None:
                continue
            if target not in order:
                raise desk.fault(step, f"leads to {target!r}, which does not exist", "name a step of this dialog")
            if order[target] <= order[name]:
                raise desk.fault(step, f"leads back to {target!r}", "a dialog only goes forward: 返回 and 修改 go back")
            if name in reached:
                reached.add(target)
    for step in desk.steps.values():
        if step.name not in reached:
            raise desk.fault(step, "is never reached", "lead to it, or take it out")


def reached_from(steps: Mapping[str, Step], start: str) -> set[str]:
    """The steps that may come from ``start`` on, itself among them; targets that do not exist are passed over."""
    left, reached = [start], set[str]()
    while left:
        name = left.pop()
        if name in steps and name not in reached:
            reached.add(name)
            left += [target for target in successors(steps, steps[name]) if target is not None]
    return reached


def successors(steps: Mapping[str, Step], step: Step) -> Iterator[str | None]:
    """The steps that may come after ``step``; None is the end of the class."""
    if isinstance(step, End):
        return
    targets = targets_of(step)
    if targets is not None:
        yield from targets.values()
    else:
        yield following(steps, step)


def given_by(step: Step) -> dict[str, Any]:
    """The names that an answered step gives to texts and rules, with their types."""
    if isinstance(step, Tell | End | Call):
        return {}
    if (function := function_of(step)) is not None:
        gives = signature(function).gives
        inner = {name: kind for name, kind in fields_of(gives).items() if name != "outcome"}
        return {step.name: step.kind, **inner}
    return {step.name: step.kind}


def _check_reads(desk: _Desk) -> None:
    arriving: dict[str, dict[str, Any] | None] = dict.fromkeys(desk.steps)
    arriving[next(iter(desk.steps))] = dict(desk.around)
    for name, step in desk.steps.items():
        given = arriving[name] or {}
        _check_step_reads(desk, step, given)
        gives = given_by(step)
        for clash in gives.keys() & desk.around.keys():
            wrong = f"gives {clash!r}, a name that the context or what is around gives"
            raise desk.fault(step, wrong, "give it another name")
        leaving = {**given, **gives}
        for target in successors(desk.steps, step):
            if target is None:
                continue
            known = arriving[target]
            arriving[target] = leaving if known is None else {k: v for k, v in known.items() if k in leaving}


def _check_step_reads(desk: _Desk, step: Step, given: Mapping[str, Any]) -> None:
    for name in sorted(step.wording.reads):
        if name not in given:
            wrong = f"its text reads {name!r}, which is not given on every path to it"
            raise desk.fault(step, wrong, _mend(desk, name))
    if isinstance(step, End) and step.goes_to and step.goes_to not in given:
        raise desk.fault(step, f"goes to {step.goes_to!r}, which is not given on every path", _mend(desk, step.goes_to))
    if isinstance(step, End) and step.offers:
        _check_function(desk, step, step.offers, given)
        if _signature(desk, step, step.offers).gives != tuple[str | Offer, ...]:
            raise desk.fault(step, f"{step.offers.__name__} gives no offers", "return `tuple[str | Offer, ...]`")
    if isinstance(step, End) and step.lean:
        _check_function(desk, step, step.lean, given)
        if _signature(desk, step, step.lean).gives is not str:
            raise desk.fault(step, f"{step.lean.__name__} gives no text", "return `str`")
    if isinstance(step, End | Tell) and step.made:
        _check_function(desk, step, step.made, given)
        if _signature(desk, step, step.made).gives not in (tuple[Made, ...], tuple[FileRef, ...]):
            mend = "return `tuple[Made, ...]`, or `tuple[FileRef, ...]` of what is kept"
            raise desk.fault(step, f"{step.made.__name__} makes no files", mend)
    if isinstance(step, Decide | LookUp) and (function := function_of(step)) is not None:
        _check_function(desk, step, function, given)
    if isinstance(step, Perform):
        _check_function(desk, step, step.effect, {**given, "request": str})
    if isinstance(step, Asking):
        for function in filter(None, (step.prefill, step.suggest)):
            _check_function(desk, step, function, given)
            _check_proposal(desk, step, function)
        if step.hears:
            _check_function(desk, step, step.hears, {**given, SAID: str})
            _check_proposal(desk, step, step.hears)
        if step.check:
            _check_function(desk, step, step.check, {**given, step.name: step.kind})
    if isinstance(step, Gather):
        inner = _Desk(f"{desk.dialog}.{step.name}", step.item.steps, given)
        _check_reads(inner)


def _check_function(desk: _Desk, step: Step, function: Rule | Effect, given: Mapping[str, Any]) -> None:
    read = _signature(desk, step, function)
    for name, wanted in {**read.needs, **{k: v for k, v in read.may_read.items() if k in given}}.items():
        if name not in given:
            raise desk.fault(
                step, f"{function.__name__} reads {name!r}, which is not given on every path to it", _mend(desk, name)
            )
        if not fits(given[name], wanted):
            raise desk.fault(
                step,
                f"{function.__name__} wants {name!r} as {plain(wanted)!r}, it is {plain(given[name])!r}",
                "make the types agree",
            )


def _check_proposal(desk: _Desk, step: Asking, function: Rule) -> None:
    """What proposes an answer gives one of the step's type, or None."""
    gives = _signature(desk, step, function).gives
    if not fits(gives, step.kind):
        raise desk.fault(
            step, f"{function.__name__} gives {gives!r}, the step is {plain(step.kind)!r}", "make the types agree"
        )


def _mend(desk: _Desk, name: str) -> str:
    if any(name in given_by(step) for step in desk.steps.values()):
        return f"ask {name!r} before it on every path, or do not read it there"
    return f"no step gives {name!r}: correct the name, or add it to the context"
