"""Promises of ``rules.record_validity``."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.record_validity import RecordOutcome, months_later, record_validity
from tests.rules.cases import Case, rows
from tests.rules.explaining import check_explained, questions_are, readings_of

issued_days = st.dates(date(2021, 8, 1), date(2035, 12, 31))


@pytest.mark.parametrize("case", rows("record_validity"))
def test_rows(case: Case, law: Parameters) -> None:
    """The last valid day, what is left until then, and what the guide leaves open about it."""
    told = record_validity(**case.given, law=law)
    expect = dict(case.expect)
    assert questions_are(told.open_points, expect.pop("open"))
    assert (told.outcome, told.last_day, told.days_left) == (
        expect["outcome"], expect["last_day"], expect.get("days_left"),
    )  # fmt: skip
    check_explained(told)


@given(issued_day=issued_days, waited=st.integers(0, 400))
def test_expires_once(issued_day: date, waited: int, law: Parameters) -> None:
    """A record is valid up to its last day, which does not depend on when one asks, and never after."""
    today = issued_day + timedelta(days=waited)
    told = record_validity(issued_day, today, law)
    assert told.last_day == record_validity(issued_day, issued_day, law).last_day
    assert (told.outcome is RecordOutcome.VALID) == (today <= told.last_day)
    assert told.days_left is None or today + timedelta(days=told.days_left - 1) == told.last_day
    check_explained(told)


@given(day=issued_days, months=st.integers(0, 30))
def test_months_later_keep_the_day(day: date, months: int) -> None:
    """The day stays, or is the last of a month that is too short; the month is the one asked for."""
    later = months_later(day, months)
    assert Month.of(later) == Month.of(day) + months
    assert later.day == day.day or (later.day < day.day and later == Month.of(later).last_day)


def test_month_end_tells_both_days(law: Parameters) -> None:
    """Where the month is too short, the next month's first day is the other reading."""
    told = record_validity(date(2026, 8, 31), date(2026, 9, 1), law)
    assert readings_of(told.open_points, "没有31日") == ("到2027年2月28日。", "顺到下个月，到2027年3月1日。")


def test_last_day_tells_both_readings(law: Parameters) -> None:
    """On the last day the reading that it no longer counts ends the day before."""
    told = record_validity(date(2026, 5, 20), date(2026, 11, 20), law)
    assert readings_of(told.open_points, "那一天") == ("算：2026年11月20日还有效。", "不算：到2026年11月19日为止。")


def test_verified_any_number_of_times(law: Parameters) -> None:
    """While valid the user learns how to verify, and that it is not limited; once expired, that it is over."""
    valid = "".join(record_validity(date(2026, 5, 20), date(2026, 6, 1), law).because.lines())
    expired = "".join(record_validity(date(2026, 5, 20), date(2027, 6, 1), law).because.lines())
    assert "次数不限" in valid
    assert "次数不限" not in expired
    assert "重新打印" in expired


def test_not_yet_issued(law: Parameters) -> None:
    """A record of tomorrow is a slip, said in Chinese."""
    with pytest.raises(ValueError, match="晚于今天"):
        record_validity(date(2026, 5, 21), date(2026, 5, 20), law)


def test_before_the_guide(law: Parameters) -> None:
    """For a record older than the guide no period is known."""
    with pytest.raises(ParameterMissing, match="有效期"):
        record_validity(date(2021, 7, 31), date(2021, 8, 1), law)


def test_labels() -> None:
    """Both outcomes are told in Chinese."""
    assert [outcome.label for outcome in RecordOutcome] == ["在有效期内", "已过有效期"]
