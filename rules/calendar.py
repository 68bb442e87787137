"""The filing calendar (申报期): when employers may file, and for which contribution month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from rules.month import Month
from rules.parameters import Parameters

_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, order=True)
class DayRange:
    """Calendar days from ``first_day`` to ``last_day``, both counted.

    Raises:
        ValueError: it would end before it begins.
    """

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError(f"a range of days cannot end on {self.last_day}, before {self.first_day}")

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


class WindowState(StrEnum):
    """Whether the portal takes filings on a day."""

    OPEN = "open"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        """For users."""
        return "可以申报" if self is WindowState.OPEN else "暂停申报"


@dataclass(frozen=True)
class WindowOnDay:
    """What the filing window is on ``day``.

    Args:
        month: the contribution month (费款所属期); while paused, that of the window that opens next.
        first_day, last_day: of that month's window, both counted.
        days_left: until the window closes, ``day`` counted; None while paused.
        reopens_on: the first day on which filing is possible again; None while open.
    """

    day: date
    state: WindowState
    month: Month
    first_day: date
    last_day: date
    days_left: int | None
    reopens_on: date | None

    @property
    def open(self) -> bool:
        """Whether employers can file on ``day``."""
        return self.state is WindowState.OPEN


def filing_window(month: Month, law: Parameters) -> DayRange:
    """The Beijing calendar days on which employers file for ``month``.

    Runs from the 11th of the month before to the 6th of ``month``, both counted, holidays or not: the guides
    are silent on both points, so this is their literal reading. The days are those in force on the first of
    ``month``.

    Raises:
        ParameterMissing: no window is known for ``month``.

    Source: 002 §一
    """
    opens = law.whole("filing.first_day", month.first_day)
    closes = law.whole("filing.last_day", month.first_day)
    return DayRange((month - 1).first_day.replace(day=opens), month.first_day.replace(day=closes))


def window_on(day: date, law: Parameters) -> WindowOnDay:
    """The window that is open on ``day``, or else the one that opens next.

    Raises:
        ParameterMissing: ``day`` lies before the first known window, that is before 2021-08-01 in Jiangsu.

    Source: 002 §一, §三.10
    """
    month = Month.of(day)
    window = filing_window(month, law)
    if day > window.last_day:
        month = month + 1
        window = filing_window(month, law)
    is_open = day in window
    return WindowOnDay(
        day=day,
        state=WindowState.OPEN if is_open else WindowState.PAUSED,
        month=month,
        first_day=window.first_day,
        last_day=window.last_day,
        days_left=(window.last_day - day).days + 1 if is_open else None,
        reopens_on=None if is_open else window.first_day,
    )


def beijing_day(instant: datetime) -> date:
    """The calendar day in Beijing, all year UTC+8, at ``instant``.

    Raises:
        ValueError: ``instant`` has no time zone.
    """
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone: pass an aware datetime, such as datetime.now(UTC)")
    return instant.astimezone(_BEIJING).date()
