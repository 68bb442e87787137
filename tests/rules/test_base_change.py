"""Promises of ``rules.base_change`` and ``rules.base_change_list``."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.base_change import BaseChange, BaseChangeOutcome, base_change
from rules.base_change_list import BaseListOutcome, PersonBase, base_change_list
from rules.contribution_base import BaseOutcome
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from tests.rules.cases import Case, rows

_DAY = date(2025, 8, 3)
_CLAMPED = (BaseOutcome.AT_FLOOR, BaseOutcome.AT_CEILING)
amounts = st.decimals(5000, 20_000, places=2)
days = st.dates(date(2021, 8, 1), date(2025, 11, 30))


def shown(change: BaseChange, expect: dict[str, Any]) -> dict[str, Any]:
    """The change as rows write it; every open point has to be one that the row asks about."""
    clamp, span, between = change.new_base.outcome, change.counter_months, change.file_between
    questions = [point.question for point in change.open_points]
    asked = [
        part for part, question in zip(expect.get("asks", []), questions, strict=False) if part in question
    ]
    facts: dict[str, Any] = {
        "outcome": change.outcome.value,
        "base": change.new_base.base,
        "clamp": clamp.value if clamp in _CLAMPED else None,
        "online_from": [str(month) for month in change.online_from] or None,
        "counter_first": span and str(span.first),
        "counter_last": span and str(span.last),
        "file_first": between and between.first_day,
        "file_last": between and between.last_day,
        "reopens_on": change.window.reopens_on if change.online_from else None,
        "asks": (asked if len(asked) == len(questions) else questions) or None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def change_of(given_: dict[str, Any], law: Parameters) -> BaseChange:
    """The change that a row describes."""
    wanted = Month.parse(given_["from_month"]) if "from_month" in given_ else None
    return base_change(Decimal(given_["current"]), Decimal(given_["new"]), wanted, given_["day"], law)


@pytest.mark.parametrize("case", rows("base_change"))
def test_rows(case: Case, law: Parameters) -> None:
    """Each change has its place, its months, and the questions that stay open."""
    if missing := case.expect.get("missing"):
        with pytest.raises(ParameterMissing) as caught:
            change_of(case.given, law)
        assert caught.value.name == missing
        return
    assert shown(change_of(case.given, law), case.expect) == case.expect


@given(current=amounts, new=amounts, day=days)
def test_direction_decides(current: Decimal, new: Decimal, day: date, law: Parameters) -> None:
    """Within the limits, up is online, down the counter, and equal nothing, on any day."""
    outcome = base_change(current, new, None, day, law).outcome
    assert (
        outcome
        is {
            -1: BaseChangeOutcome.COUNTER,
            0: BaseChangeOutcome.NOTHING,
            1: BaseChangeOutcome.ONLINE,
        }[int(new.compare(current))]
    )


@given(day=days)
def test_increase_never_acts_at_once(day: date, law: Parameters) -> None:
    """Every reading of an increase begins after the month of filing, and readings are one or two in a row."""
    months = base_change(Decimal(5000), Decimal(8000), None, day, law).online_from
    assert months in ((Month.of(day) + 1,), (Month.of(day) + 1, Month.of(day) + 2))


@given(day=days, later=st.integers(2, 24))
def test_advised_days_keep_their_word(day: date, later: int, law: Parameters) -> None:
    """Who files on the advised days gets the wanted month in every reading."""
    wanted = Month.of(day) + later
    between = base_change(Decimal(5000), Decimal(8000), wanted, day, law).file_between
    assert between is not None
    for advised in (between.first_day, between.last_day):
        again = base_change(Decimal(5000), Decimal(8000), wanted, advised, law)
        assert again.online_from == (wanted,)


def test_two_readings_tell_both_months_and_the_counter(law: Parameters) -> None:
    """Where next month may be either of two, each reading names its month, and the later one the counter."""
    point = base_change(Decimal(6000), Decimal(8000), None, date(2025, 8, 20), law).open_points[0]
    assert ["2025年9月" in point.readings[0], "2025年10月" in point.readings[1]] == [True, True]
    assert ["经办机构" in reading for reading in point.readings] == [False, True]


@pytest.mark.parametrize(
    ("current", "new", "wanted", "day", "told"),
    [
        (6000, 8000, None, _DAY, "办理成功后自2025年9月起"),
        (6000, 8000, None, date(2025, 8, 8), "2025年8月11日起可以办"),
        (6000, 8000, Month(2025, 8), _DAY, "2025年8月（1个月）网上改不到"),
        (6000, 8000, Month(2025, 12), _DAY, "想从2025年12月起执行，请在2025年11月1日至6日办"),
        (8000, 6000, None, _DAY, "网上只能往高调"),
        (6000, 6000, None, _DAY, "与现在的基数相同"),
        (6000, 80000, None, _DAY, "高于上限，按上限"),
        (6000, 8000, None, _DAY, "25号"),
    ],
)
def test_explanations(
    current: int, new: int, wanted: Month | None, day: date, told: str, law: Parameters
) -> None:
    """Each outcome explains itself in its own sentence."""
    change = base_change(Decimal(current), Decimal(new), wanted, day, law)
    assert told in "".join(change.because.lines())


def test_tax_note_names_whom_to_ask(law: Parameters) -> None:
    """Since wages are declared to the tax authority, the tax hotline is named; nothing to do needs none."""
    assert "12366" in base_change(Decimal(8000), Decimal(6000), None, _DAY, law).open_points[-1].ask
    unchanged = base_change(Decimal(8000), Decimal(8000), None, _DAY, law)
    assert not unchanged.open_points
    assert "税务" not in "".join(unchanged.because.lines())


def line(person: str, current: int, new: int, wanted: Month | None = None) -> PersonBase:
    """A line of a list."""
    return PersonBase(person, Decimal(current), Decimal(new), wanted)


def test_list_is_split(law: Parameters) -> None:
    """A list is split in its own order; who needs both places stands in both."""
    people = [
        line("张测试", 6000, 8000),
        line("李样例", 8000, 6000),
        line("王虚构", 7000, 7000),
        line("赵假名", 6000, 8000, Month(2025, 6)),
        line("钱举例", 6000, 8000, Month(2025, 12)),
    ]
    split = base_change_list(people, _DAY, law)
    names = [[each.person.person for each in part] for part in (split.online, split.counter, split.unchanged)]
    assert names == [["张测试", "赵假名", "钱举例"], ["李样例", "赵假名"], ["王虚构"]]
    assert split.outcome is BaseListOutcome.SPLIT
    assert split.because.says == "共5人：网上上调3人，到经办机构2人，不用办理1人。"
    assert split.sources[0] == "002 §三.7"


@pytest.mark.parametrize(
    ("people", "outcome"),
    [
        ([], BaseListOutcome.NOTHING),
        ([line("张测试", 6000, 6000)], BaseListOutcome.NOTHING),
        ([line("张测试", 6000, 8000), line("李样例", 6000, 6000)], BaseListOutcome.ONLINE),
        ([line("张测试", 8000, 6000)], BaseListOutcome.COUNTER),
        ([line("张测试", 6000, 8000, Month(2025, 6))], BaseListOutcome.SPLIT),
    ],
)
def test_list_outcomes(people: list[PersonBase], outcome: BaseListOutcome, law: Parameters) -> None:
    """The list as a whole goes online, to the counter, to both, or nowhere."""
    assert base_change_list(people, _DAY, law).outcome is outcome


def test_list_tells_an_open_point_once(law: Parameters) -> None:
    """A hundred people with the same open point are told it once."""
    people = [line("张测试", 6000, 8000)] * 100
    single = base_change(Decimal(6000), Decimal(8000), None, date(2025, 8, 20), law)
    assert base_change_list(people, date(2025, 8, 20), law).open_points == single.open_points


def test_names_stay_out_of_logs() -> None:
    """A line of a list does not print its person."""
    assert "张测试" not in repr(line("张测试", 6000, 8000))


@pytest.mark.parametrize("outcomes", [BaseChangeOutcome, BaseListOutcome])
def test_outcomes_have_names_for_users(outcomes: type[BaseChangeOutcome]) -> None:
    """Every outcome is told in Chinese, each in its own words."""
    assert len({outcome.label for outcome in outcomes}) == len(outcomes)
