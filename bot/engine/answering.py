"""Answers to the open step: an option, a typed value, several facts, a file, a late result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.engine.card import (
    DONE,
    KEEP,
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
from bot.engine.checks import Slip, looks_like_question
from bot.engine.choice import Choice
from bot.engine.conversation import Given
from bot.engine.dialog import Dialog
from bot.engine.filling import named_member, read_facts
from bot.engine.matching import match_choice, match_many, read_number, read_ordinal
from bot.engine.messages import Decision, FileRef, Heard, LateResult
from bot.engine.repair import answer, beyond_barrier, names_now, reopen
from bot.engine.signature import call_with, signature
from bot.engine.steps import Ask, Asking, Attach, Choose, ChooseMany, Review, Step, Wait
from bot.engine.turning import Turning
from bot.engine.walk import Position, Visit, card_digest, dump_value, load_value, walk

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The kind of a workbook."""
_SLIPS_BEFORE_EXAMPLE = 3
_LEAST_EARLY = 2
"""Signs from which on a word in a message names an option of a question that was not asked yet."""


def give(turning: Turning, position: Position, value: Any) -> bool:
    """Answers the open step with ``value`` unless its own check refuses; tells whether it was taken."""
    visit, step = position.open, position.open.step
    wrong = _refusal(step, {**visit.names, step.name: value})
    if wrong:
        slip(turning, position, wrong)
        return False
    basis = card_digest(position.path[:-1], position.run, visit) if isinstance(step, Review) else None
    turning.set_run(answer(position.run, visit, Given(dump_value(step, value), basis=basis)))
    turning.note_step(visit.address, answered=True)
    turning.decision = turning.decision or Decision.STEP
    return True


def _refusal(step: Step, names: Mapping[str, Any]) -> str:
    """What the step's own rule says against the value that is among the names; empty where nothing is wrong."""
    if not isinstance(step, Asking) or step.check is None:
        return ""
    return str(call_with(step.check, names) or "")


def slip(turning: Turning, position: Position, message: str) -> None:
    """Says what was wrong with an answer; after three in a row, with an example."""
    run = replace(position.run, slips=position.run.slips + 1)
    turning.set_run(run)
    turning.messages.append(message)
    check = check_of(position.open.step)
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
        member = match_choice(text, step.kind)
        if member is None:
            return False
        if isinstance(step, Review) and confirming(position, member) not in turning.conversation.shown:
            turning.say("expired")
        elif give(turning, position, member):
            _take_early(turning, text)
        return True
    if isinstance(step, ChooseMany):
        several = match_many(text, step.kind.__args__[0])
        return several is not None and _done_picking(turning, position, dump_value(step, several))
    return isinstance(step, Ask) and _take_typed(turning, position, step, text)


def _take_early(turning: Turning, text: str) -> None:
    """Takes what the message tells of the questions that come next and may be answered early."""
    while (position := turning.position()) is not None:
        step = position.open.step
        member = named_member(text, step.kind, _LEAST_EARLY) if isinstance(step, Choose) and step.early else None
        if member is None or not give(turning, position, member):
            return
        turning.say("noted", facts=f"{label_of(position.open)}：{member}")


def _take_typed(turning: Turning, position: Position, step: Ask, text: str) -> bool:
    check = check_of(step)
    assert check is not None, "the declaration was checked"
    try:
        value = check.parse(text, turning.context.today)
    except Slip as wrong:
        if _take_facts(turning, position, text):
            return True
        if not wrong.near or (not check.greedy and _rather_a_question(turning, text)):
            return False
        slip(turning, position, wrong.message)
        return True
    if not check.strict and not check.greedy and _rather_a_question(turning, text):
        return False
    if len(read_facts(position, text, turning.context.today)) > 1 and _take_facts(turning, position, text):
        return True
    return give(turning, position, value) or True


def _rather_a_question(turning: Turning, text: str) -> bool:
    heard = hear(turning, text)
    # A matter that is not ours and is not asked about may well be the answer: a bank's name.
    sure = heard.certain and heard.decision is not Decision.OUT_OF_SCOPE
    meant = sure or heard.wish or looks_like_question(text)
    return meant and not heard.missed and heard.decision is not Decision.CLARIFY


def hear(turning: Turning, text: str) -> Heard:
    """What the knowledge makes of the text."""
    last = turning.conversation
    return turning.house.knowledge.hear(text, turning.context.today, last.last_topic, last.lean)


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
        if wrong := _refusal(visit.step, {**here.names, **facts}):
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
    return check is not None and not check.strict and hear(turning, str(value)).certain


def _may_be_judged(step: Step, names: Mapping[str, Any]) -> bool:
    """Whether all that the step's own rule reads is known already."""
    return not isinstance(step, Asking) or step.check is None or signature(step.check).needs.keys() <= names.keys()


def take_number(turning: Turning, text: str) -> str | None:
    """The id of the shown option whose number the text is, or of the topic whose place a question begins with."""
    shown = turning.conversation.shown
    number = read_number(text)
    if number is not None:
        return shown[number - 1].id if 1 <= number <= len(shown) else None
    place = read_ordinal(text)
    asked = shown[place - 1].id if place is not None and place <= len(shown) else ""
    return asked if asked.startswith("topic|") else None


def is_typed_value(turning: Turning, text: str) -> bool:
    """Whether the open step wants a typed value of strict form, and the text is one: then no option is meant."""
    position = turning.position()
    return position is not None and is_strict_value(position, text, turning.context.today)


def is_strict_value(position: Position, text: str, today: date) -> bool:
    """Whether the position's open step wants a typed value of strict form, and the text is one."""
    check = check_of(position.open.step)
    if check is None or not check.strict:
        return False
    try:
        check.parse(text, today)
    except Slip:
        return False
    return True


def take_file(turning: Turning, position: Position | None, file: FileRef) -> None:
    """Takes a file where one is asked for; says so where none is."""
    turning.decision = Decision.STEP
    step = position.open.step if position else None
    if position is not None and isinstance(step, Review) and (place := _takes_files(position, file.kind)) is not None:
        turning.set_run(reopen(position, place.address))
        position = turning.position()
        step = position.open.step if position else None
    if position is None or not isinstance(step, Attach):
        if file.kind != SHEET or not turning.house.sheet_dialog:
            turning.say("file_not_wanted")
            return
        _begin_with_sheet(turning, file)
        return
    turning.conversation = replace(turning.conversation, asleep=False)
    kept = picked_at(position.run, position.open)
    if step.kinds and file.kind not in step.kinds:
        turning.say("file_wrong_kind", name=file.name)
    elif file.size > step.max_bytes:
        turning.say("file_too_big", name=file.name, megabytes=f"{step.max_bytes / 2**20:.2g}")
    elif len(kept) >= step.most:
        turning.say("file_too_many", most=step.most)
    else:
        entry = {"id": file.id, "name": file.name, "size": file.size, "kind": file.kind}
        picked = {**position.run.picked, position.open.address: [*kept, entry]}
        turning.set_run(replace(position.run, picked=picked))
        turning.say("file_kept", name=file.name, count=len(kept) + 1)


def wants_file(position: Position | None, kind: str) -> bool:
    """Whether the open step asks for files, or is a card after one that takes files of this kind."""
    if position is None:
        return False
    step = position.open.step
    return isinstance(step, Attach) or (isinstance(step, Review) and _takes_files(position, kind) is not None)


def _takes_files(position: Position, kind: str) -> Visit | None:
    """The answered step before the card that takes files of this kind, so that one can be sent while looking at it."""
    takes = [v for v in beyond_barrier(position) if isinstance(v.step, Attach) and kind in v.step.kinds]
    return takes[-1] if takes else None


def _begin_with_sheet(turning: Turning, file: FileRef) -> None:
    """Begins the dialog that takes workbooks, its first step answered with this one."""
    key = turning.house.sheet_dialog
    others = tuple(run for run in turning.conversation.runs if run.dialog != key)
    turning.conversation = replace(turning.conversation, runs=others)
    turning.start(key)
    run, dialog = turning.conversation.active, turning.house.dialogs.get(key)
    if dialog is not None and turning.bars(dialog):
        return
    assert run is not None and dialog is not None, "the house names a dialog that it has"
    first = next(iter(dialog.steps.values()))
    turning.set_run(run.with_given(first.name, Given(dump_value(first, (file,)))))


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
