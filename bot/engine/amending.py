"""Corrections carried out: every answer that a message corrects is changed and said, or asked for; nothing is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from bot.engine.amended import changeable, counts_lines, named_by, tells_itself, told_anew
from bot.engine.amendments import Clause, read_amendment
from bot.engine.answering import refusal
from bot.engine.card import check_of
from bot.engine.commands import Command, Commanded
from bot.engine.conversation import Given
from bot.engine.correcting import correct, offer_answers, say_changed, take_new_value
from bot.engine.filling import named_member
from bot.engine.matching import match_choice
from bot.engine.messages import Decision
from bot.engine.repair import answer, reopen
from bot.engine.steps import Choose, Review
from bot.engine.turning import Turning
from bot.engine.walk import Position, Visit, dump_value

_LEAST_NAMED = 2
_LONGEST_COMPLAINT = 12
_DIGIT = re.compile(r"\d")
_SOMETHING_WRONG = Commanded(Command.MODIFY, plainly=False)


@dataclass(slots=True)
class _Wish:
    """One correction: its clauses, the answers named for it, those that take a value, each with the clause that tells
    it, and the name that is nobody's.
    """

    clauses: list[Clause] = field(default_factory=list)
    named: list[Visit] = field(default_factory=list)
    takes: dict[str, tuple[Visit, Clause]] = field(default_factory=dict)
    unknown: str = ""

    @property
    def meant(self) -> list[tuple[Visit, Clause]]:
        """What was named and takes a value; where none of it does, what does."""
        own = [self.takes[v.address] for v in self.named if v.address in self.takes]
        return own or list(self.takes.values())


def amend(turning: Turning, text: str) -> bool:
    """Corrects what the message says is wrong; false where it says no such thing, or may well say another."""
    position = turning.position()
    if position is None or turning.is_only_offered:
        return False
    clauses, check = read_amendment(text), check_of(position.open.step)
    if not clauses or (check is not None and check.greedy) or _answers_the_open_one(position, text):
        return False
    wishes, on_card = _wishes(turning, position, clauses), isinstance(position.open.step, Review)
    asked = on_card and not (len(clauses) == 1 and clauses[0].to and clauses[0].name)
    if not any(wish.meant or (asked and wish.named) for wish in wishes):
        wrong = on_card and len(text) <= _LONGEST_COMPLAINT and any(c.wrong and not c.value for c in clauses)
        return wrong and correct(turning, position, _SOMETHING_WRONG)
    turning.decision = Decision.COMMAND
    turning.conversation = replace(turning.conversation, asleep=False)
    for wish in sorted(wishes, key=lambda wish: len(wish.meant) != 1):
        _fulfil(turning, wish)
    return True


def _answers_the_open_one(position: Position, text: str) -> bool:
    kind = position.open.step.kind if isinstance(position.open.step, Choose) else None
    return kind is not None and (match_choice(text, kind) or named_member(text, kind, _LEAST_NAMED)) is not None


def _wishes(turning: Turning, position: Position, clauses: list[Clause]) -> list[_Wish]:
    """The clauses put together: what names another answer when a value was told begins another correction."""
    wishes, today = [_Wish()], turning.context.today
    for clause in clauses:
        named = named_by(position, clause, today)
        if _begins_another(position, wishes[-1], clause, named, today):
            wishes.append(_Wish())
        wish = wishes[-1]
        wish.named += [v for v in named if v.address not in {known.address for known in wish.named}]
        if (clause.to or clause.wrong) and clause.name and not named:
            wish.unknown = clause.name
        wish.clauses.append(clause)
        for told in [clause] if wish.takes else wish.clauses:
            wish.takes |= {v.address: (v, told) for v in _takers(position, told, wish, today)}
    return wishes


def _begins_another(position: Position, wish: _Wish, clause: Clause, named: list[Visit], today: date) -> bool:
    """Whether the clause is about another answer than the clauses before it, which told their value or named nobody."""
    if not wish.takes:
        return bool(wish.unknown and clause.name)
    if all(v.address not in wish.takes for v in named):
        return bool(named) or (clause.to and bool(clause.name))
    others = [v for v in named if v.address not in wish.takes]
    return any(told_anew(position, v, clause, today, named=True) is not None for v in others)


def _takers(position: Position, clause: Clause, wish: _Wish, today: date) -> list[Visit]:
    """The answers of which the clause tells another value: of those named, else of any where none was, or a line was
    counted. Without a name, a question takes only an option that was not chosen.
    """
    own = [v for v in wish.named if told_anew(position, v, clause, today, named=True) is not None]
    if own or (wish.named and not any(map(counts_lines, wish.clauses))):
        return own
    others = [v for v in changeable(position) if told_anew(position, v, clause, today, named=False) is not None]
    if clause.to and clause.name and not wish.named:
        return [v for v in others if tells_itself(v)]
    if isinstance(position.open.step, Review):
        return others
    nameless = not (clause.name or wish.named or wish.unknown)
    return [v for v in others if isinstance(v.step, Choose)] if nameless else []


def _fulfil(turning: Turning, wish: _Wish) -> None:
    position, meant = turning.position(), wish.meant
    if position is None:
        return
    if len(meant) == 1:
        _change(turning, position, *meant[0], named=bool(wish.named))
    elif meant:
        offer_answers(turning, position, [visit for visit, _ in meant])
    elif len(given := [v for v in wish.named if v.address in position.run.given]) == 1:
        _open_again(turning, position, given[0])
        _try_again(turning, given[0], wish)
    elif given:
        offer_answers(turning, position, given)
    elif wish.unknown:
        turning.say("modify_unknown", what=wish.unknown)


def _open_again(turning: Turning, position: Position, visit: Visit) -> None:
    if any(v.address == visit.address for v in position.path) and visit.address in position.run.given:
        turning.set_run(reopen(position, visit.address))


def _try_again(turning: Turning, visit: Visit, wish: _Wish) -> None:
    """Says of a number that was told for the answer, and is none that it takes, what is wrong with it."""
    opened, check = turning.position(), check_of(visit.step)
    told = [clause.value for clause in wish.clauses if _DIGIT.search(clause.value)]
    if told and check is not None and check.strict and opened is not None and opened.open.address == visit.address:
        take_new_value(turning, opened, told[-1])


def _by_now(position: Position, visit: Visit) -> Visit:
    """The visit with what is known by now, where it is on the path or beside the open step."""
    beside = replace(visit, names=position.open.names) if visit.prefix == position.open.prefix else visit
    return next((v for v in position.path if v.address == visit.address), beside)


def _change(turning: Turning, position: Position, visit: Visit, clause: Clause, named: bool) -> None:
    """Puts the new value in its place, read and judged by what the other answers are by now."""
    visit = _by_now(position, visit)
    value = told_anew(position, visit, clause, turning.context.today, named)
    if value is None:
        return
    before = visit.address in position.run.given or visit.address in position.run.offered
    _open_again(turning, position, visit)
    wrong = refusal(visit.step, {**visit.names, visit.step.name: value})
    run = turning.conversation.active
    if wrong or run is None:
        turning.messages.append(wrong)
        return
    turning.set_run(answer(run, visit, Given(dump_value(visit.step, value))))
    turning.note_step(visit.address, answered=True)
    say_changed(turning, visit, "corrected" if before else "noted")
