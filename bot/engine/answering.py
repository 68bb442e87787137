"""Answers to the open step: an option, a typed value, several facts, a late result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.engine.card import (
    DONE,
    KEEP,
    MEANT,
    SUGGESTED,
    check_of,
    confirming,
    label_of,
    members,
    option_id,
    picked_at,
    show_answer,
    suggestion,
)
from bot.engine.checks import Check, Knowing, Slip, looks_like_question
from bot.engine.choice import Choice
from bot.engine.choosing import failure_told, half_meant, option_meant, skips, tell_what_is_known
from bot.engine.conversation import Given
from bot.engine.dialog import Dialog
from bot.engine.filling import heard_by, named_member, read_facts
from bot.engine.hearing import hear, rather_a_question
from bot.engine.matching import is_all_said, match_failure, match_many, read_number, read_ordinal
from bot.engine.messages import Decision, LateResult
from bot.engine.repair import answer, names_now
from bot.engine.signature import call_with, signature
from bot.engine.steps import Ask, Asking, Attach, Choose, ChooseMany, Review, Step, Wait
from bot.engine.turning import Turning
from bot.engine.values import is_worked_out, parse_spoken
from bot.engine.walk import Position, card_digest, dump_value, load_value, walk

_SLIPS_BEFORE_EXAMPLE = 3
_LEAST_EARLY = 2
"""Signs from which on a word in a message names an option of a question that was not asked yet."""


def give(turning: Turning, position: Position, value: Any) -> bool:
    """Answers the open step with ``value`` unless its own check refuses; tells whether it was taken."""
    visit, step = position.open, position.open.step
    wrong = refusal(step, {**visit.names, step.name: value})
    if wrong:
        slip(turning, position, wrong)
        return False
    basis = card_digest(position.path[:-1], position.run, visit) if isinstance(step, Review) else None
    turning.set_run(answer(position.run, visit, Given(dump_value(step, value), basis=basis)))
    turning.note_step(visit.address, answered=True)
    turning.decision = turning.decision or Decision.STEP
    return True


def refusal(step: Step, names: Mapping[str, Any]) -> str:
    """What the step's own rule says against the value that is among the names; empty where nothing is wrong."""
    if not isinstance(step, Asking) or step.check is None:
        return ""
    return str(call_with(step.check, names) or "")


def slip(turning: Turning, position: Position, message: str, reading: str = "") -> None:
    """Says what was wrong with an answer, and offers what it probably meant; after three in a row, with an example."""
    run = replace(position.run, slips=position.run.slips + 1)
    turning.set_run(run)
    turning.messages.append(message)
    check = check_of(position.open.step)
    if reading and check is not None:
        shown = check.show(check.parse(reading, turning.context.today), turning.inbound.private)
        offered = option_id(run, position.open.address, f"{reading}{MEANT}")
        turning.offer(offered, turning.phrase("suggested", value=shown))
    if run.slips >= _SLIPS_BEFORE_EXAMPLE and check is not None and check.example:
        turning.say("slip_example", example=check.example)
    turning.decision = Decision.STEP


def choose_value(turning: Turning, position: Position, value: str) -> bool:
    """Takes an option of the open step by the last part of its id; false where the step has no such option."""
    visit, step = position.open, position.open.step
    offered = position.run.offered.get(visit.address)
    if value == KEEP and offered is not None:
        return give(turning, position, load_value(step, offered)) or True
    if value == SUGGESTED and (suggested := suggestion(visit)) is not None:
        return give(turning, position, suggested) or True
    if value.endswith(MEANT) and isinstance(step, Ask):
        return _take_typed(turning, position, step, value.removesuffix(MEANT)) or True
    if value == DONE and isinstance(step, ChooseMany | Attach):
        return _done_picking(turning, position, picked_at(position.run, visit))
    member = next((m for m in members(step) if _is_option(position, m, value)), None)
    if member is None:
        return False
    if isinstance(step, ChooseMany):
        _toggle(turning, position, member)
        return True
    return give(turning, position, member) or True


def _is_option(position: Position, member: Choice, value: str) -> bool:
    if isinstance(position.open.step, Review):
        return confirming(position, member).id == option_id(position.run, position.open.address, value)
    return member.name == value


def _toggle(turning: Turning, position: Position, member: Choice) -> None:
    picked = picked_at(position.run, position.open)
    picked = [name for name in picked if name != member.name] if member.name in picked else [*picked, member.name]
    turning.set_run(replace(position.run, picked={**position.run.picked, position.open.address: picked}))
    turning.decision = Decision.STEP


def _done_picking(turning: Turning, position: Position, picked: list[Any]) -> bool:
    step = position.open.step
    least = step.least if isinstance(step, ChooseMany | Attach) else 0
    if len(picked) < least:
        slip(turning, position, turning.phrase("many_too_few", least=least))
        return True
    return give(turning, position, load_value(step, picked)) or True


def take_text(turning: Turning, position: Position, text: str) -> bool:
    """Takes a typed message as an answer to the open step; false where it is none."""
    step = position.open.step
    if isinstance(step, Choose | Review):
        member = option_meant(turning, position, step, text)
        if member is None and isinstance(step, Choose) and not looks_like_question(text):
            try:
                member = heard_by(step, position.open.names, text)
            except Slip as wrong:
                slip(turning, position, wrong.message)
                return True
        member = member or failure_told(turning, step, text)
        if member is None:
            return _asks_for_plain_words(turning, step, text)
        if not is_all_said(text, member) and match_failure(text, step.kind) is member:
            tell_what_is_known(turning, text)
        if isinstance(step, Review) and confirming(position, member) not in turning.conversation.shown:
            turning.say("card_first")
        elif give(turning, position, member):
            _take_early(turning, text)
        return True
    if isinstance(step, ChooseMany):
        several = match_many(text, step.kind.__args__[0])
        return several is not None and _done_picking(turning, position, dump_value(step, several))
    if isinstance(step, Attach):
        return skips(step, text) and _done_picking(turning, position, [])
    return isinstance(step, Ask) and _take_typed(turning, position, step, text)


def _asks_for_plain_words(turning: Turning, step: Choose | Review, text: str) -> bool:
    """Says that what was said by half was not taken, and how it is said; false where it was no such thing."""
    half = None if looks_like_question(text) else half_meant(step, text)
    if half is None:
        return False
    turning.say("not_plainly", label=half.label)
    turning.decision = Decision.STEP
    return True


def _take_early(turning: Turning, text: str) -> None:
    """Takes what the message tells of the questions that come next and may be answered early."""
    while (position := turning.position()) is not None:
        try:
            value = _told_early(position, text, turning.context.today)
        except Slip as wrong:
            if wrong.reading:
                slip(turning, position, wrong.message, wrong.reading)
            return
        if value is None or not give(turning, position, value):
            return
        _note(turning, position, value)


def _told_early(position: Position, text: str, today: date) -> Any:
    """What the message tells already of the open question, if it may be answered early; None where it does not.

    Raises:
        Slip: it tells something that is no answer.
    """
    step = position.open.step
    if isinstance(step, Choose) and step.early:
        return named_member(text, step.kind, _LEAST_EARLY)
    check = check_of(step)
    if not isinstance(step, Ask) or not step.early or check is None:
        return None
    value = heard_by(step, position.open.names, text)
    found = list(check.find(text, today)) if value is None else []
    return found[0].value if len(found) == 1 else value


def _note(turning: Turning, position: Position, value: Any) -> None:
    shown = show_answer(position.open.step, value, turning.inbound.private)
    turning.say("noted", facts=f"{label_of(position.open)}：{shown}")


def _take_typed(turning: Turning, position: Position, step: Ask, text: str) -> bool:
    check = check_of(step)
    assert check is not None, "the declaration was checked"
    try:
        value = heard_by(step, position.open.names, text)
    except Slip as wrong:
        if looks_like_question(text):
            return False
        slip(turning, position, wrong.message, wrong.reading)
        return True
    try:
        value = parse_spoken(check, text, turning.context.today) if value is None else value
    except Slip as wrong:
        if _take_facts(turning, position, text):
            return True
        if not wrong.near or (not check.greedy and rather_a_question(turning, text, check.strict)):
            return False
        slip(turning, position, wrong.message, wrong.reading)
        return True
    if not check.strict and not check.greedy and rather_a_question(turning, text, _is_known(check, value)):
        return False
    if len(read_facts(position, text, turning.context.today)) > 1 and _take_facts(turning, position, text):
        return True
    if give(turning, position, value) and is_worked_out(text, value, turning.context.today):
        _note(turning, position, value)
    return True


def take_wish(turning: Turning, text: str) -> None:
    """Takes what the message that wished for a dialog told already of its answers."""
    position = turning.position()
    if position is not None and (facts := read_facts(position, text, turning.context.today)):
        _take(turning, position, facts)


def told_facts(turning: Turning, dialog: type[Dialog], text: str) -> dict[str, str]:
    """What the text tells of a dialog's answers, as an option of another turn can carry it."""
    facts = read_facts(walk(dialog, turning.new_run(dialog), turning.context), text, turning.context.today)
    return {name: value.name if isinstance(value, Choice) else str(value) for name, value in facts.items()}


def _take_facts(turning: Turning, position: Position, text: str) -> bool:
    facts, own = read_facts(position, text, turning.context.today), position.open.step.name
    if not facts or (len(facts) == 1 and (own not in facts or looks_like_question(text))):
        return False
    return _take(turning, position, facts)


def _take(turning: Turning, position: Position, facts: Mapping[str, Any]) -> bool:
    here = position.open
    run, noted, refused = position.run, list[str](), list[str]()
    for name in (name for name in here.scope if name in facts):
        visit, value = replace(here, step=here.scope[name], address=here.prefix + name), facts[name]
        if not _may_be_judged(visit.step, {**here.names, **facts}) or _means_something_else(turning, visit.step, value):
            continue
        if wrong := refusal(visit.step, {**here.names, **facts}):
            refused.append(wrong)
            continue
        run = answer(run, visit, Given(dump_value(visit.step, value)))
        shown = show_answer(visit.step, value, turning.inbound.private)
        noted.append(f"{getattr(visit.step, 'label', name)}：{shown}")
    turning.set_run(run)
    if noted:
        turning.say("noted", facts="；".join(noted))
        turning.note_step(here.address, answered=True)
    turning.messages.extend(refused)
    turning.decision = Decision.STEP
    return bool(noted or refused)


def _means_something_else(turning: Turning, step: Step, value: Any) -> bool:
    """Whether a word that has the form of an answer is known for another meaning: “你好” is no name."""
    check = check_of(step)
    if check is None or check.strict:
        return False
    heard = hear(turning, str(value))
    asked_back = heard.decision in (Decision.SMALLTALK, Decision.CLARIFY)
    return heard.certain and not (asked_back and _is_known(check, value))


def _is_known(check: Check, value: Any) -> bool:
    return isinstance(check, Knowing) and check.knows(value)


def _may_be_judged(step: Step, names: Mapping[str, Any]) -> bool:
    """Whether all that the step's own rule reads is known already."""
    return not isinstance(step, Asking) or step.check is None or signature(step.check).needs.keys() <= names.keys()


def take_number(turning: Turning, text: str) -> str | None:
    """The id of the shown option whose number the text is, or of the topic whose place a question begins with."""
    shown = turning.conversation.shown
    number = read_number(text)
    if number is not None:
        chosen = shown[number - 1].id if 1 <= number <= len(shown) else None
        return None if chosen is not None and _sends(turning, chosen) and not _BARE_NUMBER.fullmatch(text) else chosen
    place = read_ordinal(text)
    asked = shown[place - 1].id if place is not None and place <= len(shown) else ""
    return asked if asked.startswith("topic|") else None


_BARE_NUMBER = re.compile(r"\s*(?:我?选)?[0-9０-９]{1,2}[.。]?\s*")
"""What a number that sends a card looks like: “第1项” may be a line of the card, “1？” asks."""


def _sends(turning: Turning, option: str) -> bool:
    """Whether the option is the first one of the open card."""
    position = turning.position()
    if position is None or not isinstance(position.open.step, Review):
        return False
    return option == confirming(position, members(position.open.step)[0]).id


def take_late(turning: Turning, late: LateResult) -> bool:
    """Brings up the run that waited, and answers its ``wait`` step; false where nothing waits for it."""
    before = turning.conversation
    if not turning.bring_up(late.run):
        return False
    position = turning.position()
    known = names_now(turning.dialog_of(position.run), late.address) if position is not None else set()
    if position is None or position.open.address not in known or not isinstance(position.open.step, Wait):
        turning.conversation = before
        return False
    return give(turning, position, load_value(position.open.step, late.value))
