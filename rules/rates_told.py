"""The contribution rates (缴费比例) of a month, insurance by insurance, with what is not known left out by name."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.insurances import IndustryClass, Insurance
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.telling import from_parameter, left_open

_RATES = "domain 费率（B）"


class RatesOutcome(StrEnum):
    """How many of the insurances have a known rate."""

    KNOWN = "known"
    PARTLY_KNOWN = "partly_known"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    RatesOutcome.KNOWN: "各险种的比例都查到了",
    RatesOutcome.PARTLY_KNOWN: "有的险种没有查到比例",
    RatesOutcome.UNKNOWN: "比例都没有查到",
}


@dataclass(frozen=True)
class InsuranceRate:
    """The rates of one insurance as fractions; the employer's differ where work injury runs over several classes."""

    insurance: Insurance
    employer_rate: Decimal
    employee_rate: Decimal
    employer_lowest_rate: Decimal


@dataclass(frozen=True)
class ContributionRates(Reasoned):
    """The rates of a month; ``left_out`` are the insurances without a known rate."""

    outcome: RatesOutcome
    contribution_month: Month
    rates: tuple[InsuranceRate, ...]
    left_out: tuple[Insurance, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def contribution_rates(
    contribution_month: Month, industry_class: IndustryClass | None, law: Parameters
) -> ContributionRates:
    """What share of the base employer and employee contribute in ``contribution_month``.

    Args:
        industry_class: of the employer; None where it is not known, then work injury runs over all classes.

    Source: domain.md Rates
    """
    rates: list[InsuranceRate] = []
    left_out: list[Insurance] = []
    points: dict[str, OpenPoint] = {}
    steps: list[Because] = []
    for insurance in Insurance:
        names = _names(insurance, industry_class)
        try:
            values = [law.decimal(name, contribution_month.first_day) for name in names]
        except ParameterMissing as missing:
            left_out.append(insurance)
            points.setdefault(missing.name, left_open(missing))
            continue
        rates.append(InsuranceRate(insurance, max(values[:-1]), values[-1], min(values[:-1])))
        steps += [from_parameter(law, name, contribution_month.first_day) for name in names]
    outcome = _outcome(rates, left_out)
    because = Because(f"{contribution_month.label}：{outcome.label}。", _RATES, parts=tuple(steps))
    return ContributionRates(
        outcome, contribution_month, tuple(rates), tuple(left_out), because,
        (*points.values(), *((_FLOATS,) if Insurance.WORK_INJURY not in left_out else ())),
    )  # fmt: skip


_FLOATS = OpenPoint("单位自己的工伤费率在行业基准上浮动，各单位不同。", ("以核定费率为准。",))


def _outcome(rates: list[InsuranceRate], left_out: list[Insurance]) -> RatesOutcome:
    if not rates:
        return RatesOutcome.UNKNOWN
    return RatesOutcome.PARTLY_KNOWN if left_out else RatesOutcome.KNOWN


def _names(insurance: Insurance, industry_class: IndustryClass | None) -> tuple[str, ...]:
    """The employer's parameters, one or one a class, then the employee's."""
    if insurance is not Insurance.WORK_INJURY:
        return f"rate.{insurance}.employer", f"rate.{insurance}.employee"
    classes = [industry_class] if industry_class else list(IndustryClass)
    return (*(f"rate.{insurance}.{each}" for each in classes), f"rate.{insurance}.employee")
