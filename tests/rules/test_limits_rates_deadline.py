"""Promises of ``rules.limits_told``, ``rules.rates_told`` and ``rules.deadline``."""

from typing import Any

import pytest

from rules.deadline import deadline
from rules.insurances import IndustryClass
from rules.limits_told import base_limits
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.rates_told import contribution_rates
from rules.staff_duties import StaffDutyKind
from tests.rules.cases import Case, rows


def as_asked(facts: dict[str, Any], expect: dict[str, Any], points: tuple[Any, ...]) -> dict[str, Any]:
    """The facts as a row writes them: what is None or empty is left out, open points only where the row names them."""
    asked = "".join(point.question for point in points)
    if "asks" in expect:
        facts["asks"] = [part for part in expect["asks"] if part in asked]
    return {name: fact for name, fact in facts.items() if fact not in (None, [])}


@pytest.mark.parametrize("case", rows("base_limits"))
def test_limits(case: Case, law: Parameters) -> None:
    """A month's limits, or the newest known before, or that none had begun."""
    month = Month.parse(case.given["contribution_month"])
    if missing := case.expect.get("missing"):
        with pytest.raises(ParameterMissing) as caught:
            base_limits(month, law)
        assert caught.value.name == missing
        return
    told = base_limits(month, law)
    facts = {
        "outcome": told.outcome.value,
        "floor": told.floor,
        "ceiling": told.ceiling,
        "last_known_floor": told.last_known_floor,
        "last_known_ceiling": told.last_known_ceiling,
        "last_known_from": str(told.last_known_from) if told.last_known_from else None,
        "changes": [str(month) for month in told.changes],
    }
    assert as_asked(facts, case.expect, told.open_points) == case.expect
    assert told.sources


@pytest.mark.parametrize("case", rows("contribution_rates"))
def test_rates(case: Case, law: Parameters) -> None:
    """Each insurance with a known rate, the others by name."""
    industry = IndustryClass(case.given["industry_class"]) if "industry_class" in case.given else None
    told = contribution_rates(Month.parse(case.given["contribution_month"]), industry, law)
    facts = {
        "outcome": told.outcome.value,
        "rates": {
            each.insurance.value: [each.employer_lowest_rate, each.employer_rate, each.employee_rate]
            for each in told.rates
        },
        "left_out": [each.value for each in told.left_out],
    }
    assert as_asked(facts, case.expect, told.open_points) == case.expect


@pytest.mark.parametrize("case", rows("deadline"))
def test_deadlines(case: Case, law: Parameters) -> None:
    """The last day on which it can be done, and how today stands to it."""
    told = deadline(StaffDutyKind(case.given["duty"]), case.given["began"], case.given["today"], law)
    facts = {
        "outcome": told.outcome.value,
        "due_day": told.due_day,
        "file_by": told.file_by,
        "days_left": told.days_left,
    }
    assert as_asked(facts, case.expect, told.open_points) == case.expect
