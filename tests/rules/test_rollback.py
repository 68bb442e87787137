"""Promises of ``rules.rollback``."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import window_on
from rules.modules import Module
from rules.parameters import ParameterMissing, Parameters
from rules.rollback import Instead, RollbackOutcome, rollback
from tests.rules.cases import Case, rows
from tests.rules.explaining import check_explained, questions_are, readings_of

_BY_TOPIC = {module.value: module for module in Module}


@pytest.mark.parametrize("case", rows("rollback"))
def test_rows(case: Case, law: Parameters) -> None:
    """Whether it may be rolled back, until when, what instead, and what is open about it."""
    days = case.given["mistake_day"], case.given["today"]
    told = rollback(_BY_TOPIC[case.given["kind"]], *days, law)
    expect = case.expect
    assert told.outcome == expect["outcome"]
    assert (told.last_day, told.reopens_on) == (expect.get("last_day"), expect.get("reopens_on"))
    assert [instead.value for instead in told.instead] == expect["instead"]
    assert questions_are(told.open_points, expect["open"])
    check_explained(told)


def test_every_module_is_in_a_row() -> None:
    """No module is left without a row of its own."""
    assert {case.values[0].given["kind"] for case in rows("rollback")} == set(_BY_TOPIC)


@given(
    kind=st.sampled_from(Module),
    today=st.dates(date(2021, 8, 1), date(2035, 12, 31)),
    ago=st.integers(0, 60),
)
def test_allowed_only_in_the_same_open_window(kind: Module, today: date, ago: int, law: Parameters) -> None:
    """A rollback is only promised while filing is open and the mistake is of the same window, to its last day."""
    mistake_day, window = today - timedelta(days=ago), window_on(today, law)
    told = rollback(kind, mistake_day, today, law)
    if told.outcome is RollbackOutcome.ALLOWED:
        assert window.open
        assert window.first_day <= mistake_day
        assert told.last_day == window.last_day
    else:
        assert told.instead
    check_explained(told)


def test_sixth_is_told_both_ways(law: Parameters) -> None:
    """The guide's 6日前 ends on the 6th or on the 5th: both days are told."""
    told = rollback(Module.EMPLOYEE_ENROLLMENT, date(2026, 11, 15), date(2026, 11, 20), law)
    assert readings_of(told.open_points, "6日当天") == ("能：最晚2026年12月6日。", "不能：最晚2026年12月5日。")


def test_suspension_rests_on_the_question(law: Parameters) -> None:
    """A mistaken suspension is covered by 问题四 alone, an enrollment by the module too."""
    stop = rollback(Module.COVERAGE_SUSPENSION, date(2026, 11, 15), date(2026, 11, 20), law)
    enrollment = rollback(Module.EMPLOYEE_ENROLLMENT, date(2026, 11, 15), date(2026, 11, 20), law)
    assert "002 §三.6" not in stop.sources
    assert {"002 §三.6", "002 §五 问题四"} <= set(enrollment.sources)


def test_advance_enrollment_does_not_take_effect(law: Parameters) -> None:
    """Whoever enrolled the wrong person in advance learns that nobody is insured by it, and others do not."""
    advance = rollback(Module.ADVANCE_ENROLLMENT, date(2026, 12, 8), date(2026, 12, 8), law)
    record = rollback(Module.PERSON_RECORD, date(2026, 12, 8), date(2026, 12, 8), law)
    assert "不会自己生效" in "".join(advance.because.lines())
    assert "不会自己生效" not in "".join(record.because.lines())


def test_mistake_of_tomorrow(law: Parameters) -> None:
    """A mistake that lies in the future is a slip, said in Chinese."""
    with pytest.raises(ValueError, match="晚于今天"):
        rollback(Module.EMPLOYEE_ENROLLMENT, date(2026, 11, 21), date(2026, 11, 20), law)


def test_before_the_first_window(law: Parameters) -> None:
    """Where today's window is not known, nothing is promised."""
    with pytest.raises(ParameterMissing, match="12333"):
        rollback(Module.EMPLOYEE_ENROLLMENT, date(2021, 7, 1), date(2021, 7, 31), law)


def test_labels() -> None:
    """Outcomes and ways out have Chinese labels of their own."""
    labels = [member.label for member in (*RollbackOutcome, *Instead)]
    assert len(set(labels)) == len(labels) == 8
