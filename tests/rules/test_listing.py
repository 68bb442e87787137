"""Promises of ``rules.listing`` and ``rules.entries``."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

import pytest

from rules.answer_labels import LABELS
from rules.back_payment import back_payment
from rules.base_change_list import BaseChangeList
from rules.explained import Because, OpenPoint
from rules.listing import RULES, BadGiven, RuleEntry, as_json, run_rule
from rules.module_chooser import choose_module
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters, Row
from rules.situation import Aim, Situation, Worker

_TODAY = date(2026, 11, 22)
entries = pytest.mark.parametrize("entry", RULES.values(), ids=RULES)


@dataclass(frozen=True)
class WatchedLaw(Parameters):
    """The law, remembering which parameters were read."""

    read: set[str] = field(default_factory=set, compare=False)

    def row(self, name: str, day: date) -> Row:
        """As the law has it."""
        self.read.add(name)
        return super().row(name, day)


@entries
def test_the_example_runs(entry: RuleEntry, law: Parameters) -> None:
    """Every rule's example gives a result with outcome, reason and sources, and is plain JSON in the end."""
    result = entry.run(entry.example_given(), law, _TODAY)
    outcome = getattr(result, "outcome")  # noqa: B009
    assert isinstance(outcome, Enum)
    assert result.because.says
    assert all(isinstance(point, OpenPoint) for point in result.open_points)
    assert isinstance(result.sources, tuple)
    plain = as_json(result)
    assert isinstance(plain, dict)
    assert plain["outcome_label"] != plain["outcome"]
    assert json.loads(json.dumps(plain, ensure_ascii=False)) == plain


@entries
def test_a_rule_reads_what_it_is_listed_to_read(entry: RuleEntry, law: Parameters) -> None:
    """The example reads no parameter outside the groups that the entry names, and the law has every such group."""
    watched = WatchedLaw(law.region, law.id, law.by_name)
    entry.run(entry.example_given(), watched, _TODAY)
    assert watched.read <= set(entry.law_names(law))
    assert {name.partition(".")[0] for name in entry.law_names(law)} == set(entry.reads)


@entries
def test_every_answer_is_described(entry: RuleEntry) -> None:
    """Each answer has a Chinese name and says what it looks like; choices have labels; the law is never an answer."""
    assert entry.about.endswith(".")
    for parameter in entry.parameters:
        assert parameter.name != "law"
        assert not parameter.label.isascii()
        assert parameter.wanted
        assert all(not label.isascii() for _, label in parameter.choices)


@entries
def test_only_what_is_required_is_needed(entry: RuleEntry, law: Parameters) -> None:
    """With the required answers alone a rule runs; without one of them the message names it."""
    given = entry.example_given()
    required = {parameter.name for parameter in entry.parameters if parameter.required}
    entry.run({name: value for name, value in given.items() if name in required}, law, _TODAY)
    for name in required:
        with pytest.raises(BadGiven) as caught:
            entry.run({key: value for key, value in given.items() if key != name}, law, _TODAY)
        assert caught.value.key == name
        assert LABELS[name] in caught.value.message_zh


def test_names_and_labels_are_one_of_a_kind() -> None:
    """Rules are told apart by name and by label, and every label of an answer is used."""
    assert len({entry.label for entry in RULES.values()}) == len(RULES)
    used = {
        parameter.name for entry in RULES.values() for each in entry.parameters for parameter in (each, *each.members)
    }
    assert set(LABELS) == used


def test_a_run_is_the_rule_itself(law: Parameters) -> None:
    """A rule run by name gives what the function gives, with today where no day is given."""
    assert run_rule("back_payment", {"contract_start": "2026年6月1日"}, law, _TODAY) == back_payment(
        date(2026, 6, 1), _TODAY, law
    )
    asked = {"contract_start": "2026-06-01", "filing_day": "2026-08-20"}
    assert run_rule("back_payment", asked, law, _TODAY) == back_payment(date(2026, 6, 1), date(2026, 8, 20), law)


def test_facts_are_given_one_by_one(law: Parameters) -> None:
    """The facts of a record are answers of their own; what is unknown may be left out, empty, or said to be unknown."""
    expected = choose_module(Situation(_TODAY, Aim.ENROLL, worker=Worker.EMPLOYEE, same_agency=None), law)
    given = {"aim": "增员", "worker": "普通职工", "same_agency": "不知道", "error": ""}
    assert run_rule("module", given, law, _TODAY) == expected
    assert run_rule("module", {**given, "today": None}, law, _TODAY) == expected


def test_records_in_lists(law: Parameters) -> None:
    """A list of records is read from JSON text and from lists of mappings alike."""
    people = [{"person": "张测试", "current_base": "6000", "new_base": 8000, "from_month": "2026-12"}]
    result = run_rule("base_change_list", {"people": people}, law, _TODAY)
    assert isinstance(result, BaseChangeList)
    assert result == run_rule("base_change_list", {"people": json.dumps(people)}, law, _TODAY)
    changed = [*result.online, *result.counter]
    assert (changed[0].person.new_base, changed[0].person.from_month) == (Decimal(8000), Month(2026, 12))


@pytest.mark.parametrize(
    ("name", "given", "key", "says"),
    [
        ("nothing", {}, "", "没有这个规则。请从这些当中选：filing_window、"),
        ("suspension", {"day": "2026-11-20"}, "day", "“停保”没有“day”这一项。请从这些当中选：termination_day"),
        ("suspension", {"termination_day": "昨天"}, "termination_day", "“终止用工的日子”（termination_day）须是日期"),
        ("suspension", {}, "termination_day", "还缺“终止用工的日子”（termination_day）：日期"),
        ("suspension", {"termination_day": None}, "termination_day", "还缺“终止用工的日子”"),
        ("permission", {"role": "老板", "act": "file"}, "role", "legal_representative（法人）"),
        ("record_validity", {"issued_day": "2026-11-23"}, "", "晚于今天"),
        ("attachment", {"purpose": "增员附件", "file_name": "a", "size": -1, "first_bytes": "00"}, "", "不能小于0"),
        ("base_change_list", {"people": '[{"person":"张测试"}]'}, "people", "缺少“current_base”"),
    ],
)
def test_bad_given(law: Parameters, name: str, given: dict[str, object], key: str, says: str) -> None:
    """What cannot be run is refused with what is wrong, why, and what to do."""
    with pytest.raises(BadGiven) as caught:
        run_rule(name, given, law, _TODAY)
    assert caught.value.key == key
    assert says in caught.value.message_zh
    assert "请" in caught.value.message_zh


def test_what_was_typed_is_not_repeated(law: Parameters) -> None:
    """A value that does not fit may be personal, and stands in no message."""
    for name, given in _with_each_value_wrong():
        with pytest.raises(BadGiven) as caught:
            run_rule(name, given, law, _TODAY)
        assert "秘密的值" not in caught.value.message_zh


def _with_each_value_wrong() -> Iterator[tuple[str, dict[str, object]]]:
    for entry in RULES.values():
        for parameter in entry.parameters:
            if parameter.kind is not str:
                yield entry.name, {**entry.example_given(), parameter.name: "秘密的值"}


def test_a_day_without_numbers_is_no_bad_given(law: Parameters) -> None:
    """Where the law has no number the user is told whom to ask, not to type something else."""
    with pytest.raises(ParameterMissing, match="12333"):
        run_rule("module", {"today": "2021-07-31", "aim": "停保"}, law, _TODAY)


def test_the_rule_sees_no_text(law: Parameters) -> None:
    """A rule of one's own is listed by one entry, and gets typed values."""

    @dataclass(frozen=True)
    class Seen:
        outcome: Aim
        size: int
        because: Because
        open_points: tuple[OpenPoint, ...]
        sources: tuple[str, ...]

    def seen(aim: Aim, size: int = 7) -> Seen:
        return Seen(aim, size, Because("看到了。"), (), ())

    entry = RuleEntry("seen", "看到的", seen, (), "aim=停保")
    assert entry.run({"aim": "停保"}, law, _TODAY) == seen(Aim.SUSPEND)
    assert entry.run({"aim": "停保", "size": "8"}, law, _TODAY) == seen(Aim.SUSPEND, 8)
    assert [(each.name, each.required) for each in entry.parameters] == [("aim", True), ("size", False)]
