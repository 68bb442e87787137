"""Repair: going back, modifying an answer, starting anew, and what another release left of a run. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from bot.engine.checks import looks_like_question
from bot.engine.conversation import Given, Origin, Run
from bot.engine.dialog import Dialog
from bot.engine.matching import read_number, same
from bot.engine.signature import function_of, signature
from bot.engine.steps import Asking, Decide, LookUp, Perform, Review, Step
from bot.engine.walk import Position, Steps, Visit, load_value


def beyond_barrier(position: Position) -> list[Visit]:
    """The answered questions that may still be changed: those after the last effect that was performed."""
    done = [n for n, v in enumerate(position.path) if _is_done(position.run, v)]
    after = position.path[done[-1] + 1 :] if done else position.path
    return [v for v in after if isinstance(v.step, Asking) and v.address in position.run.given]


def has_effect(run: Run) -> bool:
    """Whether the run has done something in the world."""
    return any(given.origin is Origin.DONE for given in run.given.values())


def _is_done(run: Run, visit: Visit) -> bool:
    given = run.given.get(visit.address)
    return isinstance(visit.step, Perform) and given is not None and given.origin is Origin.DONE


def _found_nobody(run: Run, visit: Visit) -> bool:
    """Whether a look-up got no reply, so that it is worth another try when the person comes by again."""
    given = run.given.get(visit.address)
    if not isinstance(visit.step, LookUp) or given is None or given.sealed:
        return False
    found = load_value(visit.step, given.value)
    return bool(getattr(getattr(found, "outcome", found), "name", "") == "UNKNOWN")


def last_said(position: Position) -> Visit | None:
    """The question that 返回 goes back to: the last one the person answered, this side of the barrier."""
    said = [v for v in beyond_barrier(position) if position.run.given[v.address].origin is Origin.SAID]
    return said[-1] if said else None


def reopen(position: Position, address: str) -> Run:
    """The run with the answer at ``address`` taken out and offered again; texts after it may be said anew.

    What was filled in unasked from that answer goes with it.
    """
    run = position.run
    places = {visit.address: n for n, visit in enumerate(position.path)}
    told = tuple(t for t in run.told if places.get(t, 0) < places.get(address, 0))
    unanswered = {visit.address for visit in position.path if _found_nobody(run, visit)}
    gone = unanswered | {address} | _filled_in_from(position, address)
    given = {a: g for a, g in run.given.items() if a not in gone}
    offered = {**run.offered, address: run.given[address].value}
    return replace(run, given=given, offered=offered, told=told, slips=0)


def _filled_in_from(position: Position, address: str) -> set[str]:
    """The addresses of answers that were prefilled and depend on the one at ``address``."""
    visit = next(visit for visit in position.path if visit.address == address)
    around = {visit.prefix + name for name in dependents(visit.scope, visit.step.name)}
    return {a for a in around if a in position.run.given and position.run.given[a].origin is Origin.PREFILLED}


def _withdraw(run: Run, addresses: set[str]) -> Run:
    """The run with answers taken out; those the person gave are offered again, others are computed anew."""
    kept = {a: g for a, g in run.given.items() if a not in addresses}
    old = {a: g.value for a, g in run.given.items() if a in addresses and g.origin is Origin.SAID}
    return replace(run, given=kept, offered={**run.offered, **old})


def _without(values: dict[str, Any], address: str) -> dict[str, Any]:
    return {a: v for a, v in values.items() if a != address}


def seal(run: Run, path: tuple[Visit, ...]) -> Run:
    """The run with every answer on the path marked as sent."""
    sent = {v.address: replace(run.given[v.address], sealed=True) for v in path if v.address in run.given}
    return replace(run, given={**run.given, **sent})


def answer(run: Run, visit: Visit, given: Given) -> Run:
    """The run with the step answered. Where the answer differs from the old one, what depends on it opens again."""
    old, address = run.offered.get(visit.address), visit.address
    run = run.with_given(address, given)
    run = replace(run, offered=_without(run.offered, address), picked=_without(run.picked, address), slips=0)
    if old is None or old == given.value:
        return run
    moved: Visit | None = visit
    while moved is not None:
        run = _withdraw(run, {moved.prefix + name for name in dependents(moved.scope, moved.step.name)})
        moved = moved.around
    return run


def dependents(steps: Steps, name: str) -> set[str]:
    """The steps whose question, rule or check reads the answer ``name``, directly or through others.

    Those asked afresh depend on every answer before them.
    """
    moved, found, behind = {name}, set[str](), False
    for step in steps.values():
        afresh = behind and isinstance(step, Asking) and step.afresh
        behind = behind or step.name == name
        if step.name != name and (afresh or reads_of(step) & moved):
            moved |= {step.name} | _result_names(step)
            if isinstance(step, Asking):
                found.add(step.name)
    return found


def reads_of(step: Step) -> frozenset[str]:
    """Every name that the step reads."""
    functions: list[Any] = []
    if isinstance(step, Asking):
        functions = [f for f in (step.prefill, step.suggest, step.check) if f]
    elif isinstance(step, Decide | LookUp):
        functions = [function_of(step)]
    reads = step.wording.reads
    for function in functions:
        reads |= signature(function).reads
    return reads - {step.name}


def _result_names(step: Step) -> set[str]:
    from bot.engine.declaration import given_by

    return set(given_by(step)) if isinstance(step, Decide | LookUp) else set()


_GENERAL = re.compile("(?:的?那一?[天日个项]|[那这]里|日期|时间|日子)$")
"""What may stand behind the name of an answer: “终止那天”."""


def find_answered(visits: list[Visit], what: str) -> list[Visit]:
    """The answered questions that ``what`` may mean: their place on the card, the label, or a part of it."""
    return _found(visits, what) or _found(visits, _GENERAL.sub("", what))


def _found(visits: list[Visit], what: str) -> list[Visit]:
    number = int(what) if what.isdecimal() else read_number(what)
    if number is not None:
        return [visits[number - 1]] if 0 < number <= len(visits) else []
    exact = [v for v in visits if same(what, getattr(v.step, "label", ""))]
    asked = looks_like_question(what)
    named = [v for v in visits if _label(v)]
    return exact or [v for v in named if what and (what in _label(v) or (_label(v) in what and not asked))]


def _label(visit: Visit) -> str:
    """The step's short name with its place in a group; empty where it has none."""
    label = str(getattr(visit.step, "label", ""))
    return visit.lead + label if label else ""


@dataclass(frozen=True, slots=True)
class Released:
    """A run brought to the dialog's present version; ``lost`` are answers that must be given again."""

    run: Run
    lost: tuple[str, ...]


def bring_up(dialog: type[Dialog], run: Run) -> Released:
    """The run in terms of the dialog as it is now: answers renamed, unknown ones and misfits taken out.

    Results of effects are kept whatever their name: what was done was done.
    """
    for version in range(run.version + 1, dialog.version + 1):
        run = _renamed_in(run, dialog.renamed.get(version, {}))
    kept = {a: g for a, g in run.given.items() if g.origin is Origin.DONE or _still_fits(dialog, a, g.value)}
    lost = tuple(a for a, g in run.given.items() if a not in kept and g.origin is Origin.SAID)
    offered = {a: v for a, v in run.offered.items() if _still_fits(dialog, a, v)}
    picked = {a: v for a, v in run.picked.items() if _still_fits(dialog, a, v)}
    return Released(replace(run, version=dialog.version, given=kept, offered=offered, picked=picked), lost)


def names_now(dialog: type[Dialog], address: str) -> set[str]:
    """What the step that some version knew at ``address`` may be called now."""
    found = {address}
    for version in range(2, dialog.version + 1):
        found |= {_renamed(name, dialog.renamed.get(version, {})) for name in found}
    return found


def _renamed_in(run: Run, names: Mapping[str, str]) -> Run:
    return replace(
        run,
        given={_renamed(address, names): given for address, given in run.given.items()},
        offered={_renamed(address, names): value for address, value in run.offered.items()},
        picked={_renamed(address, names): value for address, value in run.picked.items()},
        told=tuple(_renamed(address, names) for address in run.told),
    )


def _renamed(address: str, names: Mapping[str, str]) -> str:
    old = next((old for old in names if f"{address}.".startswith(f"{old}.")), None)
    return address if old is None else names[old] + address[len(old) :]


def _still_fits(dialog: type[Dialog], address: str, kept: Any) -> bool:
    step = step_at(dialog.steps, address)
    if step is None or isinstance(step, Review):
        return step is not None
    try:
        load_value(step, kept)
    except ValidationError:
        return False
    return True


def step_at(steps: Steps, address: str) -> Step | None:
    """The step at an address, through groups and called dialogs; None where there is none."""
    from bot.engine.steps import Call, Gather
    from bot.engine.walk import MORE

    name, _, rest = address.partition(".")
    step = steps.get(name)
    if not rest or step is None:
        return step
    if isinstance(step, Call):
        return step_at(step.dialog.steps, rest)
    if isinstance(step, Gather):
        inner = rest.partition(".")[2]
        return MORE if inner == "more" else step_at(step.item.steps, inner)
    return None
