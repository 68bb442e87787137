"""Changing a declared contribution base (缴费基数调整): what goes online or to the counter, from which month."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rules.back_payment import MonthSpan
from rules.calendar import DayRange, WindowOnDay, filing_window, window_on
from rules.contribution_base import ClampedBase, clamp_base
from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.money import yuan, yuan_text
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.telling import chinese_day, from_parameter

_GUIDE = "002 §三.7"
_BUREAU_AND_TAX = "税务机关（12366）或12333"


class BaseChangeOutcome(StrEnum):
    """Where a change of base is made."""

    ONLINE = "online"
    ONLINE_LATER = "online_later"
    COUNTER = "counter"
    ONLINE_AND_COUNTER = "online_and_counter"
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    BaseChangeOutcome.ONLINE: "可以在网上上调",
    BaseChangeOutcome.ONLINE_LATER: "可以在网上上调，但现在办会提前执行，请到时再办",
    BaseChangeOutcome.COUNTER: "要带材料到经办机构申请",
    BaseChangeOutcome.ONLINE_AND_COUNTER: "以后的月份在网上上调，以前的月份到经办机构申请",
    BaseChangeOutcome.NOTHING: "基数不变，不用办理",
}


@dataclass(frozen=True)
class BaseChange(Reasoned):
    """What to do about one person's base.

    Args:
        new_base: what was asked for, held against the limits of the first month an increase could reach.
        online_from: the months from which an increase filed now acts, one per reading; empty where nothing
            goes online now.
        counter_months: for the counter, beside an increase online; None otherwise.
        file_between: for ONLINE_LATER, days on which filing acts from the wanted month in every reading.
        window: of the filing day; while it is paused, an increase waits until it reopens.
    """

    outcome: BaseChangeOutcome
    current_base: Decimal
    new_base: ClampedBase
    online_from: tuple[Month, ...]
    counter_months: MonthSpan | None
    file_between: DayRange | None
    window: WindowOnDay
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


@dataclass(frozen=True)
class _Plan:
    """What is done when, before it is told."""

    outcome: BaseChangeOutcome
    online_from: tuple[Month, ...]
    counter_months: MonthSpan | None
    file_between: DayRange | None
    window: WindowOnDay


def base_change(
    current_base: Decimal, new_base: Decimal, from_month: Month | None, day: date, law: Parameters
) -> BaseChange:
    """Where to change a base: up online and from next month, down or past months at the counter.

    Args:
        current_base: yuan a month, as declared for the months concerned.
        new_base: yuan a month, as wanted.
        from_month: the first month that shall have the new base; None for as soon as possible.
        day: the Beijing day of filing.

    Raises:
        ParameterMissing: ``day`` lies before the first known filing window, 2021-08-01.
        ValueError: an amount is below zero or no number.

    Source: 002 §三.7, §三.10
    """
    current = yuan(current_base)
    clamped = clamp_base(new_base, Month.of(day) + 1, law)
    plan = _plan(clamped.base - current, from_month, window_on(day, law), law)
    because = _because(plan, current, clamped, law)
    return BaseChange(
        outcome=plan.outcome,
        current_base=current,
        new_base=clamped,
        online_from=plan.online_from,
        counter_months=plan.counter_months,
        file_between=plan.file_between,
        window=plan.window,
        because=because,
        open_points=clamped.open_points + tuple(_open_points(plan, law)),
    )


def _plan(rise: Decimal, wanted: Month | None, window: WindowOnDay, law: Parameters) -> _Plan:
    earliest = Month.of(window.day) + 1
    if rise <= 0:
        outcome = BaseChangeOutcome.COUNTER if rise else BaseChangeOutcome.NOTHING
        return _Plan(outcome, (), None, None, window)
    if wanted and wanted > earliest:
        return _Plan(BaseChangeOutcome.ONLINE_LATER, (), None, _agreeing_days(wanted, law), window)
    online_from = tuple(dict.fromkeys((earliest, window.month + 1)))
    if wanted and wanted < earliest:
        span = MonthSpan(wanted, earliest - 1)
        return _Plan(BaseChangeOutcome.ONLINE_AND_COUNTER, online_from, span, None, window)
    return _Plan(BaseChangeOutcome.ONLINE, online_from, None, None, window)


def _agreeing_days(wanted: Month, law: Parameters) -> DayRange:
    """From the 1st to the window's end, next month is the same by calendar and by contribution month."""
    return DayRange((wanted - 1).first_day, filing_window(wanted - 1, law).last_day)


def _because(plan: _Plan, current: Decimal, clamped: ClampedBase, law: Parameters) -> Because:
    steps = [clamped.because, Because(_rule_text(plan.outcome), _GUIDE)]
    if plan.online_from:
        months = "或".join(month.label for month in plan.online_from)
        steps.append(Because(f"办理成功后自{months}起按新基数缴费。", _GUIDE))
        if plan.window.reopens_on:
            steps.append(
                Because(f"现在暂停申报，{chinese_day(plan.window.reopens_on)}起可以办。", "002 §三.10")
            )
    if plan.counter_months:
        steps.append(Because(f"{plan.counter_months.label}网上改不到，到经办机构申请。", _GUIDE))
    if plan.file_between:
        wanted = Month.of(plan.file_between.first_day) + 1
        days = f"{chinese_day(plan.file_between.first_day)}至{plan.file_between.last_day.day}日"
        steps.append(Because(f"想从{wanted.label}起执行，请在{days}办。", _GUIDE))
    if _tax_asks(plan, law):
        steps.append(from_parameter(law, "duty.tax_declaration", plan.window.day))
    says = f"{yuan_text(current)}改为{yuan_text(clamped.base)}：{plan.outcome.label}。"
    return Because(says, _GUIDE, parts=tuple(steps))


def _rule_text(outcome: BaseChangeOutcome) -> str:
    if outcome is BaseChangeOutcome.NOTHING:
        return "封顶保底以后，与现在的基数相同。"
    if outcome is BaseChangeOutcome.COUNTER:
        return "网上只能往高调，往低调由单位带材料到经办机构申请。"
    return "往高调用网厅的上调模块，从次月起；以前的月份到经办机构申请。"


def _open_points(plan: _Plan, law: Parameters) -> list[OpenPoint]:
    points = []
    if len(plan.online_from) > 1:
        earliest, later = plan.online_from
        readings = (
            f"从办理的月份算，{earliest.label}起执行",
            f"从正在申报的费款所属期算，{later.label}起执行，{earliest.label}要改只能到经办机构申请",
        )
        points.append(OpenPoint("上调从次月起执行，次月从哪个月算，指南没有写。", readings))
    span, filed = plan.counter_months, plan.window.month
    if span and span.first <= filed <= span.last:
        readings = ("算，到经办机构申请", "不算，这个月不改，从次月起按新基数")
        points.append(OpenPoint(f"正在申报的{filed.label}算不算往期，指南没有写。", readings))
    if plan.outcome in (BaseChangeOutcome.COUNTER, BaseChangeOutcome.ONLINE_AND_COUNTER):
        points.append(OpenPoint("到经办机构要带哪些材料，指南没有列。", ()))
    if _tax_asks(plan, law):
        question = "缴费工资已由单位直接向税务申报，改基数是否还走原来的办法，没有查到。"
        readings = ("按操作指南：网厅上调，其余到经办机构", "改为向税务机关申报")
        points.append(OpenPoint(question, readings, _BUREAU_AND_TAX))
    return points


def _tax_asks(plan: _Plan, law: Parameters) -> bool:
    """Whether wages are declared to the tax authority on the day; where no row says so, they are not."""
    try:
        law.row("duty.tax_declaration", plan.window.day)
    except ParameterMissing:
        return False
    return plan.outcome is not BaseChangeOutcome.NOTHING
