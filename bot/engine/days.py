"""Days, months and years inside running text, as people write and say them, and which one they mean."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from bot.engine.numerals import arabic


class Toward(Enum):
    """Which of several years or months is meant where a text leaves it out."""

    WRITTEN = "as if the present one were written"
    PAST = "the latest up to the anchor"
    COMING = "the earliest from the anchor on"
    NEAREST = "the one nearest to the anchor"


@dataclass(frozen=True, slots=True)
class DayMention:
    """A day in a text from ``start`` to ``end``; what the text leaves out is None. ``day`` 0 is the month's last."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int

    def resolve(self, anchor: date, toward: Toward = Toward.WRITTEN) -> date | None:
        """The day that is meant, seen from ``anchor``; None where the calendar has no such day."""
        found = [day for year, month in self._months(anchor, toward) if (day := _day(year, month, self.day))]
        return _pick(found, anchor, toward)

    def _months(self, anchor: date, toward: Toward) -> Iterator[tuple[int, int]]:
        if self.year is not None:
            yield self.year, self.month or anchor.month
        elif self.month is not None:
            yield from ((anchor.year + shift, self.month) for shift in _shifts(toward))
        else:
            yield from (_shifted(anchor.year, anchor.month, shift) for shift in _shifts(toward))


@dataclass(frozen=True, slots=True)
class MonthMention:
    """A month in a text; ``year`` is None where the text leaves it out."""

    start: int
    end: int
    year: int | None
    month: int

    def resolve(self, anchor: date, toward: Toward = Toward.WRITTEN) -> date | None:
        """The first day of the month that is meant, seen from ``anchor``."""
        years = [self.year] if self.year is not None else [anchor.year + shift for shift in _shifts(toward)]
        return _pick([day for year in years if (day := _day(year, self.month, 1))], anchor.replace(day=1), toward)


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year in a text."""

    start: int
    end: int
    year: int


Mention = DayMention | MonthMention | YearMention


def find_mentions(text: str, today: date) -> tuple[Mention, ...]:
    """Every day, month and year named in ``text``, whose numerals are digits, in order.

    What lies inside a longer one is not named again; “6.1” is a day only where no other day stands in the text.
    """
    taken: list[Mention] = []
    for pattern, read in _FORMS:
        taken += _read(pattern, read, text, today, taken)
    if not any(isinstance(mention, DayMention) for mention in taken):
        taken += _read(_DOTTED, _full, text, today, taken)
    return tuple(sorted(taken, key=lambda mention: mention.start))


def _read(pattern: re.Pattern[str], read: _Read, text: str, today: date, taken: list[Mention]) -> list[Mention]:
    found = [mention for match in pattern.finditer(text) for mention in read(match, today)]
    return [m for m in found if all(m.end <= t.start or m.start >= t.end for t in taken)]


@dataclass(frozen=True, slots=True)
class DayFound:
    """A day that stands at ``start`` to ``end``; ``day`` is None where the calendar has no such day."""

    day: date | None
    start: int
    end: int


def find_days(text: str, today: date) -> list[DayFound]:
    """The days in ``text`` in the order they stand there; one without a year or month is in the current one.

    年底 is the year's last day here, where a day is looked for.
    """
    digits = arabic(text)
    mentions: list[Mention] = [m for m in find_mentions(digits.text, today) if isinstance(m, DayMention)]
    mentions += _read(_YEAR_END, _year_end, digits.text, today, mentions)
    return [
        DayFound(mention.resolve(today), digits.places[mention.start], digits.places[mention.end])
        for mention in sorted(mentions, key=lambda mention: mention.start)
        if isinstance(mention, DayMention)
    ]


def plain_day(text: str) -> date | None:
    """The day where ``text`` is nothing but year, month and day in digits; the short way for most of a long sheet."""
    match = _PLAIN.fullmatch(text)
    return _day(int(match["year"]), int(match["month"]), int(match["day"])) if match else None


def month_alone(text: str, today: date) -> str | None:
    """The month that ``text`` names without saying which day of it, as it stands there; None where it names none."""
    return _named(text, today, MonthMention)


def year_alone(text: str, today: date) -> str | None:
    """The year that ``text`` names without saying which day of it, as it stands there; None where it names none."""
    return _named(text, today, YearMention)


def _named(text: str, today: date, kind: type[MonthMention | YearMention]) -> str | None:
    digits = arabic(text)
    for mention in find_mentions(digits.text, today):
        if isinstance(mention, kind):
            return text[digits.places[mention.start] : digits.places[mention.end]]
    return None


def _shifts(toward: Toward) -> tuple[int, ...]:
    return (0,) if toward is Toward.WRITTEN else (-1, 0, 1)


def _pick(days: list[date], anchor: date, toward: Toward) -> date | None:
    if toward is Toward.PAST:
        days = [max(before)] if (before := [day for day in days if day <= anchor]) else days[:1]
    elif toward is Toward.COMING:
        days = [min(after)] if (after := [day for day in days if day >= anchor]) else days[-1:]
    return min(days, key=lambda day: (abs((day - anchor).days), day < anchor), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


def _shifted(year: int, month: int, by: int) -> tuple[int, int]:
    years, place = divmod(month - 1 + by, 12)
    return year + years, place + 1


_YEAR_WORDS = {
    "大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2, "大后年": 3,
}  # fmt: skip
_MONTH_WORDS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_DAY_WORDS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0, "现在": 0, "明天": 1, "明日": 1,
    "后天": 2, "大后天": 3,
}  # fmt: skip
_WEEK_WORDS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
_WEEKDAYS = {
    sign: place for place, signs in enumerate(("1一", "2二", "3三", "4四", "5五", "6六", "7日天")) for sign in signs
}

_YEAR = (
    r"(?:(?P<year>(?:19|20)\d\d|\d\d)年"
    r"|(?P<word>大前年|前年|去年|上年|今年|本年|明年|大后年|(?<![年月天日周之以])后年))"
)
_FULL_YEAR = r"(?<![\d.])(?P<year>(?:19|20)\d\d)"
_SAID_MONTH = r"(?P<said>上上|下下|上|这|本|当|下)个?月份?"
_NO_DIGIT = r"(?<![\d.])"


def _year(match: re.Match[str], today: date) -> int | None:
    groups = match.groupdict()
    if word := groups.get("word"):
        return today.year + _YEAR_WORDS[word]
    if not (written := groups.get("year")):
        return None
    if len(written) == 4:
        return int(written)
    century = 2000 if int(written) <= today.year % 100 + 5 else 1900
    return century + int(written)


def _full(match: re.Match[str], today: date) -> Iterator[Mention]:
    yield DayMention(match.start(), match.end(), _year(match, today), int(match["month"]), int(match["day"]))


def _month(match: re.Match[str], today: date) -> Iterator[Mention]:
    if 1 <= int(match["month"]) <= 12:
        yield MonthMention(match.start(), match.end(), _year(match, today), int(match["month"]))


def _month_end(match: re.Match[str], today: date) -> Iterator[Mention]:
    month = int(match["month"]) if match["month"] else None
    if month is None or 1 <= month <= 12:
        yield DayMention(match.start(), match.end(), _year(match, today), month, 0)


def _year_end(match: re.Match[str], today: date) -> Iterator[DayMention]:
    yield DayMention(match.start(), match.end(), _year(match, today) or today.year, 12, 0)


def _said_month(match: re.Match[str], today: date) -> Iterator[Mention]:
    year, month = _shifted(today.year, today.month, _MONTH_WORDS[match["said"]])
    day = match.groupdict().get("day")
    if day is None:
        yield MonthMention(match.start(), match.end(), year, month)
    elif day in "底末" or 1 <= int(day) <= 31:
        yield DayMention(match.start(), match.end(), year, month, 0 if day in "底末" else int(day))


def _only_days(match: re.Match[str], today: date) -> Iterator[Mention]:
    if match["first"] and int(match["first"]) > int(match["day"]) and match["joint"] == "-":
        yield DayMention(match.start(), match.end(), None, int(match["first"]), int(match["day"]))
        return
    if match["first"] and 1 <= int(match["first"]) <= 31:
        yield DayMention(match.start(), match.end("first"), None, None, int(match["first"]))
    if 1 <= int(match["day"]) <= 31:
        yield DayMention(match.start("day"), match.end(), None, None, int(match["day"]))


def _of(match: re.Match[str], day: date) -> Iterator[Mention]:
    yield DayMention(match.start(), match.end(), day.year, day.month, day.day)


def _day_word(match: re.Match[str], today: date) -> Iterator[Mention]:
    yield from _of(match, today + timedelta(days=_DAY_WORDS[match[0]]))


def _weekday(match: re.Match[str], today: date) -> Iterator[Mention]:
    days = _WEEKDAYS[match["weekday"]] - today.weekday()
    if match["week"] is None:
        yield from _of(match, today + timedelta(days=days % 7))
    else:
        yield from _of(match, today + timedelta(weeks=_WEEK_WORDS[match["week"]], days=days))


def _apart(match: re.Match[str], today: date) -> Iterator[Mention]:
    count = 6 if match["half"] else int(match["count"])
    unit = "月" if match["half"] else match["unit"][-1]
    sign = 1 if match["side"].endswith("后") else -1
    if unit in "天日":
        yield from _of(match, today + timedelta(days=sign * min(count, 9999)))
    elif unit in "周期拜":
        yield from _of(match, today + timedelta(weeks=sign * min(count, 999)))
    elif count <= 600:
        year, month = _shifted(today.year, today.month, sign * count * (12 if unit == "年" else 1))
        day = _day(year, month, today.day) or _day(year, month, 0)
        yield from _of(match, day) if day else ()


def _years(match: re.Match[str], today: date) -> Iterator[Mention]:
    if (year := _year(match, today)) is not None:
        yield YearMention(match.start(), match.end(), year)


_Read = Callable[[re.Match[str], date], Iterator[Mention]]
_FORMS: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (_FULL_YEAR + r"\s*[-/.]\s*(?P<month>\d{1,2})\s*[-/.]\s*(?P<day>\d{1,2})[日号]?(?!\d)", _full),
        (_FULL_YEAR + r"(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)", _full),
        (_NO_DIGIT + _YEAR + r"\s*的?(?P<month>\d{1,2})\s*月份?\s*(?P<day>\d{1,2})\s*[日号]?(?![\d个])", _full),
        (_NO_DIGIT + r"(?P<month>\d{1,2})\s*月份?\s*(?P<day>\d{1,2})\s*[日号]?(?![\d个万千元块岁年%])", _full),
        (_NO_DIGIT + r"(?P<month>\d{1,2})[./](?P<day>\d{1,2})[日号]", _full),
        (r"(?<![\d年./-])(?:" + _YEAR + r"\s*)?(?P<month>\d{1,2})\s*[/-]\s*(?P<day>\d{1,2})(?![\d/号日-])", _full),
        (r"(?:" + _YEAR + r"\s*的?)?(?:(?P<month>\d{1,2})月|(?<![\d个上下这本当])月)份?[底末]", _month_end),
        (_SAID_MONTH + r"的?(?P<day>\d{1,2})[日号]", _said_month),
        (_SAID_MONTH.replace("月份?", "月") + r"(?P<day>[底末])", _said_month),
        (_NO_DIGIT + _YEAR + r"\s*的?(?P<month>\d{1,2})\s*月份?", _month),
        (_FULL_YEAR + r"[-/.](?P<month>0?[1-9]|1[0-2])(?![\d./-])", _month),
        (_NO_DIGIT + r"(?P<month>\d{1,2})\s*月份?(?!\d)", _month),
        (_SAID_MONTH, _said_month),
        (
            r"(?<![\d.月年])(?:(?P<first>\d{1,2})\s*[日号]?(?P<joint>[-~到至、和或]))?"
            r"(?P<day>\d{1,2})\s*[日号](?![楼线窗机码文])",
            _only_days,
        ),
        (r"大前天|前天|昨[天日]|今[天日]|当天|现在|明[天日]|大后天|后天", _day_word),
        (
            r"(?<![赶碰遇])(?P<week>上上|下下|上|下|这|本)个?(?:周|星期|礼拜)(?P<weekday>[1-7一二三四五六日天])(?!\d|[个天])",
            _weekday,
        ),
        (
            r"(?<![是上下这本个逢])(?P<week>(?!))?(?:周|星期|礼拜)(?P<weekday>[1-7一二三四五六日天])(?!\d|[个天])",
            _weekday,
        ),
        (
            r"(?:(?P<half>半年)|(?P<count>\d{1,4})(?P<unit>天|日|周|个?星期|个?礼拜|个?月|年))"
            r"(?P<side>之前|以前|前|之后|以后|后)(?!天)",
            _apart,
        ),
        (_NO_DIGIT + _YEAR + r"(?!\d)", _years),
    )
)  # fmt: skip
_YEAR_END = re.compile(r"(?:" + _NO_DIGIT + _YEAR + r"年?|(?<![0-9年])年)[底末]")
_PLAIN = re.compile(r"(?P<year>(?:19|20)\d\d)[-/.年](?P<month>\d{1,2})[-/.月](?P<day>[1-9]|[012]\d|3[01])日?")
_DOTTED = re.compile(
    r"(?<![\d年./-])(?:" + _YEAR + r"的?\s*)?(?P<month>\d{1,2})\.(?P<day>\d{1,2})(?![\d.%万千元块岁折]|\s*[kKwWmM])"
)
