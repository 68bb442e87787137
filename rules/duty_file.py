"""An employer's calendar as a file for calendar programs (``.ics``, RFC 5545)."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from rules.duties import Duty, DutyCalendar

_LINE_OCTETS = 75


def as_ics(calendar: DutyCalendar, written_at: datetime) -> str:
    """The calendar's text: an all-day event a duty on its Beijing day, with a reminder at 9:00 the day before.

    An event keeps its UID as long as it is about the same duty of the same employee, so that a file written again
    replaces the entries of the one before.

    Args:
        written_at: when the file is made, for DTSTAMP.

    Raises:
        ValueError: ``written_at`` has no time zone.
    """
    if written_at.utcoffset() is None:
        raise ValueError("an instant needs a time zone: pass an aware datetime, such as datetime.now(UTC)")
    stamp = written_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Canbao//duties//ZH",
        "CALSCALE:GREGORIAN",
        "X-WR-TIMEZONE:Asia/Shanghai",
    ]
    for duty in calendar.duties:
        lines += _event(duty, stamp)
    return "".join(f"{line}\r\n" for line in _folded([*lines, "END:VCALENDAR"]))


def _event(duty: Duty, stamp: str) -> list[str]:
    summary = _text(duty.label)
    return [
        "BEGIN:VEVENT",
        f"UID:{_uid(duty)}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{_day(duty.day)}",
        f"DTEND;VALUE=DATE:{_day(duty.day + timedelta(days=1))}",
        f"SUMMARY:{summary}",
        f"DESCRIPTION:{_text(chr(10).join(duty.because.lines()))}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{summary}",
        "TRIGGER:-PT15H",
        "END:VALARM",
        "END:VEVENT",
    ]


def _uid(duty: Duty) -> str:
    who = hashlib.sha256(duty.who.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{duty.kind.value}-{_day(duty.began)}-{who}@canbao"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _text(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs"))


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """Lines of at most 75 octets, broken between characters; a continued line begins with a space."""
    for line in lines:
        part, octets = "", 0
        for sign in line:
            width = len(sign.encode())
            if octets + width > _LINE_OCTETS:
                yield part
                part, octets = " ", 1
            part, octets = part + sign, octets + width
        yield part
