"""What the bureau adds to an enrollment: the months made up (补缴), their amounts, and the contribution base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.bureau.protocol import Known
from bot.bureau.simulated.laws import monthly_amounts
from rules.back_payment import BackPayment, MonthSpan
from rules.contribution_base import ClampedBase, clamp_base
from rules.insurances import IndustryClass, Insurance
from rules.money import yuan_text
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters

_AS_ASSESSED = "以核定为准"


def held_base(wage: Decimal, month: Month, law: Parameters) -> ClampedBase | None:
    """The base held against the month's limits; None where no limits are known at all."""
    try:
        return clamp_base(wage, month, law)
    except ParameterMissing:
        return None


def base_fact(wage: Decimal, held: ClampedBase | None) -> Known:
    """The base as the bureau takes it."""
    if held is None:
        return Known("contribution_base", "缴费基数", f"{yuan_text(wage)}（{_AS_ASSESSED}）")
    return Known("contribution_base", "缴费基数", f"{yuan_text(held.base)}（{held.outcome.label}）")


def due_facts(due: BackPayment) -> tuple[Known, ...]:
    """The months made up by themselves, and those for the counter."""
    facts = []
    if due.online:
        facts.append(Known("back_payment_online", "网上自动补缴", due.online.label))
    if due.counter:
        facts.append(Known("back_payment_counter", "到柜台补缴", f"{due.counter.label}，网上补不到"))
    return tuple(facts)


@dataclass(frozen=True, slots=True)
class _Sum:
    """What one insurance costs over the months, as far as the rates are known."""

    employer: Decimal
    employee: Decimal


def amount_facts(
    span: MonthSpan,
    base: Decimal | None,
    insurances: Sequence[Insurance],
    industry_class: IndustryClass | None,
    law: Parameters,
) -> tuple[Known, ...]:
    """What the months made up cost, insurance by insurance; what is not known is left to the assessment."""
    return tuple(
        Known(f"back_payment_{insurance}", f"{insurance.label}补缴", _text(span, base, insurance, industry_class, law))
        for insurance in insurances
    )


def _text(
    span: MonthSpan, base: Decimal | None, insurance: Insurance, industry_class: IndustryClass | None, law: Parameters
) -> str:
    total = None if base is None else _sum(span, base, insurance, industry_class, law)
    if total is None:
        return f"{span.label}，金额{_AS_ASSESSED}"
    return f"{span.label}，单位{yuan_text(total.employer)}，个人{yuan_text(total.employee)}，{_AS_ASSESSED}"


def _sum(
    span: MonthSpan, base: Decimal, insurance: Insurance, industry_class: IndustryClass | None, law: Parameters
) -> _Sum | None:
    employer = employee = Decimal("0.00")
    for month in (span.first + ahead for ahead in range(span.count)):
        amount = monthly_amounts(base, month, industry_class, law).get(insurance)
        if amount is None:
            return None
        employer += amount.employer
        employee += amount.employee
    return _Sum(employer, employee)
