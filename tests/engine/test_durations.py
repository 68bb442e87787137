"""Lengths of time: how many months are said, and which day is the last of them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.durations import LENGTH, last_day_of, months_of, plain_length


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("三年", 36), ("3年", 36), ("１年", 12), ("两年半", 30), ("一年半", 18), ("半年", 6), ("36个月", 36),
        ("十八个月", 18), ("一年零六个月", 18), ("2周年", 24),
    ],
)  # fmt: skip
def test_a_length_is_read(text: str, months: int) -> None:
    """In digits or characters."""
    match = re.fullmatch(LENGTH, plain_length(text))
    assert match is not None and months_of(match) == months


@pytest.mark.parametrize("text", ["三月", "2029年10月", "很久", "两三年"])
def test_a_month_or_a_rough_count_is_no_length(text: str) -> None:
    """三月 is March."""
    assert re.fullmatch(LENGTH, plain_length(text)) is None


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 11, 1), 36, date(2029, 10, 31)),
        (date(2026, 11, 2), 36, date(2029, 11, 1)),
        (date(2027, 1, 1), 12, date(2027, 12, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 27)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 11, 1), 0, None),
        (date(9998, 11, 1), 36, None),
    ],
)
def test_the_last_day_is_the_one_before_the_day_that_comes_round(start: date, months: int, last: date | None) -> None:
    """Three years from 1 November end on 31 October."""
    assert last_day_of(start, months) == last


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(1, 600), st.integers(1, 600))
def test_one_length_after_another_leaves_no_gap(start: date, first: int, more: int) -> None:
    """Contracts that follow each other end where one of the whole length would, or within the days months differ by."""
    end = last_day_of(start, first)
    assert end is not None and end >= start
    following, whole = last_day_of(end + timedelta(days=1), more), last_day_of(start, first + more)
    assert following is not None and whole is not None
    assert abs((following - whole).days) <= 3
