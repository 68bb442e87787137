"""Promises of ``rules.telling``."""

from datetime import date

import pytest

from rules.explained import Used
from rules.parameters import Grade, ParameterMissing, Parameters
from rules.telling import chinese_day, from_parameter, left_open

_DAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("name", "day", "says"),
    [
        ("duty.enrollment", date(2026, 6, 1), "：30天（2025年10月23日或更早起）。"),
        ("filing.first_day", _DAY, "：11号（2021年8月1日起）。"),
        ("entitlement_record.valid_months", _DAY, "：6个月（2021年8月1日或更早起）。"),
        ("rate.pension.employer", _DAY, "：16%（2019年5月1日起；转载的官方通知，未见原件）。"),
        ("rate.unemployment.employer", _DAY, "：0.5%（2019年5月1日或更早起；转载的官方通知，未见原件）。"),
        ("base.floor", date(2021, 1, 1), "：3368元/月（2021年1月1日起；来源较弱，请向税务机关或12333核实）。"),
        ("base.floor", date(2026, 1, 1), "：数值未查到（2026年1月1日起）。"),
    ],
)
def test_parameter_steps(name: str, day: date, says: str, law: Parameters) -> None:
    """A parameter is told with its label, value and unit, since when, and a warning where its source is weaker."""
    step = from_parameter(law, name, day)
    row = law.row(name, day)
    assert step.says == law.by_name[name].label + says
    assert step.source == row.document
    assert isinstance(step.used, Used)
    assert (step.used.name, step.used.day, step.used.value) == (name, day, row.value)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2020, 7, 31), "：按上月工资，封顶保底（2019年7月1日或更早起）。"),
        (date(2020, 8, 1), "：按上一自然年度的月平均工资，封顶保底（2020年8月1日起）。"),
    ],
)
def test_a_method_is_told_in_users_words(day: date, told: str, law: Parameters) -> None:
    """Users read what a method is, not the name that rules know it by, and no unit behind it."""
    assert from_parameter(law, "base.method", day).says == law.by_name["base.method"].label + told


def test_notes_are_told(law: Parameters) -> None:
    """What a row says beside its value is a step of its own; a row without a note has none."""
    noted = from_parameter(law, "base.floor", date(2024, 5, 1))
    assert [part.says for part in noted.parts] == [law.row("base.floor", date(2024, 5, 1)).note]
    assert "补差" in noted.parts[0].says
    assert from_parameter(law, "rate.pension.employer", _DAY).parts == ()


def test_an_unknown_value_has_no_certainty(law: Parameters) -> None:
    """How sure a source is says nothing where there is no value."""
    assert law.row("rate.medical.employer", _DAY).grade is Grade.WEAK
    assert from_parameter(law, "rate.medical.employer", _DAY).says.endswith("数值未查到（2019年5月1日或更早起）。")


def test_missing_numbers_become_open_points(law: Parameters) -> None:
    """A missing number names itself, its day and whom to ask."""
    with pytest.raises(ParameterMissing) as caught:
        law.value("duty.tax_declaration", date(2023, 11, 30))
    point = left_open(caught.value)
    assert point.question == "2023年11月30日适用的“每月向税务机关申报工资并缴费的截止日”没有查到。"
    assert point.ask == law.by_name["duty.tax_declaration"].ask


def test_days_have_no_zeros() -> None:
    """A day is written as people write it."""
    assert chinese_day(date(2026, 3, 1)) == "2026年3月1日"
