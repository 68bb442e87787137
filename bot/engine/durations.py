"""Lengths of time as people type and say them: 三年, 两年半, 18个月, 半年."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from bot.engine.numerals import arabic
from bot.engine.widths import narrow

LENGTH = (
    r"(?:(?P<years>[0-9]{1,2})(?:周|整)?年(?P<half>半)?(?:(?P<more>[0-9]{1,2})个月)?"
    r"|(?P<months>[0-9]{1,3})个月|(?P<half_year>半年))"
)
"""A length, in digits, for a pattern around it; ``months_of`` reads what it matched."""


def plain_length(text: str) -> str:
    """The text as ``LENGTH`` wants it: numerals in digits, widths folded, blanks gone."""
    return arabic("".join(narrow(text).split()).lower().replace("年零", "年")).text


def months_of(match: re.Match[str]) -> int:
    """The months that a match of ``LENGTH`` says."""
    if match["half_year"]:
        return 6
    if match["months"]:
        return int(match["months"])
    return int(match["years"]) * 12 + (6 if match["half"] else 0) + int(match["more"] or 0)


def last_day_of(start: date, months: int) -> date | None:
    """The last of the days that so many months from ``start`` on have; None beyond the calendar.

    Three years from 1 November end on 31 October; where the month that follows has no such day, with the month before.
    """
    years, place = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, place + 1
    if not months or year >= date.max.year:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, last) if start.day > last else date(year, month, start.day) - timedelta(days=1)
