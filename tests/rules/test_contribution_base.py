"""Promises of ``rules.contribution_base`` and of the money it counts in."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.contribution_base import BaseOutcome, ContributionBase, clamp_base, contribution_base
from rules.money import percent_text, yuan, yuan_text
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from tests.rules.cases import Case, rows

amounts = st.decimals(0, 100_000, places=2)
limited_months = st.builds(lambda after: Month(2019, 7) + after, st.integers(0, 77))


def shown(result: ContributionBase, expect: dict[str, Any]) -> dict[str, Any]:
    """The result as rows write it; of the texts what the row asks for, where it is told."""
    only = result.readings[0] if len({reading.base for reading in result.readings}) == 1 else None
    told = "".join(result.because.lines())
    asked = "".join(point.question for point in result.open_points)
    facts: dict[str, Any] = {
        "outcome": result.outcome.value,
        "base": result.base,
        "readings": None if only else [reading.base for reading in result.readings] or None,
        "provisional": (only and only.provisional) or None,
        "difference": only and only.difference,
        "says": expect["says"] if expect.get("says", "-") in told else None,
        "asks": [part for part in expect.get("asks", [asked]) if part and part in asked] or None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


@pytest.mark.parametrize("case", rows("contribution_base"))
def test_rows(case: Case, law: Parameters) -> None:
    """Each wage becomes a base, two readings, or no number, and what is open is asked."""
    given_ = case.given
    wage = Decimal(given_["wage"]) if "wage" in given_ else None
    month = Month.parse(given_["month"])
    if missing := case.expect.get("missing"):
        with pytest.raises(ParameterMissing) as caught:
            contribution_base(month, wage, given_["months"], law)
        assert caught.value.name == missing
        return
    assert shown(contribution_base(month, wage, given_["months"], law), case.expect) == case.expect


@given(month=limited_months, wage=amounts)
def test_base_lies_within_the_limits(month: Month, wage: Decimal, law: Parameters) -> None:
    """While both limits are known, no base lies outside, and one inside is the wage itself."""
    floor, ceiling = (law.decimal(name, month.first_day) for name in ("base.floor", "base.ceiling"))
    clamped = clamp_base(wage, month, law)
    assert floor <= clamped.base <= ceiling
    assert (clamped.base == wage) == (floor <= wage <= ceiling)


@given(month=limited_months, lower=amounts, more=amounts)
def test_base_is_monotone(month: Month, lower: Decimal, more: Decimal, law: Parameters) -> None:
    """Who earns more never has a lower base."""
    assert clamp_base(lower, month, law).base <= clamp_base(lower + more, month, law).base


@given(month=limited_months, wage=amounts)
def test_clamping_again_changes_nothing(month: Month, wage: Decimal, law: Parameters) -> None:
    """A base held against the limits once more stays as it is."""
    base = clamp_base(wage, month, law).base
    assert clamp_base(base, month, law).base == base


@given(wage=amounts, months=st.integers(1, 11))
def test_part_year_is_never_stopped(wage: Decimal, months: int, law: Parameters) -> None:
    """Part-year work has one base where the readings agree, and otherwise none but both readings."""
    result = contribution_base(Month(2025, 5), wage, months, law)
    bases = {reading.base for reading in result.readings}
    assert (result.outcome is BaseOutcome.READINGS_DIFFER) == (len(bases) == 2)
    assert result.base is None if len(bases) == 2 else {result.base} == bases


@pytest.mark.parametrize("months", [-1, 13])
def test_months_of_a_year(months: int, law: Parameters) -> None:
    """A year has no fewer than 0 and no more than 12 months to work in."""
    with pytest.raises(ValueError, match="0到12"):
        contribution_base(Month(2025, 5), Decimal(6000), months, law)


@pytest.mark.parametrize("wage", ["-0.01", "NaN", "Infinity", "1000000000000.01"])
def test_no_such_wage(wage: str, law: Parameters) -> None:
    """What is no amount of money is refused with a sentence for users."""
    with pytest.raises(ValueError, match="金额"):
        clamp_base(Decimal(wage), Month(2025, 5), law)


@pytest.mark.parametrize(
    ("unknown", "wage", "outcome", "base"),
    [
        ("base.floor", 30000, BaseOutcome.AT_CEILING, 24762),
        ("base.floor", 3000, BaseOutcome.UNCLAMPED, 3000),
        ("base.ceiling", 30000, BaseOutcome.UNCLAMPED, 30000),
        ("base.ceiling", 3000, BaseOutcome.AT_FLOOR, 4952),
    ],
)
def test_one_limit_unknown(unknown: str, wage: int, outcome: BaseOutcome, base: int, law: Parameters) -> None:
    """The known limit still holds; a wage that only the unknown one could change stays and says so."""
    series = law.by_name[unknown]
    half_known = replace(series, rows=tuple(replace(row, value=None, grade=None) for row in series.rows))
    clamped = clamp_base(Decimal(wage), Month(2025, 5), with_series(law, unknown, half_known))
    assert (clamped.outcome, clamped.base) == (outcome, Decimal(base))
    assert bool(clamped.open_points) == (outcome is BaseOutcome.UNCLAMPED)


@pytest.mark.parametrize("name", ["base.floor", "base.ceiling"])
def test_one_limit_provisional(name: str, law: Parameters) -> None:
    """One provisional limit is enough for a difference to fall due later."""
    series = law.by_name[name]
    half_final = replace(series, rows=tuple(replace(row, provisional=True) for row in series.rows))
    assert not clamp_base(Decimal(6000), Month(2025, 5), law).provisional
    assert clamp_base(Decimal(6000), Month(2025, 5), with_series(law, name, half_final)).provisional


@pytest.mark.parametrize(("months", "readings"), [(11, 2), (12, 1)])
def test_a_whole_year_has_one_reading(months: int, readings: int, law: Parameters) -> None:
    """Only part-year work is read in two ways."""
    assert len(contribution_base(Month(2025, 5), Decimal(6000), months, law).readings) == readings


def test_an_unknown_method_is_not_guessed_at(law: Parameters) -> None:
    """A region whose method this rule does not know gets no number, and is told whom to ask."""
    series = law.by_name["base.method"]
    strange = replace(series, rows=tuple(replace(row, value="by_lot") for row in series.rows))
    with pytest.raises(ParameterMissing, match=r"当月缴费基数的确定方法.*12333"):
        contribution_base(Month(2025, 5), Decimal(6000), 12, with_series(law, "base.method", strange))


def with_series(law: Parameters, name: str, series: Any) -> Parameters:
    """The law with one parameter written anew."""
    return replace(law, by_name=MappingProxyType({**law.by_name, name: series}))


def test_final_limits_are_explained(law: Parameters) -> None:
    """What was paid on the provisional ceiling of 2022 is told with the difference that falls due."""
    told = list(clamp_base(Decimal(30000), Month(2022, 5), law).because.lines())
    assert "　终值公布前暂按21821元，每月基数差649元，需要补差。" in told


def test_provisional_limits_are_explained(law: Parameters) -> None:
    """A base of 2023 says that it may still change, one of 2024 does not."""
    told = {
        year: "".join(clamp_base(Decimal(6000), Month(year, 5), law).because.lines()) for year in (2023, 2024)
    }
    assert "暂定" in told[2023]
    assert "暂定" not in told[2024]


def test_sources_are_documents(law: Parameters) -> None:
    """A base names the guide and the documents of its limits; beside unknown limits only the guide."""
    known = contribution_base(Month(2024, 5), Decimal(6000), 12, law)
    assert known.sources == ("002 §一", "苏人社发〔2024〕38号")
    assert contribution_base(Month(2026, 5), Decimal(6000), 12, law).sources == ("002 §一",)


def test_outcomes_have_names_for_users() -> None:
    """Every outcome is told in Chinese, each in its own words."""
    assert len({outcome.label for outcome in BaseOutcome}) == len(BaseOutcome)


@pytest.mark.parametrize(
    ("amount", "rounded", "text"),
    [
        ("4952", "4952.00", "4952元"),
        ("0.005", "0.01", "0.01元"),
        ("0.0049", "0.00", "0元"),
        ("4952.5", "4952.50", "4952.50元"),
        ("1000000000000", "1000000000000.00", "1000000000000元"),
    ],
)
def test_yuan(amount: str, rounded: str, text: str) -> None:
    """Money has two places, half a cent counts up, and whole yuan are told without cents."""
    assert str(yuan(Decimal(amount))) == rounded
    assert yuan_text(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("fraction", "text"), [("0.16", "16%"), ("0.005", "0.5%"), ("0", "0%"), ("1", "100%")]
)
def test_percent(fraction: str, text: str) -> None:
    """Rates are told in per cent, without needless zeros."""
    assert percent_text(Decimal(fraction)) == text
