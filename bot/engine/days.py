"""Days in Chinese text: found in every usual form, for a reader who writes on a given day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_DIGITS = "〇一二三四五六七八九"
_NUMBER = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1}
_MONTHS = {"上上个月": -2, "上上月": -2, "上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1, "下月": 1}
_WEEKS = {"上": -1, "上个": -1, "这": 0, "这个": 0, "本": 0, "下": 1, "下个": 1, "下下": 2}
_DAYS = {"大前天": -3, "前天": -2, "昨天": -1, "今天": 0, "今日": 0, "当天": 0, "现在": 0, "明天": 1, "后天": 2}


@dataclass(frozen=True, slots=True)
class DayFound:
    """A day that stands at ``start`` to ``end``; ``day`` is None where the calendar has no such day."""

    day: date | None
    start: int
    end: int


def find_days(text: str, today: date) -> list[DayFound]:
    """The days in ``text`` in the order they stand there; one without a year is in the current one.

    “6.1” is a day only where no other form stands in the text.
    """
    found: list[DayFound] = []
    for pattern, read in _FORMS:
        found += [_found(m, read, today) for m in pattern.finditer(text) if _free(m, found)]
    if not found:
        found = [_found(m, _short, today) for m in _DOTTED.finditer(text)]
    return sorted(found, key=lambda each: each.start)


def month_alone(text: str) -> str | None:
    """The month that ``text`` names without saying which day of it, as it stands there; None where it names none."""
    match = _MONTH_ALONE.search(text)
    return match[0] if match else None


def _free(match: re.Match[str], found: list[DayFound]) -> bool:
    return all(match.end() <= other.start or match.start() >= other.end for other in found)


def _found(match: re.Match[str], read: Callable[[re.Match[str], date], date], today: date) -> DayFound:
    try:
        day: date | None = read(match, today)
    except (ValueError, OverflowError):
        day = None
    return DayFound(day, match.start(), match.end())


def _number(text: str) -> int:
    """12 for “12” and for “十二”."""
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.index(text)
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


def _full(match: re.Match[str], today: date) -> date:
    return date(int(match[1]), int(match[2]), int(match[3]))


def _two_digits(match: re.Match[str], today: date) -> date:
    century = today.year // 100 * 100
    year = century + int(match[1])
    return date(year if year <= today.year + 10 else year - 100, int(match[2]), int(match[3]))


def _short(match: re.Match[str], today: date) -> date:
    return date(today.year + _YEARS.get(match[1], 0), _number(match[2]), _number(match[3]))


def _in_month(match: re.Match[str], today: date) -> date:
    years, month = divmod(today.month - 1 + _MONTHS.get(match[1], 0), 12)
    return date(today.year + years, month + 1, _number(match[2]))


def _on_weekday(match: re.Match[str], today: date) -> date:
    weekday = "一二三四五六日".index("日" if match[2] == "天" else match[2])
    if match[1] is None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    return today + timedelta(days=weekday - today.weekday() + 7 * _WEEKS[match[1]])


def _relative(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=_DAYS[match[0]])


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_YEAR_OR_NOT = rf"(?<![\d年./\-])(?:({_any(_YEARS)})的?\s*)?"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
    (re.compile(r"(?<!\d)(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})(?!\d)\s*[日号]?"), _full),
    (re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)"), _full),
    (re.compile(r"(?<!\d)(\d{2})年\s*(\d{1,2})月\s*(\d{1,2})(?!\d)\s*[日号]?"), _two_digits),
    (re.compile(rf"{_YEAR_OR_NOT}{_NUMBER}\s*月\s*{_NUMBER}(?![\d十])\s*[日号]?"), _short),
    (re.compile(rf"{_YEAR_OR_NOT}(\d{{1,2}})\s*[/\-]\s*(\d{{1,2}})(?![\d/\-])\s*[日号]?"), _short),
    (re.compile(rf"({_any(_MONTHS)})的?\s*{_NUMBER}(?![\d十])\s*[日号]?"), _in_month),
    (re.compile(rf"(?<![\d月十一二三四五六七八九])()?{_NUMBER}[日号](?![\d文楼])"), _in_month),
    (re.compile(rf"({_any(_WEEKS)})?(?:周|星期|礼拜)([一二三四五六日天])"), _on_weekday),
    (re.compile(_any(_DAYS)), _relative),
)  # fmt: skip
_DOTTED = re.compile(rf"{_YEAR_OR_NOT}(\d{{1,2}})\.(\d{{1,2}})(?![\d.%万千元块])")
_MONTH_ALONE = re.compile(
    rf"(?:\d{{4}}\s*年?\s*|(?:{_any(_YEARS)})的?\s*)?{_NUMBER}月份?(?![\d一二三四五六七八九])"
    rf"|(?<!\d)\d{{4}}[-/.]\d{{1,2}}(?![\d\-/.])"
    rf"|(?:{_any(_MONTHS)})(?!\d)"
)
