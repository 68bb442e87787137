"""What employer and employee are likely to pay in a month, insurance by insurance (缴费测算)."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from rules.contribution_base import ClampedBase, clamp_base
from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.insurances import IndustryClass, Insurance
from rules.money import percent_text, yuan, yuan_text
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.telling import from_parameter

_RATES = "domain 费率（B）"
_AS_ASSESSED = "以经办机构和税务机关核定的为准。"


class EstimateOutcome(StrEnum):
    """How much of the contribution could be estimated."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NOTHING_KNOWN = "nothing_known"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    EstimateOutcome.COMPLETE: "各险种都有测算数",
    EstimateOutcome.PARTIAL: "只有一部分险种有测算数",
    EstimateOutcome.NOTHING_KNOWN: "费率都没有查到，不能测算",
}


@dataclass(frozen=True)
class InsuranceAmount:
    """One insurance: rates as fractions, amounts in yuan a month, each rounded half up to 0.01."""

    insurance: Insurance
    employer_rate: Decimal
    employee_rate: Decimal
    employer: Decimal
    employee: Decimal


@dataclass(frozen=True)
class LeftOut:
    """An insurance without a number, why in Chinese, and whom to ask."""

    insurance: Insurance
    reason: str
    ask: str


@dataclass(frozen=True)
class ContributionEstimate(Reasoned):
    """An estimate that never claims to be the bill.

    Args:
        base: what the amounts are computed on, ``contribution_base`` held against the month's limits.
        employer, employee, total: sums of ``amounts``, in yuan; without what is ``left_out``.
    """

    outcome: EstimateOutcome
    contribution_month: Month
    base: ClampedBase
    amounts: tuple[InsuranceAmount, ...]
    left_out: tuple[LeftOut, ...]
    employer: Decimal
    employee: Decimal
    total: Decimal
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def contribution_estimate(
    contribution_base: Decimal,
    contribution_month: Month,
    industry_class: IndustryClass | None,
    law: Parameters,
) -> ContributionEstimate:
    """Estimate a month's contributions of an enterprise employee.

    Args:
        contribution_base: yuan a month, as declared.
        industry_class: of the employer; None where it is not known, then work injury is left out.

    Raises:
        ParameterMissing: no limits had begun by ``contribution_month``.
        ValueError: the base is below zero or no number.

    Source: domain.md Rates
    """
    base = clamp_base(contribution_base, contribution_month, law)
    found = [_amount(each, base.base, contribution_month, industry_class, law) for each in Insurance]
    amounts = tuple(each for each in found if isinstance(each, InsuranceAmount))
    left_out = tuple(each for each in found if isinstance(each, LeftOut))
    employer = sum((each.employer for each in amounts), Decimal("0.00"))
    employee = sum((each.employee for each in amounts), Decimal("0.00"))

    def why() -> Because:
        steps = [_amount_step(each, contribution_month, industry_class, law) for each in amounts]
        steps += [Because(f"{each.insurance.label}没有算进去：{each.reason}") for each in left_out]
        says = f"{contribution_month.label}测算：{_totals(employer, employee)}。{_AS_ASSESSED}"
        nothing = _LABELS[EstimateOutcome.NOTHING_KNOWN] + "。"
        return Because(says if amounts else nothing, _RATES, parts=(base.because, *steps))

    points = base.open_points + tuple(OpenPoint(each.reason, (), each.ask) for each in left_out)
    return ContributionEstimate(
        _outcome(amounts, left_out), contribution_month, base, amounts, left_out,
        employer, employee, employer + employee, Because.later(why), points,
    )  # fmt: skip


def _outcome(amounts: tuple[InsuranceAmount, ...], left_out: tuple[LeftOut, ...]) -> EstimateOutcome:
    if not amounts:
        return EstimateOutcome.NOTHING_KNOWN
    return EstimateOutcome.PARTIAL if left_out else EstimateOutcome.COMPLETE


def _amount(
    insurance: Insurance, base: Decimal, month: Month, industry_class: IndustryClass | None, law: Parameters
) -> InsuranceAmount | LeftOut:
    if insurance is Insurance.WORK_INJURY and industry_class is None:
        return LeftOut(insurance, "还不知道单位的行业类别。", "参保地社保经办机构或12333")
    try:
        names = _rate_names(insurance, industry_class)
        employer, employee = (law.decimal(name, month.first_day) for name in names)
    except ParameterMissing as missing:
        return LeftOut(insurance, str(missing), missing.whom_to_ask)
    return InsuranceAmount(insurance, employer, employee, yuan(base * employer), yuan(base * employee))


def _rate_names(insurance: Insurance, industry_class: IndustryClass | None) -> tuple[str, str]:
    """The parameters of the employer's and the employee's rate."""
    payer = industry_class if insurance is Insurance.WORK_INJURY else "employer"
    return f"rate.{insurance}.{payer}", f"rate.{insurance}.employee"


def _amount_step(
    amount: InsuranceAmount, month: Month, industry_class: IndustryClass | None, law: Parameters
) -> Because:
    rates = tuple(
        from_parameter(law, name, month.first_day) for name in _rate_names(amount.insurance, industry_class)
    )
    says = (
        f"{amount.insurance.label}：单位{percent_text(amount.employer_rate)}是{yuan_text(amount.employer)}，"
        f"个人{percent_text(amount.employee_rate)}是{yuan_text(amount.employee)}。"
    )
    if amount.insurance is Insurance.WORK_INJURY:
        says += "以核定费率为准。"
    return Because(says, _RATES, parts=rates)


def _totals(employer: Decimal, employee: Decimal) -> str:
    return f"单位{yuan_text(employer)}，个人{yuan_text(employee)}，合计{yuan_text(employer + employee)}"
