"""Questions and cards: what the open step looks like to the person, and which options come with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.engine.checks import Check
from bot.engine.choice import Choice
from bot.engine.conversation import Run
from bot.engine.messages import Option
from bot.engine.phrases import Phrases
from bot.engine.signature import call_with
from bot.engine.steps import Ask, Asking, Attach, Choose, ChooseMany, Review, Step
from bot.engine.texts import show
from bot.engine.walk import Position, Visit, card_digest, dump_value, load_value

KEEP = "=keep"
SUGGESTED = "=suggested"
DONE = "=done"
MEANT = "=meant"
"""Ends the id of an option that is what the person probably meant by a text, with what the check reads before it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A step as shown: its text, and its options."""

    text: str
    options: tuple[Option, ...] = ()


def check_of(step: Step) -> Check | None:
    """The check in the step's annotation."""
    return next((part for part in getattr(step.kind, "__metadata__", ()) if isinstance(part, Check)), None)


def option_id(run: Run, address: str, value: str) -> str:
    """The id of an option that answers the step at ``address``; ``_choose_answer`` in ``acting`` takes it apart."""
    return f"answer|{run.id}|{address}|{value}"


def show_answer(step: Step, value: Any, private: bool) -> str:
    """An answer for the eye."""
    check = check_of(step)
    if check is not None:
        return check.show(value, private)
    if isinstance(step, Attach):
        return "、".join(file.name for file in value) or "无"
    return str(show(value))


def show_kept(step: Step, kept: Any, private: bool) -> str:
    """A stored answer for the eye; empty where it does not fit the step any more."""
    try:
        return show_answer(step, load_value(step, kept), private)
    except ValidationError:
        return ""


def label_of(visit: Visit) -> str:
    """The step's short name, with its place in a group; the first line of the text where it has none."""
    label = str(getattr(visit.step, "label", ""))
    return visit.lead + (label or visit.step.wording.render(visit.names).partition("\n")[0] or "提交")


def lines(visits: Sequence[Visit], run: Run, private: bool) -> list[str]:
    """One line an answer. They have no numbers: those under them are the options', and one of these sends the card."""
    return [f"· {label_of(v)}：{show_kept(v.step, run.given[v.address].value, private)}" for v in visits]


def question(position: Position, phrases: Phrases, private: bool) -> Question:
    """The open step of ``position`` as it is asked."""
    visit, run = position.open, position.run
    text = visit.says()
    if isinstance(visit.step, Review):
        answered = position.answered()
        hint = phrases.say("card_hint", example=label_of(answered[-1])) if answered else ""
        text = "\n".join(filter(None, [text, *lines(answered, run, private), hint]))
        return Question(text, tuple(confirming(position, m) for m in members(visit.step)))
    old = run.offered.get(visit.address)
    if isinstance(visit.step, ChooseMany):
        two = "、".join(member.label for member in members(visit.step)[:2])
        return Question(f"{text}\n{phrases.say('many_hint', example=two)}", _many_options(visit, run, phrases))
    options = [Option(option_id(run, visit.address, m.name), m.label) for m in members(visit.step)]
    if isinstance(visit.step, Attach):
        options += _attach_options(visit, visit.step, run, phrases)
    elif isinstance(visit.step, Asking) and old is not None:
        value = show_kept(visit.step, old, private)
        if members(visit.step):
            text = f"{text}\n{phrases.say('old_value', value=value)}"
        elif value:
            options = [Option(option_id(run, visit.address, KEEP), phrases.say("keep_old", value=value)), *options]
    elif isinstance(visit.step, Ask | Choose):
        options += _suggested(visit, run, phrases, private)
    return Question(text, tuple(options))


def confirming(position: Position, member: Choice) -> Option:
    """The option that does with the card as it now is what ``member`` says; another card has another id."""
    digest = card_digest(position.path[:-1], position.run, position.open)
    return Option(option_id(position.run, position.open.address, f"{member.name}|{digest}"), member.label)


def members(step: Step) -> list[Choice]:
    """The members that may be chosen at the step."""
    if isinstance(step, Choose | Review):
        return list(step.kind)
    if isinstance(step, ChooseMany):
        return list(step.kind.__args__[0])
    return []


def suggestion(visit: Visit) -> Any:
    """What the step suggests, or None."""
    step = visit.step
    return call_with(step.suggest, visit.names) if isinstance(step, Asking) and step.suggest else None


def picked_at(run: Run, visit: Visit) -> list[Any]:
    """What is picked so far where several may be: options begin with the old or suggested answer, files anew."""
    if visit.address in run.picked or not isinstance(visit.step, ChooseMany):
        return list(run.picked.get(visit.address, ()))
    if visit.address in run.offered:
        return list(run.offered[visit.address])
    suggested = suggestion(visit)
    return list(dump_value(visit.step, suggested)) if suggested is not None else []


def _suggested(visit: Visit, run: Run, phrases: Phrases, private: bool) -> list[Option]:
    value = suggestion(visit)
    if value is None:
        return []
    label = phrases.say("suggested", value=show_answer(visit.step, value, private))
    return [Option(option_id(run, visit.address, SUGGESTED), label)]


def _many_options(visit: Visit, run: Run, phrases: Phrases) -> tuple[Option, ...]:
    picked = set(picked_at(run, visit))
    options = [
        Option(option_id(run, visit.address, m.name), f"✓ {m.label}" if m.name in picked else m.label)
        for m in members(visit.step)
    ]
    if picked:
        options.append(Option(option_id(run, visit.address, DONE), phrases.say("many_done")))
    return tuple(options)


def _attach_options(visit: Visit, step: Attach, run: Run, phrases: Phrases) -> list[Option]:
    files, old = run.picked.get(visit.address) or [], run.offered.get(visit.address)
    if len(files) >= max(step.least, 1):
        return [Option(option_id(run, visit.address, DONE), phrases.say("files_done"))]
    kept = show_kept(step, old, private=True) if old else ""
    options = [Option(option_id(run, visit.address, KEEP), phrases.say("keep_old", value=kept))] if kept else []
    skip = Option(option_id(run, visit.address, DONE), phrases.say("files_skip"))
    return [*options, skip] if step.least == 0 else options
