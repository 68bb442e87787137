"""Promises of ``rules.back_payment_estimate``."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.back_payment import CURRENT_MONTH_OPEN
from rules.back_payment_estimate import BackPaymentEstimate
from rules.estimate import contribution_estimate
from rules.listing import BadGiven, run_rule
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from tests.rules.cases import Case, rows

_DAY = date(2026, 8, 20)


def estimate_of(given_: dict[str, Any], law: Parameters) -> BackPaymentEstimate:
    """The estimate that a row asks for."""
    result = run_rule("back_payment_estimate", {name: str(value) for name, value in given_.items()}, law, _DAY)
    assert isinstance(result, BackPaymentEstimate)
    return result


def shown(result: BackPaymentEstimate) -> dict[str, Any]:
    """The result as rows write it."""
    facts = {
        "outcome": result.outcome.value,
        "due": result.due and result.due.label,
        "counter": result.counter and result.counter.label,
        "stretches": [
            [str(each.months.first), each.months.count, each.monthly.total, each.total] for each in result.stretches
        ],
        "total": result.total,
        "left_out": [each.insurance.value for each in result.left_out],
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


@pytest.mark.parametrize("case", rows("back_payment_estimate"))
def test_rows(case: Case, law: Parameters) -> None:
    """Months that cost the same are told together, others apart."""
    if missing := case.expect.get("missing"):
        with pytest.raises(ParameterMissing) as caught:
            estimate_of(case.given, law)
        assert caught.value.name == missing
    elif refused := case.expect.get("refused"):
        with pytest.raises(BadGiven, match=refused):
            estimate_of(case.given, law)
    else:
        assert shown(estimate_of(case.given, law)) == case.expect


@given(first=st.integers(0, 70), count=st.integers(1, 12), base=st.decimals(100, 50_000, places=2))
def test_the_months_together_cost_what_each_costs(first: int, count: int, base: Decimal, law: Parameters) -> None:
    """No month is lost or told twice, and each costs what its own estimate says."""
    begun = Month(2019, 7) + first
    given_ = {"first_month": begun, "months_due": count, "contribution_base": base}
    result = estimate_of(given_, law)
    each = [contribution_estimate(base, begun + after, None, law).total for after in range(count)]
    assert sum(stretch.total for stretch in result.stretches) == sum(each)
    assert sum(stretch.months.count for stretch in result.stretches) == count
    assert all(stretch.total == stretch.employer + stretch.employee for stretch in result.stretches)


def test_a_month_left_out_somewhere_forbids_a_sum(law: Parameters) -> None:
    """Where some months hold an insurance that others leave out, a sum would mislead: there is none."""
    given_ = {"first_month": "2025-12", "months_due": 2, "contribution_base": 6000}
    assert estimate_of(given_, law).total is None


def test_both_meanings_of_the_current_month_are_told(law: Parameters) -> None:
    """“The last four months” end with either of two months."""
    points = estimate_of({"months_due": 4, "contribution_base": 6000}, law).open_points
    told = next(point.readings for point in points if point.question == CURRENT_MONTH_OPEN)
    assert told == (
        "正在申报的2026年9月：补2026年5月至2026年8月（4个月）。",
        "办理当天所在的2026年8月：补2026年4月至2026年7月（4个月）。",
    )


def test_months_in_between_are_an_open_point(law: Parameters) -> None:
    """Whether a gap can be made up by itself is not written; neither is the late fee."""
    given_ = {"first_month": "2026-03", "months_due": 2, "contribution_base": 6000}
    points = "".join(point.question for point in estimate_of(given_, law).open_points)
    assert "只补中间的几个月" in points and "滞纳金" in points


def test_explanation(law: Parameters) -> None:
    """The tree tells which months, each stretch, and the rates beneath."""
    told = "\n".join(estimate_of({"months_due": 4, "contribution_base": 6000}, law).because.lines())
    for part in ("以前的4个月算", "每月1440元，4个月共5760元", "养老保险：单位16%是960元", "失业保险没有算进去"):
        assert part in told
