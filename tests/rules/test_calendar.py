"""Promises of ``rules.calendar``."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import DayRange, WindowOnDay, WindowState, beijing_day, filing_window, window_on
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from tests.rules.cases import Case, rows

_ONE_DAY = timedelta(days=1)
known_days = st.dates(date(2021, 8, 1), date(2035, 12, 31))


def shown(window: WindowOnDay) -> dict[str, object]:
    """The window as rows write it: what is None is left out."""
    facts = {
        "state": window.state.value,
        "month": str(window.month),
        "first_day": window.first_day,
        "last_day": window.last_day,
        "days_left": window.days_left,
        "reopens_on": window.reopens_on,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


@pytest.mark.parametrize("case", rows("window_on"))
def test_window_on_rows(case: Case, law: Parameters) -> None:
    """On each day the window, its contribution month, and what is left or when it reopens."""
    assert shown(window_on(case.given["day"], law)) == case.expect


@pytest.mark.parametrize("case", rows("filing_window"))
def test_filing_window_rows(case: Case, law: Parameters) -> None:
    """A contribution month's window has its first and last day."""
    assert filing_window(Month.parse(case.given["month"]), law) == DayRange(**case.expect)


@pytest.mark.parametrize("case", rows("beijing_day"))
def test_beijing_day_rows(case: Case) -> None:
    """An instant of any time zone is one Beijing day."""
    assert beijing_day(case.given["instant"]) == case.expect["day"]


def test_naive_instant_is_refused() -> None:
    """A time without a zone is never guessed at."""
    with pytest.raises(ValueError, match="time zone"):
        beijing_day(datetime(2026, 12, 6, 16))


@pytest.mark.parametrize("day", [date(2021, 7, 31), date(2021, 7, 11), date(2010, 1, 15)])
def test_before_the_first_window(day: date, law: Parameters) -> None:
    """Before 2021-08-01 there is no window to tell, and the user learns whom to ask."""
    with pytest.raises(ParameterMissing, match="12333"):
        window_on(day, law)


@given(day=known_days)
def test_window_is_unique(day: date, law: Parameters) -> None:
    """Every day from 2021-08-01 to 2035 lies in one month's window when open, and in none while paused."""
    nearby = [Month.of(day) + step for step in range(-2, 3) if Month.of(day) + step >= Month(2021, 8)]
    containing = [month for month in nearby if day in filing_window(month, law)]
    window = window_on(day, law)
    assert containing == ([window.month] if window.open else [])


@given(day=known_days)
def test_reopening_day_is_open(day: date, law: Parameters) -> None:
    """A pause ends on the day it names: open then, paused the day before, for the same month."""
    window = window_on(day, law)
    if window.reopens_on is None:
        assert window.state is WindowState.OPEN
        return
    reopened = window_on(window.reopens_on, law)
    assert reopened.open
    assert reopened.month == window.month
    assert not window_on(window.reopens_on - _ONE_DAY, law).open


@given(day=known_days)
def test_days_left_run_out_on_the_last_day(day: date, law: Parameters) -> None:
    """After the days that are left, today counted, the window is closed."""
    window = window_on(day, law)
    if window.days_left is None:
        assert day < window.first_day
        return
    assert window_on(day + (window.days_left - 1) * _ONE_DAY, law).month == window.month
    assert not window_on(day + window.days_left * _ONE_DAY, law).open


def test_states_have_names_for_users() -> None:
    """Open and paused are told in Chinese."""
    assert [state.label for state in WindowState] == ["可以申报", "暂停申报"]


def test_range_counts_both_ends() -> None:
    """The first and last day belong to a range, their neighbors do not."""
    days = DayRange(date(2026, 12, 11), date(2027, 1, 6))
    assert date(2026, 12, 11) in days
    assert date(2027, 1, 6) in days
    assert date(2026, 12, 10) not in days
    assert date(2027, 1, 7) not in days


def test_range_of_one_day() -> None:
    """A range may begin and end on the same day."""
    day = date(2026, 12, 11)
    assert day in DayRange(day, day)


def test_range_cannot_run_backwards() -> None:
    """A range that ends before it begins is refused."""
    with pytest.raises(ValueError, match="cannot end"):
        DayRange(date(2026, 12, 11), date(2026, 12, 10))


def test_every_day_of_fifteen_years_has_one_window(law: Parameters) -> None:
    """From 2021 to 2035 each day lies in exactly one window or pause, which meet without gap or overlap."""
    first, last = date(2021, 8, 1), date(2035, 12, 31)
    days = [first + step * _ONE_DAY for step in range((last - first).days + 1)]
    windows = [filing_window(Month(2021, 8) + step, law) for step in range(175)]
    assert all(earlier.last_day < later.first_day for earlier, later in pairwise(windows))
    for day in days:
        found = window_on(day, law)
        assert sum(day in window for window in windows) == found.open
        assert found.reopens_on is None or window_on(found.reopens_on, law).open


@given(instant=st.datetimes(datetime(2021, 8, 2), datetime(2035, 12, 30)), hours=st.integers(-12, 14))
def test_an_instant_is_one_beijing_day_in_every_zone(instant: datetime, hours: int) -> None:
    """The same instant, written in any zone, is the same Beijing day: eight hours after UTC."""
    written = instant.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=hours)))
    assert beijing_day(written) == (instant + timedelta(hours=8)).date()
