"""Promises of ``rules.window_told``."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import window_on
from rules.explained import Used
from rules.parameters import ParameterMissing, Parameters, load_parameters
from rules.window_told import Possible, WindowOutcome, WindowTold, window_told, window_told_at
from tests.rules.cases import Case, rows
from tests.rules.explaining import check_explained, questions_are, readings_of, steps

_NEW_WINDOW = """
[filing.{name}]
label = "试"
unit = "号"
ask = "试"
[[filing.{name}.values]]
from = 2026-03-01
value = {value}
document = "试"
grade = "A"
"""


def shown(told: WindowTold) -> dict[str, object]:
    """The window as rows write it: what is None is left out."""
    facts = {
        "outcome": told.outcome.value,
        "possible": told.possible.value,
        "month": str(told.month) if told.month else None,
        "last_day": told.last_day,
        "days_left": told.days_left,
        "reopens_on": told.reopens_on,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


@pytest.mark.parametrize("case", rows("window_told"))
def test_rows(case: Case, law: Parameters) -> None:
    """On each day the window, what can be filed, and what is left open."""
    told = window_told(case.given["day"], law)
    expect = dict(case.expect)
    assert questions_are(told.open_points, expect.pop("open"))
    assert shown(told) == expect
    check_explained(told)


@given(day=st.dates(date(2021, 8, 1), date(2035, 12, 31)))
def test_agrees_with_the_calendar(day: date, law: Parameters) -> None:
    """What is told is the calendar's window, and while paused only advance enrollment is possible."""
    told, window = window_told(day, law), window_on(day, law)
    assert (told.month, told.first_day, told.last_day) == (window.month, window.first_day, window.last_day)
    assert (told.days_left, told.reopens_on) == (window.days_left, window.reopens_on)
    assert (told.possible is Possible.EVERY_MODULE) == window.open
    check_explained(told)


@given(day=st.dates(date(2019, 7, 1), date(2021, 7, 31)))
def test_old_window_ends_with_its_month(day: date, law: Parameters) -> None:
    """The old window lies within its month and says that its end is open."""
    told = window_told(day, law)
    assert (told.first_day.day, told.first_day.month, told.last_day.month) == (11, day.month, day.month)
    assert (told.outcome is WindowOutcome.OLD_OPEN) == (day >= told.first_day)
    assert len(readings_of(told.open_points, "用到哪一天")) == 2
    check_explained(told)


@pytest.mark.parametrize(
    ("day", "new"),
    [
        (date(2021, 7, 6), "2021年7月6日可以申报，报的是2021年7月的社保"),
        (date(2021, 7, 7), "2021年7月7日暂停申报"),
        (date(2021, 7, 10), "2021年7月10日暂停申报"),
        (date(2021, 7, 11), "2021年7月11日可以申报，报的是2021年8月的社保"),
        (date(2020, 12, 31), "2020年12月31日可以申报，报的是2021年1月的社保"),
    ],
)
def test_both_windows_are_told(day: date, new: str, law: Parameters) -> None:
    """Before 2021-08-01 the reading that today's window was already in force says what it gives."""
    old_reading, new_reading = readings_of(window_told(day, law).open_points, "用到哪一天")
    assert "2021年7月31日" in old_reading
    assert new in new_reading


def test_old_window_is_told(law: Parameters) -> None:
    """The old window says whether it was open and names no contribution month, since the guide does not."""
    is_open, closed = window_told(date(2021, 7, 11), law), window_told(date(2021, 7, 10), law)
    assert is_open.because.says == "2021年7月11日在旧申报期内，可以申报。"
    assert closed.because.says == "2021年7月10日不在旧申报期内，2021年7月11日开始。"
    assert is_open.month is closed.month is None


def test_sixth_tells_both_months(law: Parameters) -> None:
    """On the 6th the reading that it no longer counts names the reopening day and the month filed then."""
    counts, too_late = readings_of(window_told(date(2026, 12, 6), law).open_points, "6号当天")
    assert "2026年12月6日当天还能报" in counts
    assert "最迟2026年12月5日" in too_late
    assert "2026年12月11日起报的是2027年1月" in too_late


def test_the_day_before_the_sixth_is_not_too_late(law: Parameters) -> None:
    """On the 5th both readings still allow filing."""
    assert "已不能报" not in "".join(readings_of(window_told(date(2026, 12, 5), law).open_points, "6号当天"))


def test_pause_reminds_of_formal_enrollment(law: Parameters) -> None:
    """Whoever enrolls in advance learns from when the formal enrollment must follow."""
    told = "".join(window_told(date(2026, 12, 8), law).because.lines())
    assert "2026年12月11日起还要办正式的用工参保登记" in told


def test_explanation_rests_on_dated_parameters(law: Parameters) -> None:
    """The tree holds both parameters as they were used: day, value, document and grade."""
    told = window_told(date(2026, 12, 8), law)
    uses = [step.used for step in steps(told.because) if step.used]
    assert [(used.name, used.value) for used in uses] == [("filing.first_day", 11), ("filing.last_day", 6)]
    first = uses[0]
    expected = Used(first.name, first.label, date(2027, 1, 1), 11, "002 §一", "A")
    assert first == expected


@pytest.mark.parametrize(
    ("instant", "outcome"),
    [
        (datetime(2026, 12, 6, 15, 59, 59, tzinfo=UTC), WindowOutcome.OPEN),
        (datetime(2026, 12, 6, 16, tzinfo=UTC), WindowOutcome.PAUSED),
        (datetime(2026, 12, 10, 15, 59, 59, tzinfo=UTC), WindowOutcome.PAUSED),
        (datetime(2026, 12, 10, 16, tzinfo=UTC), WindowOutcome.OPEN),
    ],
)
def test_instants_are_beijing_days(instant: datetime, outcome: WindowOutcome, law: Parameters) -> None:
    """An instant counts on its Beijing day, eight hours ahead of UTC."""
    assert window_told_at(instant, law).outcome is outcome


def test_before_every_window(law: Parameters) -> None:
    """Before the first old window there is none to tell."""
    with pytest.raises(ParameterMissing, match="12333"):
        window_told(date(2019, 6, 30), law)


def test_region_without_a_window(tmp_path: Path) -> None:
    """A region that has no filing window at all says so, whatever the day."""
    text = _NEW_WINDOW.format(name="other", value=3)
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterMissing):
        window_told(date(2026, 4, 1), load_parameters(tmp_path))


def test_another_regions_days(tmp_path: Path) -> None:
    """The days come from the region's parameters, not from the rule."""
    text = _NEW_WINDOW.format(name="first_day", value=20) + _NEW_WINDOW.format(name="last_day", value=15)
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    told = window_told(date(2026, 4, 16), load_parameters(tmp_path))
    assert told.outcome is WindowOutcome.PAUSED
    assert told.reopens_on == date(2026, 4, 20)


def test_every_outcome_has_a_label() -> None:
    """Users read each outcome and each possibility in Chinese of its own."""
    labels = [member.label for member in (*WindowOutcome, *Possible)]
    assert len(set(labels)) == len(labels) == 7


def test_the_last_window_known_is_open_to_its_end(tmp_path: Path) -> None:
    """Where the window after it is not known, a window's last days are told all the same, and what is missing."""
    rows = "[[filing.{0}.values]]\nfrom = 2021-08-01\nvalue = {1}\ngrade = 'B'\ndocument = '甲'\n"
    rows += "[[filing.{0}.values]]\nfrom = 2026-06-01\nunknown = true\ndocument = '没有查到'\n"
    head = "[filing.{0}]\nlabel = '{0}'\nunit = '号'\nask = '某局'\n"
    text = "".join((head + rows).format(name, day) for name, day in (("first_day", 11), ("last_day", 6)))
    (tmp_path / "calendar.toml").write_text(text, "utf-8")
    nearby = load_parameters(tmp_path)
    for day in range(1, 7):
        assert window_told(date(2026, 5, day), nearby).outcome is WindowOutcome.OPEN
    _, too_late = readings_of(window_told(date(2026, 5, 6), nearby).open_points, "6号当天")
    assert too_late == "不算：最迟2026年5月5日报，2026年5月6日已不能报，2026年6月的申报期没有查到。"
    with pytest.raises(ParameterMissing):
        window_told(date(2026, 5, 7), nearby)
