"""What several months of back payment are likely to cost (补缴测算), months with other parameters told apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from rules.back_payment import CURRENT_MONTH_OPEN, BackPayment, MonthSpan, back_payment
from rules.calendar import window_on
from rules.estimate import ContributionEstimate, LeftOut, contribution_estimate
from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.insurances import IndustryClass, Insurance
from rules.labelled import Labelled
from rules.money import yuan_text
from rules.month import Month
from rules.parameters import Parameters
from rules.window_told import because_of_window

_GUIDE = "002 §一"
_MODULE = "002 §三.3"


class BackPaymentEstimateOutcome(Labelled):
    """Whether the months cost the same."""

    ALIKE = "alike", "各月的数额相同"
    DIFFERENT = "different", "各月的参数不同，分段测算"
    NOTHING_DUE = "nothing_due", "没有要补的月份"
    WHICH_MONTHS = "which_months", "还不知道要补哪几个月"


@dataclass(frozen=True)
class MonthsEstimate:
    """Months in a row that cost the same.

    Args:
        monthly: the estimate of the first of them.
        employer, employee, total: of all of them together, in yuan; without what ``monthly`` leaves out.
    """

    months: MonthSpan
    monthly: ContributionEstimate
    employer: Decimal
    employee: Decimal
    total: Decimal


@dataclass(frozen=True)
class BackPaymentEstimate(Reasoned):
    """An estimate that never claims to be the bill.

    Args:
        due: the months reckoned; None where there is none to make up, or none is said.
        counter: those of them that are made up at the service counter.
        stretches: the months, earliest first, parted where the amounts change.
        left_out: what is missing in some month, once each.
        total: of all months, in yuan; None where some months leave out what others hold.
    """

    outcome: BackPaymentEstimateOutcome
    due: MonthSpan | None
    counter: MonthSpan | None
    stretches: tuple[MonthsEstimate, ...]
    left_out: tuple[LeftOut, ...]
    total: Decimal | None
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def back_payment_estimate(
    contract_start: date | None,
    first_month: Month | None,
    months_due: int | None,
    contribution_base: Decimal,
    industry_class: IndustryClass | None,
    filing_day: date,
    law: Parameters,
) -> BackPaymentEstimate:
    """Estimate what the months to be made up cost, on one base held against each month's limits.

    Which months: those due for ``contract_start``; or ``months_due`` months from ``first_month`` on; or, where no
    month is named, the last ``months_due`` before the one that is filed for on ``filing_day``.

    Args:
        contribution_base: yuan a month, as declared.
        industry_class: of the employer; None where it is not known, then work injury is left out.

    Raises:
        ParameterMissing: no window is known for ``filing_day``, or no limits had begun by the first month.
        ValueError: the months are said twice, or are not over yet; or the base is below zero or no number.

    Source: 002 §一, §三.3; domain.md Rates
    """
    which = _which(contract_start, first_month, months_due, filing_day, law)
    stretches = tuple(_stretches(which.due, contribution_base, industry_class, law))
    left_out = tuple(_left_out(stretches))
    return BackPaymentEstimate(
        outcome=_outcome(stretches, nothing_said=contract_start is None and months_due is None),
        due=which.due,
        counter=which.counter,
        stretches=stretches,
        left_out=left_out,
        total=_total(stretches),
        because=Because.later(lambda: _because(which, stretches)),
        open_points=(
            *which.open_points,
            *_limits(stretches),
            *(OpenPoint(each.reason, (), each.ask) for each in left_out),
            *((_LATE_FEE,) if stretches else ()),
        ),
    )


@dataclass(frozen=True)
class _Which:
    """The months that are reckoned, where they are made up as far as that is known, and why these."""

    due: MonthSpan | None
    counter: MonthSpan | None
    because: Because
    open_points: tuple[OpenPoint, ...]


_GAP = OpenPoint("只补中间的几个月行不行，资料没有写。", ())
_LATE_FEE = OpenPoint("补缴另外要不要交滞纳金、交多少，资料没有写。", (), "税务（12366）")


def _which(
    contract_start: date | None, first: Month | None, count: int | None, filing_day: date, law: Parameters
) -> _Which:
    if contract_start is not None:
        if first is not None or count is not None:
            raise ValueError("合同开始日期和要补的月份只要说一样。请去掉一样再试。")
        return _of_contract(back_payment(contract_start, filing_day, law))
    if count is None:
        return _Which(None, None, Because("还不知道要补哪几个月。请说几个月，或者合同哪天开始。", _MODULE), ())
    if count < 1:
        raise ValueError("要补的月数至少是1。请改一下再试。")
    if first is not None:
        return _as_named(MonthSpan(first, first + (count - 1)), filing_day, law)
    return _latest(count, filing_day, law)


def _of_contract(payment: BackPayment) -> _Which:
    return _Which(payment.due, payment.counter, payment.because, payment.open_points)


def _as_named(due: MonthSpan, filing_day: date, law: Parameters) -> _Which:
    """Months that somebody named: those up to the current month as if a contract began with them."""
    payment = back_payment(due.first.first_day, filing_day, law)
    last = payment.current_month - 1
    if due.last > last:
        raise ValueError(f"补缴最多到{last.label}，后面的月份照常缴费。请改一下要补的月份。")
    because = Because(f"要补的月份按您说的：{due.label}。")
    if due.last < last:
        return _Which(due, None, because, (_GAP,))
    return _Which(due, payment.counter, because, payment.open_points)


def _latest(count: int, filing_day: date, law: Parameters) -> _Which:
    """The last months before the current one, which may be either of two."""
    window = window_on(filing_day, law)
    current, calendar_month = window.month, Month.of(window.reopens_on or filing_day)
    due, earlier = (MonthSpan(month - count, month - 1) for month in (current, calendar_month))
    payment = back_payment(due.first.first_day, filing_day, law)
    points = tuple(each for each in payment.open_points if each.question != CURRENT_MONTH_OPEN)
    if earlier != due:
        readings = (
            f"正在申报的{current.label}：补{due.label}。",
            f"办理当天所在的{calendar_month.label}：补{earlier.label}。",
        )
        points = (OpenPoint(CURRENT_MONTH_OPEN, readings), *points)
    says = f"没有说是哪几个月，按正在申报的{current.label}以前的{count}个月算：{due.label}。"
    return _Which(due, payment.counter, Because(says, _GUIDE, parts=(because_of_window(window, law),)), points)


def _stretches(
    due: MonthSpan | None, base: Decimal, industry_class: IndustryClass | None, law: Parameters
) -> Iterator[MonthsEstimate]:
    months = (due.first + after for after in range(due.count)) if due else ()
    estimates = (contribution_estimate(base, month, industry_class, law) for month in months)
    for _, alike in groupby(estimates, _cost):
        first, *others = alike
        count = 1 + len(others)
        yield MonthsEstimate(
            months=MonthSpan(first.contribution_month, first.contribution_month + len(others)),
            monthly=first,
            employer=first.employer * count,
            employee=first.employee * count,
            total=first.total * count,
        )


def _cost(estimate: ContributionEstimate) -> object:
    """What months that are told together have in common."""
    missing = [each.insurance for each in estimate.left_out]
    return estimate.base.outcome, estimate.base.base, estimate.base.provisional, estimate.amounts, missing


def _left_out(stretches: tuple[MonthsEstimate, ...]) -> Iterator[LeftOut]:
    everything = [each for stretch in stretches for each in stretch.monthly.left_out]
    for insurance in Insurance:
        yield from [each for each in everything if each.insurance is insurance][:1]


def _limits(stretches: tuple[MonthsEstimate, ...]) -> Iterator[OpenPoint]:
    """What the limits leave open, told of the first month that it holds for."""
    yield from [point for stretch in stretches for point in stretch.monthly.base.open_points][:1]


def _outcome(stretches: tuple[MonthsEstimate, ...], nothing_said: bool = False) -> BackPaymentEstimateOutcome:
    if nothing_said:
        return BackPaymentEstimateOutcome.WHICH_MONTHS
    if not stretches:
        return BackPaymentEstimateOutcome.NOTHING_DUE
    return BackPaymentEstimateOutcome.DIFFERENT if stretches[1:] else BackPaymentEstimateOutcome.ALIKE


def _total(stretches: tuple[MonthsEstimate, ...]) -> Decimal | None:
    held = {tuple(each.insurance for each in stretch.monthly.amounts) for stretch in stretches}
    return sum((each.total for each in stretches), Decimal("0.00")) if len(held) == 1 else None


def _because(which: _Which, stretches: tuple[MonthsEstimate, ...]) -> Because:
    if which.due is None:
        return which.because
    steps = (Because(_stretch_said(each), parts=(each.monthly.because,)) for each in stretches)
    return Because(f"补{which.due.label}：{_outcome(stretches).label}。", _MODULE, parts=(which.because, *steps))


def _stretch_said(stretch: MonthsEstimate) -> str:
    monthly = f"{stretch.months.label}：每月{yuan_text(stretch.monthly.total)}"
    return f"{monthly}，{stretch.months.count}个月共{yuan_text(stretch.total)}。"
