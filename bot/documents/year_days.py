"""Every day of a year as the filing window has it: what a calendar of the year shows, in whatever form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from rules.explained import Because, Used
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.window_told import WindowOutcome, WindowTold, window_told

FIRST_YEAR, LAST_YEAR = 1990, 2099
_ONE_DAY = timedelta(days=1)


class DayState(StrEnum):
    """What can be filed on a day; ``unknown`` where no window is known."""

    OPEN = "open"
    PAUSED = "paused"
    OLD_OPEN = "old_open"
    OLD_CLOSED = "old_closed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """For users, in a legend."""
        return _LABELS[self]


_LABELS = {
    DayState.OPEN: "申报期",
    DayState.PAUSED: "暂停申报",
    DayState.OLD_OPEN: "旧申报期",
    DayState.OLD_CLOSED: "不在旧申报期",
    DayState.UNKNOWN: "没有查到",
}
_STATES = {
    WindowOutcome.OPEN: DayState.OPEN,
    WindowOutcome.PAUSED: DayState.PAUSED,
    WindowOutcome.OLD_OPEN: DayState.OLD_OPEN,
    WindowOutcome.OLD_CLOSED: DayState.OLD_CLOSED,
}


@dataclass(frozen=True)
class DayShown:
    """One day.

    Args:
        filed: the contribution month that is filed on it; None while nothing is, and under the old window.
        first, last: whether its window begins or ends with it.
    """

    day: date
    state: DayState
    filed: Month | None = None
    first: bool = False
    last: bool = False


@dataclass(frozen=True)
class Run:
    """Neighboring days of one month that have the same said of them."""

    days: tuple[DayShown, ...]

    @property
    def state(self) -> DayState:
        """What all its days have."""
        return self.days[0].state

    @property
    def span(self) -> str:
        """For users: ``7–10日``."""
        first, last = self.days[0].day.day, self.days[-1].day.day
        return f"{first}日" if first == last else f"{first}–{last}日"

    @property
    def filed(self) -> str:
        """For users: ``报12月``, ``报次年1月``; empty where nothing is filed or the month is not known."""
        month, year = self.days[0].filed, self.days[0].day.year
        if month is None:
            return ""
        return f"报{month.month}月" if month.year == year else f"报次年{month.month}月"


@dataclass(frozen=True)
class Gap:
    """Days of the year for which a parameter is missing."""

    first_day: date
    last_day: date
    label: str
    whom_to_ask: str


@dataclass(frozen=True)
class YearDays:
    """A year's days by month, with what is open, what is missing, and the values that it all rests on."""

    year: int
    months: tuple[tuple[DayShown, ...], ...]
    questions: tuple[str, ...]
    gaps: tuple[Gap, ...]
    used: tuple[Used, ...]

    def runs(self, month: int) -> tuple[Run, ...]:
        """The runs of the month, 1 to 12, in order."""
        days = self.months[month - 1]
        return tuple(Run(tuple(run)) for _, run in groupby(days, key=lambda day: (day.state, day.filed)))

    @property
    def states(self) -> frozenset[DayState]:
        """All that occur."""
        return frozenset(day.state for month in self.months for day in month)


def year_days(year: int, law: Parameters) -> YearDays:
    """Asks the rules about each day of ``year``.

    Raises:
        ValueError: ``year`` is out of range; ``str`` tells the user.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"日历只排{FIRST_YEAR}年到{LAST_YEAR}年，请换一个年份。")
    told = [(day, _told(day, law)) for day in _days_of(year)]
    windows = [window for _, window in told if isinstance(window, WindowTold)]
    shown = [_shown(day, window) for day, window in told]
    return YearDays(
        year=year,
        months=tuple(tuple(days) for _, days in groupby(shown, key=lambda each: each.day.month)),
        questions=tuple(dict.fromkeys(point.question for window in windows for point in window.open_points)),
        gaps=tuple(_gaps((day, missing) for day, missing in told if isinstance(missing, ParameterMissing))),
        used=_distinct(used for window in windows for used in _used(window.because)),
    )


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += _ONE_DAY


def _told(day: date, law: Parameters) -> WindowTold | ParameterMissing:
    try:
        return window_told(day, law)
    except ParameterMissing as missing:
        return missing


def _shown(day: date, told: WindowTold | ParameterMissing) -> DayShown:
    if isinstance(told, ParameterMissing):
        return DayShown(day, DayState.UNKNOWN)
    state = _STATES[told.outcome]
    return DayShown(
        day=day,
        state=state,
        filed=told.month if state is DayState.OPEN else None,
        first=day == told.first_day,
        last=day == told.last_day,
    )


def _gaps(missing: Iterator[tuple[date, ParameterMissing]]) -> Iterator[Gap]:
    """Neighboring days with the same missing parameter as one gap."""
    gap: Gap | None = None
    for day, error in missing:
        if gap and gap.label == error.label and day - gap.last_day == _ONE_DAY:
            gap = Gap(gap.first_day, day, gap.label, gap.whom_to_ask)
            continue
        if gap:
            yield gap
        gap = Gap(day, day, error.label, error.whom_to_ask)
    if gap:
        yield gap


def _used(because: Because) -> Iterator[Used]:
    if because.used is not None:
        yield because.used
    for part in because.parts:
        yield from _used(part)


def _distinct(used: Iterator[Used]) -> tuple[Used, ...]:
    """Each parameter once for each of its values and documents."""
    return tuple({(one.name, one.value, one.document): one for one in used}.values())
