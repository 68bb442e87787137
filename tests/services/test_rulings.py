"""Promises of ``bot.services.rulings``: every rule answers as a plain value, and whatever is wrong is a value, too."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from bot.services.rulings import MOST_DAYS, Answer, Refusal, Ruling, Rulings, Trouble, compared_json, differing
from bot.settings import ROOT
from rules.listing import RULES, as_json, run_rule
from rules.parameters import Parameters, load_parameters

TODAY = date(2026, 11, 22)
LAW = load_parameters(ROOT / "data/parameters/jiangsu")
RULINGS = Rulings(lambda: LAW, lambda: TODAY)
BASE = {"contribution_month": "2025-09", "monthly_wage": "3000", "months_worked_last_year": "12"}


def refused(answer: Answer) -> Refusal:
    assert isinstance(answer, Refusal)
    return answer


def ruled(answer: Answer) -> Ruling:
    assert isinstance(answer, Ruling)
    return answer


@pytest.mark.parametrize("name", RULES)
def test_a_ruling_is_what_the_rule_found(name: str) -> None:
    """Every field of the rule's result is in the plain value, which names day and snapshot and is JSON."""
    given = RULES[name].example_given()
    ruling = ruled(RULINGS.ask(name, given))
    told: dict[str, Any] = ruling.as_json()
    found = as_json(run_rule(name, given, LAW, TODAY))
    assert isinstance(found, dict)
    apart = {key: told[key] for key in ("outcome", "outcome_label", "because", "open_points", "sources")}
    assert {**told["numbers"], **apart} == found
    assert told["law"] == {"id": LAW.id, "region": "jiangsu"}
    assert told["headline"] == told["because"]["says"]
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize("rule", RULINGS.rules(), ids=RULES)
def test_every_rule_is_described(rule: Any) -> None:
    """All that a rule asks for, reads and gives has a name in Chinese."""
    named = [*rule.parameters, *rule.law, *rule.outcomes, *rule.numbers]
    assert all(not each.label.isascii() for each in named)
    assert [each.name for each in rule.parameters] == [each.name for each in RULES[rule.name].parameters]


def test_numbers_are_told_in_chinese() -> None:
    """Days, months, spans, choices and rates are written as people write them; internal names are left out."""
    told = {one.label: one.text for one in ruled(RULINGS.ask("back_payment", {"contract_start": "2026-06-01"})).told}
    assert told["应补的月份"] == "2026年6月至2026年11月（6个月）" and told["最早申报日"] == "2026年11月22日"
    estimate = RULINGS.ask("contribution_estimate", RULES["contribution_estimate"].example_given())
    assert "单位费率：16%" in {one.label: one.text for one in ruled(estimate).told}["各险种金额 1"]
    assert not {one.field for one in ruled(RULINGS.ask("module", {"aim": "增员"})).told} & {"topic", "because"}


def test_answers_may_be_named_in_chinese() -> None:
    """An answer's Chinese name is as good as its identifier; both at once are one too many."""
    by_label = RULINGS.ask("back_payment", {"劳动合同开始日期": "2026-06-01"})
    assert by_label == RULINGS.ask("back_payment", {"contract_start": "2026-06-01"})
    twice = {"劳动合同开始日期": "2026-06-01", "contract_start": "2026-06-01"}
    assert "两次" in refused(RULINGS.ask("back_payment", twice)).message


def test_the_day_is_the_one_asked_for() -> None:
    """Today is what the rule takes where nothing is said; a day that is said counts instead."""
    assert ruled(RULINGS.ask("filing_window", {})).day == "2026-11-22"
    assert ruled(RULINGS.ask("filing_window", {}, "2026年12月8日")).day == "2026-12-08"
    assert ruled(RULINGS.ask("filing_window", {"day": "2026-12-08"}, "2026-11-22")).day == "2026-12-08"


def test_a_missing_number_is_told_with_whom_to_ask() -> None:
    """A day for which the law has no number is no mistake of who asks: another code, the parameter and who knows."""
    told = refused(RULINGS.ask("module", {"today": "2021-07-31", "aim": "停保"}))
    assert told.trouble is Trouble.PARAMETER_MISSING and told.key == "filing.first_day" and "12333" in told.ask


def test_other_days_side_by_side() -> None:
    """The question's own day comes first; each answer names the fields in which it differs from it."""
    answers = RULINGS.compare("back_payment", {"contract_start": "2026-06-01"}, ["2026-12-08", "2021-01-01"])
    assert [answer.day for answer in answers] == ["2026-11-22", "2026-12-08", "2021-01-01"]
    assert [isinstance(answer, Ruling) for answer in answers] == [True, True, False]
    differs = differing(answers)
    assert differs[0] == [] and {"outcome", "due", "counter"} <= set(differs[1]) and "error" in differs[2]
    assert compared_json(answers)[1]["differs"] == differs[1]


def test_other_months_where_a_rule_asks_for_a_month() -> None:
    """A rule about a month is compared by months, also where a day is given."""
    answers = RULINGS.compare("contribution_base", BASE, ["2024-09", "2023-09-15"])
    assert [ruled(each).numbers["base"] for each in answers] == ["4952.00", "4879.00", "4494.00"]


@pytest.mark.parametrize(
    ("name", "given", "days", "says"),
    [
        ("mobile", {"number": "13800000000"}, ["2026-12-08"], "没有关系"),
        ("suspension", {}, ["2026-12-08"], "还缺"),
        ("filing_window", {}, ["2026-12-08"] * (MOST_DAYS + 1), "最多比较"),
    ],
)
def test_what_cannot_be_compared_is_one_refusal(name: str, given: Any, days: list[str], says: str) -> None:
    """A rule without a day is not compared; a wrong question is refused once, too many days as a whole."""
    answers = RULINGS.compare(name, given, days)
    if name == "mobile":
        assert isinstance(answers[0], Ruling) and says in refused(answers[1]).message
    else:
        assert len(answers) == 1 and says in refused(answers[0]).message


BAD: list[tuple[str, object, object, str]] = [
    ("nothing", {}, None, "请从这些当中选"),
    ("suspension", [], None, "JSON对象"),
    ("suspension", None, None, "JSON对象"),
    ("suspension", {"nothing": "1"}, None, "没有“nothing”"),
    ("suspension", {}, None, "还缺"),
    ("suspension", {"termination_day": "2026-02-30"}, None, "不是日历上有的日子"),
    ("suspension", {"termination_day": "2026-11-20"}, "昨天", "要问的日子"),
    ("suspension", {"termination_day": {"a": 1}}, None, "日期"),
    ("person_name", {"name": "张\x00三"}, None, "控制符"),
    ("person_name", {"name": "张\ud800"}, None, "残缺"),
    ("base_change_list", {"people": '[{"person":"\\u001b","current_base":1,"new_base":2}]'}, None, "控制符"),
    ("base_change_list", {"people": ['{"person":"\\ud800","current_base":1,"new_base":2}']}, None, "残缺"),
    ("base_change_list", {"people": '[{"person":"甲","person":"乙"}]'}, None, "两次"),
    ("base_change_list", {"people": "[NaN]"}, None, "NaN"),
    ("base_change_list", {"people": "[" * 100_000}, None, "JSON"),
    ("base_change_list", {"people": [[[[[[[[[[[1]]]]]]]]]]]}, None, "太深"),
    ("base_change", {"current_base": "1e-999999", "new_base": 5}, None, "数"),
]


@pytest.mark.parametrize(("name", "given", "day", "says"), BAD, ids=[f"{row[0]}-{row[3]}" for row in BAD])
def test_bad_input_is_told(name: str, given: object, day: object, says: str) -> None:
    """Whatever cannot be asked is refused in Chinese: what is wrong, and what to do."""
    answer = refused(RULINGS.ask(name, given, day))
    assert says in answer.message and "请" in answer.message
    json.dumps(answer.as_json(), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "given",
    [
        {"password": "geheim-9x", "kind": "个人账号"},
        {"password": "geheim-9x"},
        {"password": ["geheim-9x"], "kind": "个人账号"},
        {"password": "geheim-9x", "kind": "geheim-9x"},
        {"geheim-9x": "个人账号"},
        {"password": "geheim-9x\x00", "kind": "个人账号"},
    ],
    ids=str,
)
def test_a_password_is_never_repeated(given: dict[str, Any]) -> None:
    """Neither a result nor an error holds what was given to the password rule."""
    answer = RULINGS.ask("password", given)
    assert "geheim" not in json.dumps(answer.as_json(), ensure_ascii=False) and "geheim" not in repr(answer)


def test_the_law_is_read_at_the_time_of_asking() -> None:
    """A new snapshot counts with the next question."""
    laws = [LAW]
    rulings = Rulings(lambda: laws[-1], lambda: TODAY)
    laws.append(Parameters("suzhou", "other", LAW.by_name))
    assert ruled(rulings.ask("filing_window", {})).law_id == "other" == rulings.law_id()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str)
    | st.sampled_from(["0001-01-01", "9999-12-31", "9999-12", "1e14", "-1", "男", "[]", "[{}]", "不知道"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KEYS = {name: [parameter.name for parameter in entry.parameters] for name, entry in RULES.items()}


@settings(max_examples=400, deadline=None)
@drawn(st.data())
def test_nothing_that_is_given_breaks_a_rule(data: st.DataObject) -> None:
    """Any values under any names give a result or a refusal, and it is JSON that can be sent."""
    name = data.draw(st.sampled_from([*RULES]))
    changes = data.draw(st.dictionaries(st.sampled_from(KEYS[name]) | st.text(max_size=5), VALUES, max_size=3))
    day = data.draw(st.none() | st.dates().map(str) | VALUES)
    given = {**RULES[name].example_given(), **changes}
    for answer in (RULINGS.ask(name, given, day), *RULINGS.compare(name, given, [day])):
        json.dumps(answer.as_json(), ensure_ascii=False, allow_nan=False).encode()
