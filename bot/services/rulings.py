"""The rules as a service: a rule by name for a day, as plain values; bad input and missing numbers are values, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.services.rule_catalog import RuleTold, describe_rules
from bot.services.rule_given import is_secret, read_given
from bot.services.ruling_told import Told, told
from rules.listing import RULES, BadGiven, RuleEntry, as_json
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters, ParameterUnknown
from rules.plain import Json
from rules.typed import Misfit, read

MOST_DAYS = 12
_APART = ("outcome", "outcome_label", "because", "open_points", "sources")


class Trouble(StrEnum):
    """Why a rule gave no result."""

    UNKNOWN_RULE = "unknown_rule"
    BAD_GIVEN = "bad_given"
    PARAMETER_MISSING = "parameter_missing"
    PARAMETER_UNKNOWN = "parameter_unknown"


@dataclass(frozen=True, slots=True)
class Refusal:
    """No result: ``message`` says in Chinese what is wrong and what to do; ``key`` names the answer or parameter."""

    trouble: Trouble
    message: str
    key: str = ""
    rule: str = ""
    day: str = ""
    ask: str = ""

    def as_json(self) -> dict[str, Json]:
        """As both faces show it."""
        error: dict[str, Json] = {"code": self.trouble.value, "message": self.message}
        error |= {name: value for name, value in (("key", self.key), ("ask", self.ask)) if value}
        place: dict[str, Json] = {name: value for name, value in (("rule", self.rule), ("day", self.day)) if value}
        return {**place, "error": error}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule's result on ``day``, with the snapshot of the law that it rests on."""

    rule: str
    label: str
    day: str
    region: str
    law_id: str
    plain: Mapping[str, Any]
    told: tuple[Told, ...]

    @property
    def numbers(self) -> dict[str, Json]:
        """What was found, by the fields of the rule's result."""
        return {name: value for name, value in self.plain.items() if name not in _APART}

    def as_json(self) -> dict[str, Json]:
        """As both faces show it."""
        return {
            "rule": self.rule,
            "label": self.label,
            "day": self.day,
            "law": {"id": self.law_id, "region": self.region},
            "outcome": self.plain["outcome"],
            "outcome_label": self.plain["outcome_label"],
            "headline": self.plain["because"]["says"],
            "numbers": self.numbers,
            "told": [asdict(each) for each in self.told],
            "because": self.plain["because"],
            "open_points": self.plain["open_points"],
            "sources": self.plain["sources"],
        }


Answer = Ruling | Refusal


class Rulings:
    """Runs rules over the law as it stands at the time of asking."""

    def __init__(self, law: Callable[[], Parameters], today: Callable[[], date]) -> None:
        self._law = law
        self._today = today

    def rules(self) -> tuple[RuleTold, ...]:
        """All rules, described."""
        return describe_rules(self._law())

    def law_id(self) -> str:
        """The snapshot in use."""
        return self._law().id

    def is_secret(self, name: str) -> bool:
        """Whether the rule asks for something that must stand in no address."""
        return name in RULES and is_secret(RULES[name])

    def ask(self, name: object, given: object, day: object = None) -> Answer:
        """The rule ``name`` on what is given, on ``day`` where it is not today."""
        return self._asked(str(name), given, day, None)

    def compare(self, name: object, given: object, days: Sequence[object], day: object = None) -> list[Answer]:
        """The same question on its own day, then for each of ``days``; one refusal alone where none can be answered."""
        if len(days) > MOST_DAYS:
            return [Refusal(Trouble.BAD_GIVEN, f"一次最多比较{MOST_DAYS}天。请分几次。", "whatif", str(name)[:40])]
        answers = [self._asked(str(name), given, day, other) for other in (None, *days)]
        return answers if any(isinstance(answer, Ruling) for answer in answers) else answers[:1]

    def _asked(self, name: str, given: object, day: object, other: object) -> Answer:
        entry = RULES.get(name)
        if entry is None:
            return Refusal(Trouble.UNKNOWN_RULE, f"没有这个规则。请从这些当中选：{'、'.join(RULES)}。")
        moment = other if isinstance(other, str) else ""
        try:
            today = self._today() if day is None else _day(day, "today")
            asked = read_given(entry, given)
            if other is not None:
                moment = _put_time(entry, asked, other)
            return _ruling(entry, asked, self._law(), today)
        except BadGiven as bad:
            return Refusal(Trouble.BAD_GIVEN, bad.message_zh, bad.key, entry.name, moment[:20])
        except ParameterMissing as missing:
            unknown = isinstance(missing, ParameterUnknown)
            trouble = Trouble.PARAMETER_UNKNOWN if unknown else Trouble.PARAMETER_MISSING
            asked_for = moment or str(missing.day)
            return Refusal(trouble, str(missing), missing.name, entry.name, asked_for, missing.whom_to_ask)


def differing(answers: Sequence[Answer]) -> list[list[str]]:
    """For each answer the fields in which it differs from the first that is one."""
    faces = [_face(answer) for answer in answers]
    first = next((face for face, answer in zip(faces, answers, strict=True) if isinstance(answer, Ruling)), {})
    return [[name for name in {**first, **face} if first.get(name) != face.get(name)] for face in faces]


def compared_json(answers: Sequence[Answer]) -> list[dict[str, Json]]:
    """Answers side by side, each with the fields in which it ``differs`` from the first."""
    return [
        {**answer.as_json(), "differs": [*names]}
        for answer, names in zip(answers, differing(answers), strict=True)
    ]


def _face(answer: Answer) -> dict[str, object]:
    if isinstance(answer, Refusal):
        return {"error": answer.trouble.value}
    return {name: _bare(value) for name, value in {"outcome": answer.plain["outcome"], **answer.numbers}.items()}


def _bare(value: object) -> object:
    """A number without the explanations in it."""
    if isinstance(value, dict):
        return {name: _bare(item) for name, item in value.items() if name not in _APART[2:]}
    return [_bare(item) for item in value] if isinstance(value, list) else value


def _ruling(entry: RuleEntry, given: Mapping[str, object], law: Parameters, today: date) -> Ruling:
    result = entry.run(given, law, today)
    plain = as_json(result)
    assert isinstance(plain, dict)
    time = entry.time
    moment = given.get(time.name) if time else None
    day = today if time is None or moment is None else read(time.kind, moment) or today
    return Ruling(entry.name, entry.label, str(day), law.region, law.id, plain, told(entry.name, result))


def _put_time(entry: RuleEntry, given: dict[str, Any], other: object) -> str:
    """Puts another day, or its month, in the place of the rule's own; gives it as text."""
    if entry.time is None:
        raise BadGiven(f"“{entry.label}”和哪一天问没有关系，没有可以比较的日子。请去掉要比较的日子。", "whatif")
    value = _month(other) if entry.time.kind is Month else _day(other, "whatif")
    given[entry.time.name] = value
    return str(value)


def _day(text: object, key: str) -> date:
    try:
        day: date = read(date, text)
    except Misfit as misfit:
        raise BadGiven(f"要问的日子{misfit}。请改正后再试。", key) from misfit
    return day


def _month(text: object) -> Month:
    try:
        found = read(Month | date, text)
    except Misfit as misfit:
        raise BadGiven(f"要问的月份{misfit}。请改正后再试。", "whatif") from misfit
    return Month.of(found) if isinstance(found, date) else found
