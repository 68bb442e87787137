"""Promises of ``rules.duties`` and of the calendar file that it is written to."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.duties import DutiesOutcome, Duty, DutyKind, EventKind, StaffEvent, duty_calendar
from rules.duty_file import as_ics
from rules.parameters import Parameters
from tests.rules.cases import Case, rows
from tests.rules.explaining import check_explained, questions_are
from tests.rules.ics_reading import content_lines, events

_WRITTEN = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
_DECEMBER = date(2026, 12, 1), date(2026, 12, 31)
_CONTROLS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))}
names = st.text(min_size=1).filter(str.strip)
staff_events = st.builds(
    StaffEvent,
    day=st.dates(date(2025, 10, 23), date(2035, 12, 31)),
    kind=st.sampled_from(EventKind),
    who=names,
)


def event(written: str) -> StaffEvent:
    """``2026-11-10 hired 张测试`` as an event."""
    day, kind, who = written.split()
    return StaffEvent(date.fromisoformat(day), EventKind(kind), who)


def written_duty(duty: Duty) -> str:
    """A duty as rows write it."""
    parts = [str(duty.day), duty.kind.value, duty.who, "" if duty.due_day == duty.day else str(duty.due_day)]
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize("case", rows("duties"))
def test_rows(case: Case, law: Parameters) -> None:
    """Which days stand in the calendar, in order, and what is open about them."""
    given_events = [event(written) for written in case.given["events"]]
    calendar = duty_calendar(case.given["first_day"], case.given["last_day"], given_events, law)
    assert calendar.outcome == case.expect["outcome"]
    assert [written_duty(duty) for duty in calendar.duties] == case.expect["duties"]
    assert questions_are(calendar.open_points, case.expect["open"])
    if calendar.duties:
        check_explained(calendar)


@given(
    first_day=st.dates(date(2023, 12, 1), date(2035, 12, 31)),
    length=st.integers(0, 600),
    happened=st.lists(staff_events, max_size=4),
)
def test_calendar_is_whole(first_day: date, length: int, happened: list[StaffEvent], law: Parameters) -> None:
    """Each event has one entry, monthly entries lie within the days asked for, and all stand in order."""
    last_day = first_day + timedelta(days=length)
    calendar = duty_calendar(first_day, last_day, happened, law)
    days = [duty.day for duty in calendar.duties]
    assert days == sorted(days)
    assert sorted((duty.began, duty.who) for duty in calendar.duties if duty.who) == sorted(
        (happening.day, happening.who) for happening in set(happened)
    )
    monthly = [duty for duty in calendar.duties if not duty.who]
    assert all(first_day <= duty.day <= last_day for duty in monthly)
    expected = [
        day for day in (first_day + timedelta(days=step) for step in range(length + 1)) if day.day in (6, 11, 25)
    ]
    assert [duty.day for duty in monthly] == expected


def test_overdue_duties_stay(law: Parameters) -> None:
    """A duty that passed before the calendar begins is still listed, since nobody filed it."""
    calendar = duty_calendar(date(2026, 12, 1), date(2026, 12, 5), [event("2026-09-01 ended 张测试")], law)
    assert [written_duty(duty) for duty in calendar.duties] == ["2026-09-11 suspension 张测试"]


@pytest.mark.parametrize(
    ("first_day", "last_day", "says"),
    [
        (date(2026, 12, 2), date(2026, 12, 1), "早于第一天"),
        (date(2026, 12, 31), date(2028, 12, 1), "最多排24个月"),
    ],
)
def test_bad_ranges(first_day: date, last_day: date, says: str, law: Parameters) -> None:
    """Days that run backwards, or over more than two years, are refused in Chinese."""
    with pytest.raises(ValueError, match=says):
        duty_calendar(first_day, last_day, [], law)


def test_two_years_fit(law: Parameters) -> None:
    """Twenty-four months are allowed, and every month has its three entries."""
    assert len(duty_calendar(date(2026, 12, 1), date(2028, 11, 30), [], law).duties) == 72


@pytest.mark.parametrize("who", ["", " ", "　\n"])
def test_events_name_somebody(who: str) -> None:
    """An event of nobody is refused."""
    with pytest.raises(ValueError, match="职工"):
        StaffEvent(date(2026, 12, 1), EventKind.HIRED, who)


def test_names_stay_out_of_logs() -> None:
    """Printing an event shows no name."""
    assert "张测试" not in repr(event("2026-11-10 hired 张测试"))


def test_formal_enrollment_is_explained(law: Parameters) -> None:
    """In a pause the entry says why only advance enrollment was possible, otherwise that it was not needed."""
    paused, at_once = (
        "".join(duty_calendar(*_DECEMBER, [event(written)], law).because.lines())
        for written in ("2026-12-08 advance_enrolled 张测试", "2026-12-12 advance_enrolled 张测试")
    )
    assert "2026年12月8日暂停申报，只能做预登记" in paused
    assert "2026年12月12日不在暂停期" in at_once


def test_file_holds_all_day_events(law: Parameters) -> None:
    """The file has an all-day event a duty on its Beijing day, ending the next, with label and explanation."""
    calendar = duty_calendar(*_DECEMBER, [event("2026-11-28 ended 张测试")], law)
    text = as_ics(calendar, _WRITTEN)
    found = events(text)
    assert [e["DTSTART"] for e in found] == ["20261206", "20261206", "20261211", "20261225"]
    assert [e["DTEND"] for e in found] == ["20261207", "20261207", "20261212", "20261226"]
    assert [e["SUMMARY"] for e in found] == [duty.label for duty in calendar.duties]
    assert "张测试：最晚办停保" in [e["SUMMARY"] for e in found]
    assert [e["DESCRIPTION"] for e in found] == ["\n".join(duty.because.lines()) for duty in calendar.duties]
    assert text.count("DTSTART;VALUE=DATE:") == text.count("DTEND;VALUE=DATE:") == len(found)


def test_file_has_the_frame_of_a_calendar(law: Parameters) -> None:
    """The text is one VCALENDAR 2.0 with a product, each event with its stamp in UTC and one alarm."""
    text = as_ics(duty_calendar(*_DECEMBER, [], law), _WRITTEN)
    lines = content_lines(text)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines
    assert any(line.startswith("PRODID:") for line in lines)
    assert lines.count("DTSTAMP:20261122T010203Z") == lines.count("BEGIN:VALARM") == lines.count("BEGIN:VEVENT") == 3
    assert lines.count("TRIGGER:-PT15H") == lines.count("ACTION:DISPLAY") == 3


def test_stamp_is_utc(law: Parameters) -> None:
    """An instant of another zone is written in UTC; one without a zone is never guessed at."""
    calendar = duty_calendar(*_DECEMBER, [], law)
    beijing = _WRITTEN.astimezone(timezone(timedelta(hours=8)))
    assert as_ics(calendar, beijing) == as_ics(calendar, _WRITTEN)
    with pytest.raises(ValueError, match="time zone"):
        as_ics(calendar, datetime(2026, 11, 22))


def test_uids_are_stable_and_unique(law: Parameters) -> None:
    """Written again on another day, for another range and with more staff, an entry keeps its UID."""
    staff = [event("2026-11-20 hired 张测试"), event("2026-11-20 hired 李测试"), event("2026-11-20 ended 张测试")]
    small = events(as_ics(duty_calendar(*_DECEMBER, staff[:1], law), _WRITTEN))
    large = events(as_ics(duty_calendar(date(2026, 11, 1), date(2027, 2, 1), staff, law), datetime.now(UTC)))
    by_uid = {e["UID"]: (e["SUMMARY"], e["DTSTART"]) for e in large}
    assert len(by_uid) == len(large)
    assert {e["UID"]: (e["SUMMARY"], e["DTSTART"]) for e in small}.items() <= by_uid.items()


def test_uids_outlive_releases(law: Parameters) -> None:
    """A file that people have imported finds its entries again: the UID is made as it always was."""
    calendar = duty_calendar(date(2026, 12, 12), date(2026, 12, 25), [event("2026-11-20 hired 张测试")], law)
    assert [e["UID"] for e in events(as_ics(calendar, _WRITTEN))] == [
        "enrollment-20261120-5963f786da41@canbao",
        "tax_declaration-20261201-e3b0c44298fc@canbao",
    ]


def test_uids_tell_no_name(law: Parameters) -> None:
    """A UID, which calendar servers pass around, does not hold the employee's name."""
    for found in events(as_ics(duty_calendar(*_DECEMBER, [event("2026-11-20 hired 张测试")], law), _WRITTEN)):
        assert found["UID"].isascii()


@given(who=names)
def test_any_name_can_be_written(who: str, law: Parameters) -> None:
    """Whatever a name holds, no line is over 75 octets, nothing is injected, and the text reads back."""
    hired = StaffEvent(date(2026, 11, 20), EventKind.HIRED, who)
    text = as_ics(duty_calendar(date(2026, 12, 12), date(2026, 12, 13), [hired], law), _WRITTEN)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (found,) = events(text)
    kept = found["SUMMARY"].removesuffix("：最晚办参保登记").replace("\n", "")
    assert kept == "".join(sign for sign in who if sign not in _CONTROLS)


@given(who=st.text(alphabet="a测é", min_size=1, max_size=200))
def test_lines_are_folded_when_full(who: str, law: Parameters) -> None:
    """A line breaks only where the next character would be the 76th octet or beyond, never inside a character."""
    calendar = duty_calendar(*_DECEMBER, [StaffEvent(date(2026, 11, 20), EventKind.HIRED, who)], law)
    text = as_ics(calendar, _WRITTEN)
    for line, following in pairwise(text.split("\r\n")):
        if following.startswith(" "):
            assert len(line.encode()) <= 75 < len((line + following[1]).encode())
    assert f"SUMMARY:{who}：最晚办参保登记" in content_lines(text)


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ("a,b;c\\d", "SUMMARY:a\\,b\\;c\\\\d：最晚办参保登记"),
        ("a\r\nEND:VCALENDAR", "SUMMARY:a\\nEND:VCALENDAR：最晚办参保登记"),
        ("a\rb", "SUMMARY:a\\nb：最晚办参保登记"),
        ("a\x07b", "SUMMARY:ab：最晚办参保登记"),
    ],
)
def test_text_is_escaped(who: str, line: str, law: Parameters) -> None:
    """Signs that have a meaning in the format are escaped, line breaks kept as \\n, other controls dropped."""
    calendar = duty_calendar(*_DECEMBER, [StaffEvent(date(2026, 11, 20), EventKind.HIRED, who)], law)
    assert line in content_lines(as_ics(calendar, _WRITTEN))


def test_entries_of_nobody_have_no_name(law: Parameters) -> None:
    """A monthly entry is named by what is to be done alone."""
    assert [duty.label for duty in duty_calendar(*_DECEMBER, [], law).duties] == [
        "社保申报期最后一天",
        "社保申报期开始",
        "向税务申报工资并缴费截止",
    ]


def test_labels() -> None:
    """Everything that users read has a Chinese label of its own."""
    labels = [member.label for member in (*DutyKind, *EventKind, *DutiesOutcome)]
    assert len(set(labels)) == len(labels) == 12
