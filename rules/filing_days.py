"""Which day is left for a filing: the first open one from a day on, the last open one up to a day."""

from datetime import date, timedelta

from rules.calendar import filing_window, window_on
from rules.parameters import Parameters


def first_open_day(day: date, law: Parameters) -> date:
    """``day`` itself while employers can file, otherwise the day on which filing reopens.

    Raises:
        ParameterMissing: no window is known for ``day``.

    Source: 002 §一
    """
    return window_on(day, law).reopens_on or day


def last_open_day(day: date, law: Parameters) -> date:
    """``day`` itself while employers can file, otherwise the last day of the window before the pause.

    Raises:
        ParameterMissing: no window is known for ``day``, or for the month before.

    Source: 002 §一
    """
    window = window_on(day, law)
    return day if window.open else filing_window(window.month - 1, law).last_day


def days_after(day: date, days: int) -> date:
    """The calendar day ``days`` after ``day``, which is not counted itself.

    Raises:
        ValueError: that lies beyond the year 9999.
    """
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise ValueError(f"{day}之后{days}天超出了公元9999年，请核对日期。") from error
