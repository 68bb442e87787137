"""The monthly contribution base (缴费基数): a wage, raised to the floor and capped at the ceiling."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint, used
from rules.money import yuan, yuan_text
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.telling import from_parameter

_GUIDE = "002 §一"
_MONTHS_OF_A_YEAR = 12
_BY_YEAR = "last_year_average"
_METHODS = ("last_month_wage", _BY_YEAR)


class BaseOutcome(StrEnum):
    """Where a base comes from, or why there is no single number."""

    AS_EARNED = "as_earned"
    AT_FLOOR = "at_floor"
    AT_CEILING = "at_ceiling"
    UNCLAMPED = "unclamped"
    READINGS_DIFFER = "readings_differ"
    NO_WAGE = "no_wage"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    BaseOutcome.AS_EARNED: "在上下限之间，按工资额",
    BaseOutcome.AT_FLOOR: "低于下限，按下限",
    BaseOutcome.AT_CEILING: "高于上限，按上限",
    BaseOutcome.UNCLAMPED: "上下限没有查全，暂按工资额",
    BaseOutcome.READINGS_DIFFER: "两种读法数额不同，请先核实",
    BaseOutcome.NO_WAGE: "没有可依据的工资，请问经办机构",
}


@dataclass(frozen=True)
class ClampedBase:
    """An amount held against the floor and ceiling of a month.

    Args:
        outcome: AS_EARNED, AT_FLOOR, AT_CEILING, or UNCLAMPED where an unknown limit might have mattered.
        wage, base: yuan a month, before and after.
        provisional: a final limit may still come and act back, so that a difference falls due (补差).
        earlier_base: what was paid on while provisional limits stood, where the final ones changed the base.
    """

    outcome: BaseOutcome
    wage: Decimal
    base: Decimal
    provisional: bool
    earlier_base: Decimal | None
    because: Because
    open_points: tuple[OpenPoint, ...]

    @property
    def difference(self) -> Decimal | None:
        """By how much the base rose with the final limits, yuan a month (补差的基数); None where it did not."""
        return None if self.earlier_base is None else self.base - self.earlier_base


@dataclass(frozen=True)
class ContributionBase(Reasoned):
    """The base of a month.

    Args:
        base: yuan a month; None where there is no single number (READINGS_DIFFER, NO_WAGE).
        readings: the clamped base, or the two that part-year work leads to; none for NO_WAGE.
    """

    outcome: BaseOutcome
    contribution_month: Month
    base: Decimal | None
    readings: tuple[ClampedBase, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def contribution_base(
    contribution_month: Month, monthly_wage: Decimal | None, months_worked_last_year: int, law: Parameters
) -> ContributionBase:
    """The base for ``contribution_month``, yuan rounded half up to 0.01.

    Args:
        monthly_wage: what the method of the month asks for: before 2020-08 last month's wage, since then the
            monthly average of last calendar year over the months worked in it; None where there is none.
        months_worked_last_year: 0 to 12; does not count before 2020-08. With 0 the guides are silent.

    Raises:
        ParameterMissing: ``contribution_month`` lies before the first known method or limits, or the method is
            none that this rule knows.
        ValueError: the wage is below zero, or the months are not 0 to 12.

    Source: 002 §一
    """
    if not 0 <= months_worked_last_year <= _MONTHS_OF_A_YEAR:
        raise ValueError("上一自然年度的工作月数须是0到12之间的整数。请核对后重新输入。")
    by_year = _by_year(contribution_month, law)
    if monthly_wage is None or (by_year and months_worked_last_year == 0):
        return _no_wage(contribution_month, by_year, law)
    amounts = [monthly_wage]
    if by_year and months_worked_last_year < _MONTHS_OF_A_YEAR:
        amounts.append(monthly_wage * months_worked_last_year / _MONTHS_OF_A_YEAR)
    readings = tuple(clamp_base(amount, contribution_month, law) for amount in amounts)
    method = Because.later(lambda: _method_step(contribution_month, by_year, law))
    return _settled(contribution_month, readings, method)


def clamp_base(wage: Decimal, contribution_month: Month, law: Parameters) -> ClampedBase:
    """Hold ``wage`` against the limits of the month (封顶保底); what is unknown does not stop it.

    Raises:
        ParameterMissing: no limits had begun by ``contribution_month``.
        ValueError: ``wage`` is below zero or no number.

    Source: 002 §一; domain.md Contribution base per month
    """
    day = contribution_month.first_day
    amount = yuan(wage)
    floor, ceiling = law.row("base.floor", day), law.row("base.ceiling", day)
    outcome, base = _clamp(amount, floor.value, ceiling.value)
    _, earlier = _clamp(
        amount, floor.provisional_value or floor.value, ceiling.provisional_value or ceiling.value
    )
    provisional = floor.provisional or ceiling.provisional

    def why() -> Because:
        steps = [from_parameter(law, name, day) for name in ("base.floor", "base.ceiling")]
        if earlier != base:
            rose = yuan_text(base - earlier)
            steps.append(Because(f"终值公布前暂按{yuan_text(earlier)}，每月基数差{rose}，需要补差。"))
        if provisional:
            steps.append(Because("上下限是暂定的，终值公布后追溯调整，可能要补差。"))
        says = f"{contribution_month.label}：{yuan_text(amount)}，{outcome.label}，基数{yuan_text(base)}。"
        return Because(says, _GUIDE, parts=tuple(steps))

    unknown = _unknown_limits(contribution_month) if outcome is BaseOutcome.UNCLAMPED else ()
    before_final = earlier if earlier != base else None
    return ClampedBase(outcome, amount, base, provisional, before_final, Because.later(why), unknown)


def _clamp(amount: Decimal, floor: object, ceiling: object) -> tuple[BaseOutcome, Decimal]:
    if isinstance(floor, Decimal) and amount < floor:
        return BaseOutcome.AT_FLOOR, yuan(floor)
    if isinstance(ceiling, Decimal) and amount > ceiling:
        return BaseOutcome.AT_CEILING, yuan(ceiling)
    known = floor is not None and ceiling is not None
    return (BaseOutcome.AS_EARNED if known else BaseOutcome.UNCLAMPED), amount


def _by_year(month: Month, law: Parameters) -> bool:
    """Whether last calendar year counts, not last month; a method that is neither is not guessed at."""
    method = law.value("base.method", month.first_day)
    if method not in _METHODS:
        series = law.by_name["base.method"]
        raise ParameterMissing(series.name, month.first_day, series.ask, series.label)
    return method == _BY_YEAR


def _method_step(month: Month, by_year: bool, law: Parameters) -> Because:
    wage = f"{month.year - 1}年的月平均工资" if by_year else f"{(month - 1).label}的工资"
    return Because(
        f"{month.label}的基数按{wage}定，再封顶保底。", _GUIDE, used(law, "base.method", month.first_day)
    )


def _settled(month: Month, readings: tuple[ClampedBase, ...], method: Because) -> ContributionBase:
    parts = (method, *(reading.because for reading in readings))
    divided: tuple[OpenPoint, ...] = ()
    if len({reading.base for reading in readings}) > 1:
        told = tuple(
            f"{way}，基数{yuan_text(reading.base)}"
            for way, reading in zip(("按实际工作的月数平均", "按12个月平均"), readings, strict=True)
        )
        divided = (OpenPoint("上一年只工作了一部分月份，月平均工资除以几，指南没有写。", told),)
        because = Because(f"{month.label}的基数有两种读法：{'；'.join(told)}。", _GUIDE, parts=parts)
        outcome, base = BaseOutcome.READINGS_DIFFER, None
    else:
        outcome, base = readings[0].outcome, readings[0].base
        says = f"{month.label}的缴费基数是{yuan_text(base)}。"
        because = Because(says, _GUIDE, parts=parts)
    unknown = tuple(dict.fromkeys(point for reading in readings for point in reading.open_points))
    return ContributionBase(outcome, month, base, readings, because, divided + unknown)


def _unknown_limits(month: Month) -> tuple[OpenPoint, ...]:
    question = f"{month.label}的上下限没有查全，基数暂按工资额，没有封顶保底。"
    readings = ("公布的下限高于这个数时按下限", "公布的上限低于这个数时按上限")
    return (OpenPoint(question, readings, "税务机关、参保地社保经办机构或12333"),)


def _no_wage(month: Month, by_year: bool, law: Parameters) -> ContributionBase:
    wage = "上一自然年度没有工资的新职工" if by_year else "上个月没有工资的职工"
    because = Because(
        f"{wage}按什么定基数，指南没有写，这里不给数额。", parts=(_method_step(month, by_year, law),)
    )
    point = OpenPoint(f"{wage}，{month.label}的基数按什么定？", ())
    return ContributionBase(BaseOutcome.NO_WAGE, month, None, (), because, (point,))
