"""Corrections in one's own words: “选错了”, “错了 刷脸”, “不对，应该是短信”."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.engine.answering import choose_value, take_text
from bot.engine.card import check_of, label_of, members, show_kept
from bot.engine.checks import Slip, looks_like_question
from bot.engine.commands import Commanded
from bot.engine.conversation import Origin
from bot.engine.filling import named_member
from bot.engine.matching import match_choice, read_number
from bot.engine.messages import Decision
from bot.engine.repair import beyond_barrier, last_said, reopen
from bot.engine.steps import Choose, Review
from bot.engine.turning import Turning
from bot.engine.walk import Position, Visit, load_value

_MOST_OFFERED = 6
_LONGEST_VALUE = 12
_LEAST_NAMED = 2


def correct(turning: Turning, position: Position, said: Commanded) -> bool:
    """Puts the new value in the place of the one answer that takes it, or offers the answers before, the last first;
    false where nothing was answered that may be meant, or the words may be an answer of their own.
    """
    check = check_of(position.open.step)
    if check is not None and check.greedy:
        return False
    taking = _that_take(turning, position, said.to) if said.to else []
    if taking == [position.open]:
        return take_text(turning, position, said.to)
    if last_said(position) is None:
        return False
    if said.to and not taking and (looks_like_question(said.to) or len(said.to) > _LONGEST_VALUE):
        return False
    turning.decision = Decision.COMMAND
    if len(taking) == 1:
        _replace(turning, position, taking[0], said.to)
        return True
    offer_answers(turning, position, taking or _said_before(position)[:_MOST_OFFERED])
    return True


def offer_answers(turning: Turning, position: Position, visits: Sequence[Visit]) -> None:
    """Asks which of the answers is wrong; the one that is picked opens again."""
    turning.say("correct_which")
    turning.asks_itself = True
    for visit in visits:
        turning.offer(f"modify|{position.run.id}|{visit.address}", _shown(turning, position, visit))


def _said_before(position: Position) -> list[Visit]:
    """The answers that the person gave and may still change, the last first."""
    said = [v for v in beyond_barrier(position) if position.run.given[v.address].origin is Origin.SAID]
    return [v for v in said[::-1] if not isinstance(v.step, Review)]


def _that_take(turning: Turning, position: Position, value: str) -> list[Visit]:
    """The answers, and the open question, that the value fits and that did not have it; a number counts the options
    of the answer before.
    """
    number, before = read_number(value), last_said(position)
    if number is not None and before is not None and 1 <= number <= len(members(before.step)):
        return [before]
    options = [v for v in (*beyond_barrier(position), position.open) if _has_option(position, v, value)]
    today = turning.context.today
    return options or that_takes(beyond_barrier(position), value, today) or that_takes([position.open], value, today)


def _has_option(position: Position, visit: Visit, value: str) -> bool:
    if not isinstance(visit.step, Choose):
        return False
    kind = visit.step.kind
    member = match_choice(value, kind) or named_member(value, kind, _LEAST_NAMED)
    given = position.run.given.get(visit.address)
    return member is not None and (given is None or load_value(visit.step, given.value) is not member)


def that_takes(answered: Sequence[Visit], value: str, today: date) -> list[Visit]:
    """The answers whose strict form the value has, where that is one alone."""
    found = []
    for visit in answered:
        check = check_of(visit.step)
        if check is None or not check.strict:
            continue
        try:
            check.parse(value, today)
        except Slip:
            continue
        found.append(visit)
    return found if len(found) == 1 else []


def _replace(turning: Turning, position: Position, visit: Visit, value: str) -> None:
    turning.set_run(reopen(position, visit.address))
    opened = turning.position()
    if opened is None:
        return
    take_new_value(turning, opened, value)
    say_changed(turning, visit)


def say_changed(turning: Turning, visit: Visit, phrase: str = "corrected") -> None:
    """Says what the answer is now; nothing where it is not answered."""
    run = turning.conversation.active
    if run is not None and (given := run.given.get(visit.address)) is not None:
        shown = show_kept(visit.step, given.value, turning.inbound.private)
        turning.say(phrase, facts=f"{label_of(visit)}：{shown}")


def take_new_value(turning: Turning, position: Position, value: str) -> None:
    """Answers a reopened step with what was said in the same breath; an option may be said by its number."""
    options = members(position.open.step)
    number = read_number(value)
    if options and number is not None and 1 <= number <= len(options):
        choose_value(turning, position, options[number - 1].name)
    elif not take_text(turning, position, value) and isinstance(position.open.step, Choose):
        named = named_member(value, position.open.step.kind, _LEAST_NAMED)
        if named is not None:
            choose_value(turning, position, named.name)


def _shown(turning: Turning, position: Position, visit: Visit) -> str:
    """An answer as it is offered for correction: its short name where it has one, and what was answered."""
    value = show_kept(visit.step, position.run.given[visit.address].value, turning.inbound.private)
    return f"{label_of(visit)}：{value}" if getattr(visit.step, "label", "") else value
