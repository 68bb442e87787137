"""Promises of an employer's own calendar as words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.documents.employer_calendar import BadEvent, calendar_lines, read_event, read_events
from rules.duties import EventKind, StaffEvent, duty_calendar
from rules.parameters import Parameters

_HIRED = StaffEvent(date(2026, 11, 20), EventKind.HIRED, "张测试")


@pytest.mark.parametrize(
    "word",
    [
        "event=hired:2026-11-20:张测试",
        "hired:2026-11-20:张测试",
        "event=用工：2026年11月20日：张测试",
        "event=HIRED: 20261120 : 张测试 ",
    ],
)
def test_usual_ways_of_writing_are_one_event(word: str) -> None:
    """English or Chinese, narrow or wide colons, any usual day."""
    assert read_event(word) == _HIRED


def test_a_name_may_have_a_colon() -> None:
    """Only the first two colons divide."""
    assert read_event("ended:2026-11-20:车间2:张测试").who == "车间2:张测试"


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("张测试", "事情、日期和人三样"),
        ("event=hired:2026-11-20", "事情、日期和人三样"),
        ("event=fired:2026-11-20:张测试", "事情须是这些当中的一个：hired（用工）"),
        ("event=hired:2026-11-31:张测试", "日期不是日历上有的日子"),
        ("event=hired:明天:张测试", "日期须是日期，如 2026-08-20"),
        ("event=hired:2026-11-20: ", "请给每位职工一个名称"),
        ("x" * 5000, f"“{'x' * 40}…”"),
    ],
)
def test_a_bad_event_is_said_with_the_way_to_write_it(word: str, says: str) -> None:
    """What is wrong with which word, shortened where it is long."""
    with pytest.raises(BadEvent) as bad:
        read_event(word)
    assert says in str(bad.value) and len(str(bad.value)) < 250


def test_the_lines_tell_days_reasons_and_open_points(law: Parameters) -> None:
    """Each duty with its day and reason, in order; what is open with its readings and whom to ask."""
    events = read_events(["hired:2026-11-09:张测试"])
    lines = list(calendar_lines(duty_calendar(date(2026, 12, 1), date(2026, 12, 31), events, law)))
    assert lines[0] == "日期都已列出"
    days = [line[:10] for line in lines if line.startswith("2026-")]
    assert days == sorted(days) and "2026-12-11　社保申报期开始" in lines
    early = lines.index("2026-12-06　张测试：最晚办参保登记")
    assert lines[early + 1] == "　　期限到2026年12月9日，但那时暂停申报，要提前办。"
    assert any(line.startswith("还没有定论：") and "节假日" in line for line in lines)
    assert "　　请问参保地社保经办机构或12333。" in lines
