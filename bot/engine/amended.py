"""Which answer a correction is about, and what it says anew of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from rapidfuzz.distance import LCSseq

from bot.engine.amendments import Clause
from bot.engine.card import check_of, label_of
from bot.engine.checks import Check, Patterned, Slip
from bot.engine.choice import YesNo
from bot.engine.filling import heard_by, named_member
from bot.engine.matching import match_choice, read_number, tells_failure
from bot.engine.repair import beyond_barrier, find_answered
from bot.engine.signature import signature
from bot.engine.steps import Ask, Asking, Choose, Review
from bot.engine.values import parse_spoken
from bot.engine.walk import Position, Visit, load_value

_LEAST_NAMED = 2
_LONGEST_NAME = 12
_MOSTLY = 0.7
"""The part of a name's signs that must stand in a label, in their order: “身份证号” names 公民身份号码."""
_WORDS_OF_FORM: dict[type, frozenset[str]] = {
    Decimal: frozenset(("钱", "金额", "数额", "钱数", "数目")),
    date: frozenset(("日期", "日子", "时间", "那天", "天数")),
}


def changeable(position: Position) -> list[Visit]:
    """The answers that may be changed, and the questions still to come that may be answered already."""
    return [*(v for v in beyond_barrier(position) if not isinstance(v.step, Review)), *_to_come(position)]


def _to_come(position: Position) -> list[Visit]:
    here, names = position.open, list(position.open.scope)
    if isinstance(here.step, Review) or here.step.name not in names:
        return []
    behind = names[names.index(here.step.name) + 1 :]
    visits = (replace(here, step=here.scope[name], address=here.prefix + name) for name in behind)
    return [v for v in visits if isinstance(v.step, Ask) and _may_be_told(v)]


def _may_be_told(visit: Visit) -> bool:
    check = visit.step.check if isinstance(visit.step, Asking) else None
    return check is None or signature(check).needs.keys() <= {*visit.names, visit.step.name}


def named_by(position: Position, clause: Clause, today: date) -> list[Visit]:
    """The answers that the clause names: by their place on the card, their name or a part of it, a word for them, or
    the value that it denies.
    """
    visits = changeable(position)
    if clause.old:
        return [v for v in visits if _has(position, v, clause.old, today)]
    on_card = isinstance(position.open.step, Review)
    name = clause.name or (clause.value if on_card and (clause.wrong or clause.to) else "")
    if not name or len(name) > _LONGEST_NAME:
        return []
    if name.isdecimal() or read_number(name) is not None:
        placed = find_answered(position.answered(), name) if clause.name and (on_card or "项" in name) else []
        return [v for v in placed if v in visits]
    labelled = find_answered(visits, name) if len(name) >= _LEAST_NAMED else []
    said = labelled or _by_word(visits, name) or _by_form(position, visits, name) or _most_alike(visits, name)
    return said or [v for v in visits if len(name) >= _LEAST_NAMED and _has(position, v, name, today)]


def counts_lines(clause: Clause) -> bool:
    """Whether the clause names a line of the card by its number, which may be miscounted."""
    return clause.name.isdecimal() or read_number(clause.name) is not None


def tells_itself(visit: Visit) -> bool:
    """Whether a value of the answer is known by its form alone, whatever it was called."""
    return isinstance(check_of(visit.step), Patterned)


def _by_word(visits: Sequence[Visit], name: str) -> list[Visit]:
    return [
        v for v in visits if isinstance(v.step, Ask) and any(len(c) >= _LEAST_NAMED and c in name for c in v.step.cues)
    ]


def _by_form(position: Position, visits: Sequence[Visit], name: str) -> list[Visit]:
    kinds = tuple(kind for kind, words in _WORDS_OF_FORM.items() if name in words)
    return [v for v in visits if kinds and isinstance(_value(position, v), kinds)]


def _most_alike(visits: Sequence[Visit], name: str) -> list[Visit]:
    shares = [(LCSseq.similarity(name, label_of(v)) / len(name), v) for v in visits if getattr(v.step, "label", "")]
    best = max((share for share, _ in shares), default=0.0)
    found = [v for share, v in shares if share == best]
    return found if best >= _MOSTLY and len(name) > _LEAST_NAMED and len(found) == 1 else []


def _value(position: Position, visit: Visit) -> Any:
    given = position.run.given.get(visit.address)
    return None if given is None else load_value(visit.step, given.value)


def _has(position: Position, visit: Visit, said: str, today: date) -> bool:
    value = _value(position, visit)
    return value is not None and _read(visit, said, said, today, named=False) == value


def told_anew(position: Position, visit: Visit, clause: Clause, today: date, named: bool) -> Any:
    """The value other than the present one that the clause tells of the answer; None where it tells none. What may
    be anything (a number alone) counts where the answer was named.
    """
    if clause.old or not clause.value or tells_failure(clause.text):
        return None
    value = _read(visit, clause.value, clause.text, today, named)
    return None if value is None or value == _value(position, visit) else value


def _read(visit: Visit, said: str, clause: str, today: date, named: bool) -> Any:
    step = visit.step
    if isinstance(step, Choose):
        number = read_number(said) if named else None
        if number is not None:
            return list(step.kind)[number - 1] if 1 <= number <= len(step.kind) else None
        if not named and (len(said) < _LEAST_NAMED or match_choice(said, YesNo) is not None):
            return None
        return match_choice(said, step.kind) or named_member(said, step.kind, _LEAST_NAMED) or _heard(visit, said)
    check = check_of(step)
    if not isinstance(step, Ask) or check is None or not (check.strict or named):
        return None
    heard = _heard(visit, said)
    return heard if heard is not None else _typed(check, said, today, named)


def _heard(visit: Visit, said: str) -> Any:
    try:
        return heard_by(visit.step, visit.names, said)
    except Slip:
        return None


def _typed(check: Check, said: str, today: date, named: bool) -> Any:
    try:
        return parse_spoken(check, said, today)
    except Slip:
        found = [f for f in check.find(said, today) if named or not f.bare]
        return found[0].value if len(found) == 1 else None
