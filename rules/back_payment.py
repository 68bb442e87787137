"""Back payment (补缴): the months between the contract's start and the filing, and where they are made up.

The guides leave three words open: what the current month is, whether a month begun in its middle counts, and
whether six months stay online when more are due. Every combination is computed; the first one is told as the
result, the others where they differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import product

from rules.calendar import WindowOnDay, window_on
from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.labelled import Labelled
from rules.month import Month
from rules.parameters import Parameters
from rules.telling import chinese_day, from_parameter
from rules.window_told import because_of_window, boundary_points, pause_steps

_GUIDE = "002 §一"
_MODULE = "002 §三.3"
_LIMIT = "back_payment.online_months"
CURRENT_MONTH_OPEN = "不计在内的“当前月”是正在申报的月份，还是办理当天所在的月份，指南没有写。"


class BackPaymentOutcome(StrEnum):
    """Where the months due are made up."""

    NOT_BEGUN = "not_begun"
    NOTHING_DUE = "nothing_due"
    ONLINE = "online"
    ONLINE_AND_COUNTER = "online_and_counter"

    @property
    def label(self) -> str:
        """For users."""
        return _OUTCOME_LABELS[self]


class CurrentMonth(Labelled):
    """What the guide's current month (当前月), which is not counted, may mean."""

    CONTRIBUTION_MONTH = "contribution_month", "正在申报的月份"
    CALENDAR_MONTH = "calendar_month", "办理当天所在的月份"


class PartialMonth(Labelled):
    """Whether a month that the contract begins in after its first day is due."""

    COUNTS = "counts", "不满一个月也算"
    LEFT_OUT = "left_out", "不满一个月不算"


class BeyondLimit(Labelled):
    """What stays online where more months are due than the portal makes up."""

    LATEST_ONLINE = "latest_online", "只有更早的月份到柜台"
    ALL_AT_COUNTER = "all_at_counter", "全部到柜台"


_OUTCOME_LABELS = {
    BackPaymentOutcome.NOT_BEGUN: "合同还没有开始，没有要补的月份",
    BackPaymentOutcome.NOTHING_DUE: "没有要补的月份",
    BackPaymentOutcome.ONLINE: "网上自动补缴",
    BackPaymentOutcome.ONLINE_AND_COUNTER: "网上自动补缴一部分，其余到柜台",
}


@dataclass(frozen=True)
class MonthSpan:
    """The calendar months from ``first`` to ``last``, both counted; never empty."""

    first: Month
    last: Month

    @property
    def count(self) -> int:
        """How many months."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def label(self) -> str:
        """For users: ``2026年6月至2026年8月（3个月）``."""
        ends = self.first.label if self.first == self.last else f"{self.first.label}至{self.last.label}"
        return f"{ends}（{self.count}个月）"


@dataclass(frozen=True)
class BackPaymentReading:
    """What one way of reading the guides gives.

    Args:
        current_month: the month that is not counted.
        due: the months to make up; None where there is none, as below.
        online: those that the portal makes up by itself.
        counter: those for the service counter.
    """

    current_month_means: CurrentMonth
    partial_month: PartialMonth
    beyond_limit: BeyondLimit
    current_month: Month
    due: MonthSpan | None
    online: MonthSpan | None
    counter: MonthSpan | None

    @property
    def months(self) -> tuple[MonthSpan | None, MonthSpan | None, MonthSpan | None]:
        """What a reading is compared by: the months due, online and at the counter."""
        return self.due, self.online, self.counter

    @property
    def says(self) -> str:
        """For users, as the end of a sentence."""
        if self.due is None:
            return "没有要补的月份"
        parts = [f"应补{self.due.label}"]
        parts += [f"网上自动补{self.online.label}"] if self.online else []
        parts += [f"到柜台补{self.counter.label}" if self.counter else "不用到柜台"]
        return "，".join(parts)


@dataclass(frozen=True)
class BackPayment(Reasoned):
    """The months to make up for an employee.

    Args:
        file_on: the first day on which the enrollment that makes them up can be filed.
        current_month: not counted among the months due; they end with the month before.
        due, online, counter: as in ``BackPaymentReading``, under its first reading.
        readings: all readings that give different months, the one told as the result first.
    """

    outcome: BackPaymentOutcome
    file_on: date
    current_month: Month
    due: MonthSpan | None
    online: MonthSpan | None
    counter: MonthSpan | None
    readings: tuple[BackPaymentReading, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def back_payment(contract_start: date, filing_day: date, law: Parameters) -> BackPayment:
    """The months to make up when an employee whose contract began on ``contract_start`` is enrolled.

    Read literally: from the contract's first month, however begun, to the month before the contribution month
    filed for on ``filing_day``; the latest six of them online, earlier ones at the service counter. While
    filing is paused, the day on which it reopens stands for ``filing_day``.

    Raises:
        ParameterMissing: no window, or no number of months made up online, is known for ``filing_day``.

    Source: 002 §一, §三.3
    """
    window = window_on(filing_day, law)
    file_on = window.reopens_on or filing_day
    limit = law.whole(_LIMIT, file_on)
    readings = list(_read(contract_start, file_on, window, limit))
    told = readings[0]
    return BackPayment(
        outcome=_outcome(told, contract_start > file_on),
        file_on=file_on,
        current_month=told.current_month,
        due=told.due,
        online=told.online,
        counter=told.counter,
        readings=_different(readings),
        because=Because.later(lambda: _because(told, contract_start, window, law)),
        open_points=(*_open_points(readings), *boundary_points(window, law)),
    )


def _read(contract_start: date, file_on: date, window: WindowOnDay, limit: int) -> Iterator[BackPaymentReading]:
    """Every reading, in the order of the open words' members."""
    begun = Month.of(contract_start)
    full = begun + 1 if contract_start > begun.first_day else begun
    currents = (CurrentMonth.CONTRIBUTION_MONTH, window.month), (CurrentMonth.CALENDAR_MONTH, Month.of(file_on))
    firsts = (PartialMonth.COUNTS, begun), (PartialMonth.LEFT_OUT, full)
    for (current_means, current), (partial, first) in product(currents, firsts):
        due = MonthSpan(first, current - 1) if first < current else None
        for beyond in BeyondLimit:
            online, counter = _split(due, beyond, limit)
            yield BackPaymentReading(current_means, partial, beyond, current, due, online, counter)


def _split(due: MonthSpan | None, beyond: BeyondLimit, limit: int) -> tuple[MonthSpan | None, MonthSpan | None]:
    """The months that the portal makes up by itself, and those for the counter."""
    if due is None or due.count <= limit:
        return due, None
    if beyond is BeyondLimit.ALL_AT_COUNTER or limit == 0:
        return None, due
    first_online = due.last + (1 - limit)
    return MonthSpan(first_online, due.last), MonthSpan(due.first, first_online - 1)


def _different(readings: list[BackPaymentReading]) -> tuple[BackPaymentReading, ...]:
    first_with: dict[object, BackPaymentReading] = {}
    for reading in readings:
        first_with.setdefault(reading.months, reading)
    return tuple(first_with.values())


def _outcome(told: BackPaymentReading, not_begun: bool) -> BackPaymentOutcome:
    if told.due is None:
        return BackPaymentOutcome.NOT_BEGUN if not_begun else BackPaymentOutcome.NOTHING_DUE
    return BackPaymentOutcome.ONLINE_AND_COUNTER if told.counter else BackPaymentOutcome.ONLINE


def _because(told: BackPaymentReading, contract_start: date, window: WindowOnDay, law: Parameters) -> Because:
    file_on = window.reopens_on or window.day
    current = Because(f"当前月不算；这里按正在申报的{told.current_month.label}理解。", _GUIDE)
    parts = [because_of_window(window, law), *pause_steps(window), current]
    if contract_start > file_on:
        parts.append(Because("办理那天，合同还没有开始。", _MODULE))
    if told.due:
        parts.append(Because(f"从合同开始的{told.due.first.label}到当前月的前一个月：{told.due.label}。", _MODULE))
    else:
        parts.append(Because(f"合同开始的月份不早于{told.current_month.label}，前面没有漏掉的月份。", _MODULE))
    limit = from_parameter(law, _LIMIT, file_on)
    if told.counter:
        parts.append(Because(f"超过网上能补的月数，早的几个月要单位带材料到经办机构：{told.counter.label}。",
                             _MODULE, parts=(limit,)))  # fmt: skip
    elif told.due:
        parts.append(Because("没有超过网上能补的月数，办用工参保登记时自动生成补缴。", _MODULE, parts=(limit,)))
    says = f"合同{chinese_day(contract_start)}开始、{chinese_day(file_on)}办理：{told.says}。"
    return Because(says, parts=tuple(parts))


def _open_points(readings: list[BackPaymentReading]) -> Iterator[OpenPoint]:
    """Each open word that changes the months while the others are read as told.

    A word that changes them under any other combination also does under this one: it gives the most months.
    """
    by_means = {(r.current_month_means, r.partial_month, r.beyond_limit): r for r in readings}
    told = readings[0]
    current, partial, beyond = told.current_month_means, told.partial_month, told.beyond_limit
    by_calendar = by_means[CurrentMonth.CALENDAR_MONTH, partial, beyond]
    if by_calendar.months != told.months:
        yield _point(
            CURRENT_MONTH_OPEN,
            (f"正在申报的{told.current_month.label}", told),
            (f"办理当天所在的{by_calendar.current_month.label}", by_calendar),
        )
    left_out = by_means[current, PartialMonth.LEFT_OUT, beyond]
    if left_out.months != told.months:
        yield _point("合同不是从1日开始的，那个月算不算一个月，指南没有写。", ("算", told), ("不算", left_out))
    all_at_counter = by_means[current, partial, BeyondLimit.ALL_AT_COUNTER]
    if all_at_counter.months != told.months:
        yield _point(
            "超过网上能补的月数时，是只有更早的月份到柜台，还是全部到柜台，指南没有写。",
            ("只有更早的到柜台", told),
            ("全部到柜台", all_at_counter),
        )
    if told.counter:
        yield _MATERIALS


_MATERIALS = OpenPoint("到柜台补缴要带哪些材料，指南没有列清单。", ("先问清楚再去。",))


def _point(question: str, *readings: tuple[str, BackPaymentReading]) -> OpenPoint:
    return OpenPoint(question, tuple(f"{name}：{reading.says}。" for name, reading in readings))
