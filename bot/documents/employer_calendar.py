"""An employer's own calendar of duties from words of a command line: read, told as lines; its file is ``as_ics``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from rules.duties import DutyCalendar, EventKind, StaffEvent
from rules.duty_file import as_ics
from rules.telling import chinese_day
from rules.typed import Misfit, read

__all__ = ["BadEvent", "as_ics", "calendar_lines", "read_event", "read_events"]

_LIKE = "请写成 event=hired:2026-11-20:张测试"


class BadEvent(ValueError):
    """A word does not say what happened to whom and when; ``str`` tells the user."""


def read_events(words: Iterable[str]) -> tuple[StaffEvent, ...]:
    """Reads each word; raises as ``read_event``."""
    return tuple(read_event(word) for word in words)


def read_event(word: str) -> StaffEvent:
    """Reads ``event=hired:2026-11-20:张测试``; the kind may be its Chinese label, the colons may be full-width.

    Raises:
        BadEvent: something is missing, or is not what it has to be.
    """
    parts = word.removeprefix("event=").replace("：", ":").split(":", 2)
    if len(parts) != 3:
        raise BadEvent(f"“{_short(word)}”要有事情、日期和人三样，用冒号隔开。{_LIKE}。")
    kind, day, who = (part.strip() for part in parts)
    happened, on = _part(EventKind, kind, "事情", word), _part(date, day, "日期", word)
    try:
        return StaffEvent(on, happened, who)
    except ValueError as fault:
        raise BadEvent(f"“{_short(word)}”不行：{fault}") from fault


def _part(kind: Any, part: str, name: str, word: str) -> Any:
    try:
        return read(kind, part)
    except Misfit as misfit:
        raise BadEvent(f"“{_short(word)}”里的{name}{misfit}。{_LIKE}。") from misfit


def calendar_lines(calendar: DutyCalendar) -> Iterator[str]:
    """What to do by which day, why, and what is open."""
    yield calendar.outcome.label
    for duty in calendar.duties:
        yield f"{duty.day}　{duty.label}"
        if duty.due_day != duty.day:
            yield f"　　期限到{chinese_day(duty.due_day)}，但那时暂停申报，要提前办。"
        yield f"　　{duty.because.says}"
    for point in calendar.open_points:
        yield f"还没有定论：{point.question}"
        yield from (f"　　{reading}" for reading in point.readings)
        yield f"　　请问{point.ask}。"


def _short(word: str) -> str:
    return word if len(word) <= 40 else f"{word[:40]}…"
