"""Promises about a newer region: a folder of parameters, and no code."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules.back_payment import BackPayment
from rules.base_change import BaseChange
from rules.contribution_base import ContributionBase
from rules.duties import DutyCalendar
from rules.estimate import ContributionEstimate, EstimateOutcome
from rules.listing import RULES, RuleEntry, run_rule
from rules.parameters import Parameters, load_parameters
from rules.record_validity import RecordValidity
from rules.retirement import RetirementAge
from rules.suspension import Suspension
from rules.window_told import WindowTold
from tests.rules.explaining import steps

_TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def ceshi() -> Parameters:
    """A region that does not exist, with numbers unlike any other's."""
    return load_parameters(Path(__file__).parents[1] / "regions" / "ceshi")


@pytest.mark.parametrize("entry", RULES.values(), ids=RULES)
def test_every_rule_runs_on_a_new_folder(entry: RuleEntry, ceshi: Parameters, law: Parameters) -> None:
    """Each listed rule gives a result in the new region, and every number in it is that region's own."""
    result = entry.run(entry.example_given(), ceshi, _TODAY)
    used = [step.used for step in steps(result.because) if step.used]
    assert all(use.document == "测试文件〔虚构〕第1号" for use in used)
    jiangsu = {row.document for series in law.by_name.values() for row in series.rows if "〔" in row.document}
    assert not jiangsu & set(result.sources)


def test_the_regions_differ_where_their_numbers_do(ceshi: Parameters) -> None:
    """The same questions get the new region's days, months and amounts."""
    window = run_rule("filing_window", {"day": "2026-12-16"}, ceshi, _TODAY)
    assert isinstance(window, WindowTold)
    assert (window.reopens_on, window.last_day) == (date(2026, 12, 20), date(2027, 1, 15))
    arrears = run_rule("back_payment", {"contract_start": "2026-06-01"}, ceshi, _TODAY)
    assert isinstance(arrears, BackPayment)
    assert (arrears.online and arrears.online.count, arrears.counter and arrears.counter.count) == (3, 3)
    record = run_rule("record_validity", {"issued_day": "2026-10-31"}, ceshi, _TODAY)
    assert isinstance(record, RecordValidity)
    assert record.last_day == date(2027, 1, 31)
    stopped = run_rule("suspension", {"termination_day": "2026-11-20"}, ceshi, _TODAY)
    assert isinstance(stopped, Suspension)
    assert stopped.due_day == date(2026, 11, 27)


def test_money_of_the_new_region(ceshi: Parameters) -> None:
    """Its method, limits and rates decide base and contribution; a rate that it knows is no longer left out."""
    given = {"contribution_month": "2026-06", "monthly_wage": "20000", "months_worked_last_year": "0"}
    base = run_rule("contribution_base", given, ceshi, _TODAY)
    assert isinstance(base, ContributionBase)
    assert base.base == Decimal(15000)
    asked = {"contribution_base": "10000", "contribution_month": "2026-06", "industry_class": "八类"}
    estimate = run_rule("contribution_estimate", asked, ceshi, _TODAY)
    assert isinstance(estimate, ContributionEstimate)
    assert (estimate.outcome, estimate.total) == (EstimateOutcome.COMPLETE, Decimal(3020))
    change = run_rule("base_change", {"current_base": "6000", "new_base": "99999"}, ceshi, _TODAY)
    assert isinstance(change, BaseChange)
    assert change.new_base.base == Decimal(15000)


def test_ages_and_duties_of_the_new_region(ceshi: Parameters) -> None:
    """Its pace, its first delay, and its terms decide ages and the calendar."""
    age = run_rule("retirement_age", {"birth_date": "1958-04-10", "sex": "男"}, ceshi, _TODAY)
    assert isinstance(age, RetirementAge)
    assert (age.ages[0].delay_months, age.ages[0].reached_on) == (3, date(2020, 7, 10))
    events = '[{"day":"2026-12-01","kind":"hired","who":"张测试"}]'
    given = {"first_day": "2026-12-01", "last_day": "2026-12-31", "events": events}
    calendar = run_rule("duty_calendar", given, ceshi, _TODAY)
    assert isinstance(calendar, DutyCalendar)
    assert [duty.day.day for duty in calendar.duties] == [15, 18, 20, 21]
