"""Promises of ``rules.month``."""

from datetime import date

import pytest

from rules.month import Month
from tests.rules.cases import Case, rows


@pytest.mark.parametrize("case", rows("month"))
def test_rows(case: Case) -> None:
    """Arithmetic crosses years, and each month knows its days and its name."""
    month = Month.parse(case.given["month"])
    plus = case.given["plus"]
    moved = month + plus
    assert {
        "month": str(moved),
        "first_day": moved.first_day,
        "last_day": moved.last_day,
        "label": moved.label,
    } == case.expect
    assert moved - plus == month


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-1",
        "26-01",
        "0000-01",
        "2026/01",
        "2026-01-01",
        "2026-01\n",
        "２０２６-01",
    ],
)
def test_parse_refuses(text: str) -> None:
    """Only an existing month in the written form is read."""
    with pytest.raises(ValueError, match="月"):
        Month.parse(text)


def test_order_is_by_time() -> None:
    """Months sort by time, across years."""
    assert sorted([Month(2027, 1), Month(2026, 12), Month(2026, 2)]) == [
        Month(2026, 2),
        Month(2026, 12),
        Month(2027, 1),
    ]


def test_month_of_a_day() -> None:
    """The first and last day of a month belong to it, the next day does not."""
    assert Month.of(date(2028, 2, 1)) == Month.of(date(2028, 2, 29)) == Month(2028, 2)
    assert Month.of(date(2028, 3, 1)) == Month(2028, 3)


def test_equal_months_are_one_key() -> None:
    """A month can be a key: equal months find the same entry."""
    assert {Month(2026, 12): "found"}[Month.parse("2026-12")] == "found"


@pytest.mark.parametrize(("start", "plus"), [(Month(9999, 12), 1), (Month(1, 1), -1)])
def test_arithmetic_stays_within_the_years(start: Month, plus: int) -> None:
    """Leaving the years 1 to 9999 is an error, not a wrong month."""
    with pytest.raises(ValueError, match="年份"):
        start + plus
