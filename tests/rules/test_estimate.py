"""Promises of ``rules.estimate``."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.estimate import ContributionEstimate, EstimateOutcome, contribution_estimate
from rules.insurances import IndustryClass, Insurance
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from tests.rules.cases import Case, rows

_JUNE = Month(2025, 6)
amounts = st.decimals(0, 100_000, places=2)
months = st.builds(lambda after: Month(2019, 7) + after, st.integers(0, 95))


def shown(result: ContributionEstimate, expect: dict[str, Any]) -> dict[str, Any]:
    """The result as rows write it."""
    asked = "".join(point.question for point in result.base.open_points)
    facts: dict[str, Any] = {
        "outcome": result.outcome.value,
        "base": result.base.base,
        "amounts": {each.insurance.value: [each.employer, each.employee] for each in result.amounts},
        "left_out": [each.insurance.value for each in result.left_out],
        "employer": result.employer,
        "employee": result.employee,
        "total": result.total,
        "asks": [part for part in expect.get("asks", [asked]) if part and part in asked] or None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def estimate_of(given_: dict[str, Any], law: Parameters) -> ContributionEstimate:
    """The estimate that a row asks for."""
    industry = IndustryClass(given_["industry_class"]) if "industry_class" in given_ else None
    return contribution_estimate(Decimal(given_["base"]), Month.parse(given_["month"]), industry, law)


@pytest.mark.parametrize("case", rows("estimate"))
def test_rows(case: Case, law: Parameters) -> None:
    """Each insurance with a known rate has its amounts, the others are left out by name."""
    if missing := case.expect.get("missing"):
        with pytest.raises(ParameterMissing) as caught:
            estimate_of(case.given, law)
        assert caught.value.name == missing
        return
    assert shown(estimate_of(case.given, law), case.expect) == case.expect


@pytest.mark.parametrize("industry", IndustryClass)
def test_each_industry_class_has_its_own_rate(industry: IndustryClass, law: Parameters) -> None:
    """Work injury is paid by the employer alone, at the base rate of the class."""
    found = contribution_estimate(Decimal(10000), _JUNE, industry, law).amounts[-1]
    assert found.insurance is Insurance.WORK_INJURY
    assert found.employer_rate == law.decimal(f"rate.work_injury.{industry}", _JUNE.first_day)
    assert (found.employer, found.employee) == (found.employer_rate * 10000, Decimal(0))


@given(base=amounts, month=months, industry=st.sampled_from([None, *IndustryClass]))
def test_totals_add_up_and_nothing_is_forgotten(
    base: Decimal, month: Month, industry: IndustryClass | None, law: Parameters
) -> None:
    """The totals are the sums shown, and every insurance is either in or left out."""
    result = contribution_estimate(base, month, industry, law)
    assert result.total == sum(each.employer + each.employee for each in result.amounts)
    assert result.total == result.employer + result.employee
    named = [each.insurance for each in result.amounts] + [each.insurance for each in result.left_out]
    assert sorted(named) == sorted(Insurance)


@given(base=amounts, more=amounts)
def test_a_higher_base_never_costs_less(base: Decimal, more: Decimal, law: Parameters) -> None:
    """Amounts rise with the base."""
    lower, higher = (
        contribution_estimate(each, _JUNE, IndustryClass.CLASS_3, law).total for each in (base, base + more)
    )
    assert lower <= higher


def test_what_is_left_out_names_whom_to_ask(law: Parameters) -> None:
    """Medical insurance points to its own authority, work injury asks for the class."""
    left_out = {
        each.insurance: each for each in contribution_estimate(Decimal(6000), _JUNE, None, law).left_out
    }
    assert "12393" in left_out[Insurance.MEDICAL].ask
    assert "行业类别" in left_out[Insurance.WORK_INJURY].reason


def test_open_points_name_what_is_left_out(law: Parameters) -> None:
    """Each insurance without a number is an open point too."""
    result = contribution_estimate(Decimal(6000), _JUNE, None, law)
    assert [point.ask for point in result.open_points] == [each.ask for each in result.left_out]


def test_explanation(law: Parameters) -> None:
    """The tree tells totals, shares and rates, and that the bill may differ."""
    result = contribution_estimate(Decimal(6000), _JUNE, IndustryClass.CLASS_2, law)
    told = "".join(result.because.lines())
    for part in (
        "2025年6月测算：单位1014元，个人510元，合计1524元。",
        "核定的为准",
        "养老保险：单位16%是960元，个人8%是480元。",
        "以核定费率为准",
        "医疗（含生育）保险没有算进去",
    ):
        assert part in told
    assert "人社部发〔2015〕71号；苏人社规〔2023〕2号" in result.sources


def test_only_work_injury_floats(law: Parameters) -> None:
    """That the employer's own rate floats is said of work injury, and of nothing else."""
    parts = contribution_estimate(Decimal(6000), _JUNE, IndustryClass.CLASS_2, law).because.parts
    floating = [part.says.partition("：")[0] for part in parts if "在基准上浮动" in "".join(part.lines())]
    assert floating == ["工伤保险"]


def with_rates(law: Parameters, known: bool) -> Parameters:
    """The law with every rate known, or none."""
    series = dict(law.by_name)
    pension = law.row("rate.pension.employer", date(2025, 6, 1))
    for name, each in law.by_name.items():
        if name.startswith("rate."):
            row = pension if known else replace(pension, value=None, grade=None)
            series[name] = replace(each, rows=(row,))
    return replace(law, by_name=MappingProxyType(series))


@pytest.mark.parametrize(
    ("known", "outcome", "total"),
    [(True, EstimateOutcome.COMPLETE, Decimal(7680)), (False, EstimateOutcome.NOTHING_KNOWN, Decimal(0))],
)
def test_all_or_nothing_known(known: bool, outcome: EstimateOutcome, total: Decimal, law: Parameters) -> None:
    """A region may know every rate, or none: then there is no total to be told."""
    result = contribution_estimate(Decimal(6000), _JUNE, IndustryClass.CLASS_1, with_rates(law, known))
    assert (result.outcome, result.total) == (outcome, total)
    assert ("合计" in result.because.says) == known


def test_outcomes_have_names_for_users() -> None:
    """Every outcome is told in Chinese, each in its own words."""
    assert len({outcome.label for outcome in EstimateOutcome}) == len(EstimateOutcome)
