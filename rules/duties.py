"""An employer's personal calendar: the days of the filing window, of tax, and of what its staff's changes demand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial

from rules.duty_entries import (
    Duty,
    DutyKind,
    Entry,
    EventKind,
    StaffEvent,
    duty_of_event,
    tax_declaration,
    window_closes,
    window_opens,
)
from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.telling import chinese_day, left_open

__all__ = ["DutiesOutcome", "Duty", "DutyCalendar", "DutyKind", "EventKind", "StaffEvent", "duty_calendar"]

_LONGEST = 24
_ORDER = {kind: place for place, kind in enumerate(DutyKind)}


class DutiesOutcome(StrEnum):
    """Whether every day could be told."""

    LISTED = "listed"
    LISTED_IN_PART = "listed_in_part"
    NOTHING_DUE = "nothing_due"

    @property
    def label(self) -> str:
        """For users."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    DutiesOutcome.LISTED: "日期都已列出",
    DutiesOutcome.LISTED_IN_PART: "有的日期查不到，要另外问",
    DutiesOutcome.NOTHING_DUE: "这段时间没有要办的",
}


@dataclass(frozen=True)
class DutyCalendar(Reasoned):
    """An employer's calendar, earliest entry first."""

    outcome: DutiesOutcome
    duties: tuple[Duty, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def duty_calendar(first_day: date, last_day: date, events: Iterable[StaffEvent], law: Parameters) -> DutyCalendar:
    """What the employer has to do: monthly from ``first_day`` to ``last_day``, and for ``events`` whatever their day.

    A duty of an event that lies before ``first_day`` is listed too: it is overdue, not done. Where a number is not
    known, its entry is left out and named among the open points.

    Raises:
        ValueError: the days run backwards or over more than 24 months.

    Source: 002 §一, §三.10; domain.md Calendar, Who does what since 2023-12-01
    """
    _check_range(first_day, last_day)
    duties: list[Duty] = []
    points: list[OpenPoint] = []
    missing: dict[str, OpenPoint] = {}
    for entry in _entries(first_day, last_day, sorted(set(events)), law):
        try:
            duty, open_points = entry()
        except ParameterMissing as error:
            missing.setdefault(error.name, left_open(error))
            continue
        if duty.who or first_day <= duty.day <= last_day:
            duties.append(duty)
            points += open_points
    duties.sort(key=lambda duty: (duty.day, _ORDER[duty.kind], duty.who))
    span = f"{chinese_day(first_day)}至{chinese_day(last_day)}，共{len(duties)}项。"
    because = Because(span, parts=tuple(duty.because for duty in duties))
    return DutyCalendar(
        outcome=_outcome(duties, missing),
        duties=tuple(duties),
        because=because,
        open_points=(*missing.values(), *dict.fromkeys(points), *_standing_points(duties)),
    )


def _check_range(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise ValueError(f"日历的最后一天{last_day}早于第一天{first_day}，请核对。")
    if (last_day.year - first_day.year) * 12 + last_day.month - first_day.month >= _LONGEST:
        raise ValueError(f"日历最多排{_LONGEST}个月，{first_day}至{last_day}太长了，请分几次。")


def _outcome(duties: list[Duty], missing: dict[str, OpenPoint]) -> DutiesOutcome:
    if missing:
        return DutiesOutcome.LISTED_IN_PART
    return DutiesOutcome.LISTED if duties else DutiesOutcome.NOTHING_DUE


def _entries(
    first_day: date, last_day: date, events: list[StaffEvent], law: Parameters
) -> Iterator[Callable[[], Entry]]:
    """Each entry, to be made where a missing number is caught."""
    month = Month.of(first_day)
    while month <= Month.of(last_day):
        for monthly in (window_closes, window_opens, tax_declaration):
            yield partial(_of_month, monthly, month, law)
        month = month + 1
    for event in events:
        yield partial(duty_of_event, event, law)


def _of_month(monthly: Callable[[Month, Parameters], Duty], month: Month, law: Parameters) -> Entry:
    return monthly(month, law), ()


def _standing_points(duties: list[Duty]) -> tuple[OpenPoint, ...]:
    closes = any(duty.kind is DutyKind.WINDOW_CLOSES for duty in duties)
    return ((_LAST_DAY,) if closes else ()) + ((_HOLIDAYS,) if duties else ())


_LAST_DAY = OpenPoint(
    "申报期最后一天的当天算不算：申报期一节算到那天，回退一节写的是那天以前。",
    ("算：当天还能办。", "不算：前一天就要办好。"),
)
_HOLIDAYS = OpenPoint(
    "日历里的日子碰上节假日会不会顺延，没有查到规定。",
    ("不顺延：照日历上的日子办。", "顺延：以网厅和税务的通知为准。"),
    "参保地社保经办机构或12333；缴费问税务（12366）",
)
