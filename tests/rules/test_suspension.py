"""Promises of ``rules.suspension`` and of the duties and days that it rests on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import window_on
from rules.filing_days import days_after, first_open_day, last_open_day
from rules.parameters import ParameterMissing, Parameters
from rules.staff_duties import StaffDutyKind, staff_duty
from rules.suspension import Suspension, SuspensionOutcome, suspension
from tests.rules.cases import Case, rows
from tests.rules.explaining import check_explained, questions_are, readings_of

known_days = st.dates(date(2025, 10, 23), date(2035, 12, 31))


def shown(told: Suspension) -> dict[str, object]:
    """The suspension as rows write it: what is None is left out."""
    facts = {
        "outcome": told.outcome.value,
        "stop_date": told.stop_date,
        "month": str(told.contribution_month),
        "due_day": told.due_day,
        "file_by": told.file_by,
        "late": told.late,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


@pytest.mark.parametrize("case", rows("suspension"))
def test_rows(case: Case, law: Parameters) -> None:
    """The day that the portal writes, the duty, and what is open about both."""
    told = suspension(**case.given, law=law)
    expect = dict(case.expect)
    assert questions_are(told.open_points, expect.pop("open"))
    assert shown(told) == expect
    check_explained(told)


@given(termination_day=known_days, waited=st.integers(-40, 40))
def test_stop_date_is_an_open_day(termination_day: date, waited: int, law: Parameters) -> None:
    """Coverage stops on a day that takes filings, neither before today nor before the work ends."""
    today = termination_day + timedelta(days=waited)
    told = suspension(termination_day, today, law)
    assert window_on(told.stop_date, law).open
    assert told.stop_date >= max(today, termination_day)
    assert (told.outcome is SuspensionOutcome.STOP_TODAY) == (told.stop_date == today and waited >= 0)
    assert told.contribution_month == window_on(told.stop_date, law).month


@given(begins=known_days, kind=st.sampled_from(StaffDutyKind))
def test_duty_can_be_filed_in_time(begins: date, kind: StaffDutyKind, law: Parameters) -> None:
    """The day to file by is the last open one up to the duty's end, and lies after its beginning."""
    duty = staff_duty(kind, begins, law)
    assert begins < duty.file_by <= duty.due_day
    assert window_on(duty.file_by, law).open
    assert duty.file_by == duty.due_day or not window_on(duty.file_by + timedelta(days=1), law).open


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 12, 6), date(2026, 12, 6), date(2026, 12, 6)),
        (date(2026, 12, 7), date(2026, 12, 11), date(2026, 12, 6)),
        (date(2026, 12, 10), date(2026, 12, 11), date(2026, 12, 6)),
        (date(2026, 12, 11), date(2026, 12, 11), date(2026, 12, 11)),
        (date(2027, 1, 10), date(2027, 1, 11), date(2027, 1, 6)),
        (date(2021, 8, 7), date(2021, 8, 11), date(2021, 8, 6)),
    ],
)
def test_open_days_around_a_pause(day: date, first: date, last: date, law: Parameters) -> None:
    """From a day of the pause the next open day is the 11th, the one before the 6th."""
    assert (first_open_day(day, law), last_open_day(day, law)) == (first, last)


def test_enrollment_within_thirty_days(law: Parameters) -> None:
    """Hiring starts thirty days, told by their last day under both ways of counting."""
    duty = staff_duty(StaffDutyKind.ENROLLMENT, date(2026, 11, 20), law)
    assert (duty.due_day, duty.file_by) == (date(2026, 12, 20), date(2026, 12, 20))
    assert readings_of(duty.open_points, "从哪天数起") == (
        "用工的次日起按日历天数：到2026年12月20日为止。",
        "用工当天也算一天：到2026年12月19日为止。",
    )
    assert "2026年11月20日用工，办参保登记的期限到2026年12月20日。" in duty.because.says


def test_duty_in_a_pause_names_the_day_before(law: Parameters) -> None:
    """A duty that ends in a pause tells until when it can really be filed."""
    duty = staff_duty(StaffDutyKind.SUSPENSION, date(2026, 11, 28), law)
    assert "到2026年12月8日，那天暂停申报，要赶在2026年12月6日或更早" in duty.because.says


def test_weaker_page_is_told(law: Parameters) -> None:
    """A late employer learns that one weak page gives more days."""
    told = suspension(date(2026, 11, 9), date(2026, 11, 20), law)
    official, weak = readings_of(told.open_points, "不同说法")
    assert "2026年11月19日" in official
    assert "15天" in weak


def test_last_paid_month_is_open(law: Parameters) -> None:
    """Which month is the last to pay differs by reading: both are named."""
    with_month, without, portal = readings_of(
        suspension(date(2026, 12, 31), date(2027, 1, 4), law).open_points, "最后缴到"
    )
    assert "2027年1月" in with_month
    assert "2026年12月" in without
    assert "网厅" in portal


def test_employee_is_told_the_day(law: Parameters) -> None:
    """The employee learns the stop date and that the next employer waits for it."""
    told = suspension(date(2026, 12, 8), date(2026, 12, 8), law)
    assert "2026年12月11日" in told.tell_employee[0]
    assert any("新单位" in sentence for sentence in told.tell_employee)
    assert any("医保局（12393）" in sentence for sentence in told.tell_employee)


@pytest.mark.parametrize(("waited", "says"), [(10, "没有超过期限"), (11, "已经超过期限")])
def test_explanation_says_whether_late(waited: int, says: str, law: Parameters) -> None:
    """The tree says on both sides of the limit whether the duty is kept."""
    told = suspension(date(2026, 11, 12), date(2026, 11, 12) + timedelta(days=waited), law)
    assert says in "".join(told.because.lines())


def test_before_the_first_window(law: Parameters) -> None:
    """Where today's window is not known there is no stop date to tell."""
    with pytest.raises(ParameterMissing, match="12333"):
        suspension(date(2021, 7, 1), date(2021, 7, 31), law)


def test_days_end_with_the_calendar() -> None:
    """Counting beyond the year 9999 is said in Chinese rather than breaking."""
    assert days_after(date(9999, 12, 30), 1) == date(9999, 12, 31)
    with pytest.raises(ValueError, match="9999年"):
        days_after(date(9999, 12, 31), 1)


def test_labels() -> None:
    """Outcomes and duties have Chinese labels of their own."""
    labels = [member.label for member in (*SuspensionOutcome, *StaffDutyKind)]
    assert len(set(labels)) == len(labels) == 5
