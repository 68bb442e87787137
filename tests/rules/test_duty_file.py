"""Promises of ``rules.duty_file`` beyond its days: what calendar programs read around them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from rules.duties import EventKind, StaffEvent, duty_calendar
from rules.duty_file import as_ics
from rules.parameters import Parameters
from tests.rules.ics_reading import content_lines, events

_DAYS = date(2026, 12, 1), date(2026, 12, 31)
_HIRED = date(2026, 11, 10)


def written(law: Parameters, *names: str, at: datetime = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)) -> str:
    """December's calendar with a hiring for each name."""
    return as_ics(duty_calendar(*_DAYS, [StaffEvent(_HIRED, EventKind.HIRED, name) for name in names], law), at)


def test_the_head_says_what_it_is(law: Parameters) -> None:
    """A Gregorian calendar of Canbao's, with days as Beijing has them."""
    assert content_lines(written(law))[:5] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Canbao//duties//ZH",
        "CALSCALE:GREGORIAN",
        "X-WR-TIMEZONE:Asia/Shanghai",
    ]


def test_a_duty_does_not_block_the_day(law: Parameters) -> None:
    """Entries are shown as free time, with an alarm at nine in the morning of the day before."""
    found = events(written(law, "张测试"))
    assert found
    assert {each["TRANSP"] for each in found} == {"TRANSPARENT"}
    assert content_lines(written(law, "张测试")).count("TRIGGER:-PT15H") == len(found)


def test_the_stamp_is_in_utc(law: Parameters) -> None:
    """An instant of another zone is written as the same instant in UTC."""
    beijing = datetime(2026, 11, 22, 7, 2, 3, tzinfo=timezone(timedelta(hours=8)))
    assert {each["DTSTAMP"] for each in events(written(law, at=beijing))} == {"20261121T230203Z"}


def test_a_time_without_zone_is_refused(law: Parameters) -> None:
    """Whose clock it was is never guessed at."""
    with pytest.raises(ValueError, match=r"^an instant needs a time zone: .*datetime\.now\(UTC\)$"):
        written(law, at=datetime(2026, 11, 22))


def test_signs_of_the_format_are_escaped_once(law: Parameters) -> None:
    """A comma, a semicolon and a backslash in a name are the name's; the letter X is a letter."""
    (summary,) = (each["SUMMARY"] for each in events(written(law, "X张,测;试\\")) if "X张" in each["SUMMARY"])
    assert summary.startswith("X张,测;试\\：")
    assert "SUMMARY:X张\\,测\\;试\\\\：" in "\n".join(content_lines(written(law, "X张,测;试\\")))


def test_half_a_sign_pair_is_left_out(law: Parameters) -> None:
    """A broken sign from a broken file neither stops the calendar nor gets into it, and people stay apart."""
    text = written(law, "张\ud800", "张\ud801")
    text.encode()
    found = [each for each in events(text) if each["SUMMARY"].startswith("张：")]
    assert len({each["UID"] for each in found}) == 2
