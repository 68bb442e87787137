"""Rules whose answers are the same for the many rows of a workbook, computed once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from rules.back_payment import BackPayment, back_payment
from rules.calendar import WindowOnDay, window_on
from rules.estimate import InsuranceAmount, contribution_estimate
from rules.insurances import IndustryClass, Insurance
from rules.insured_category import CategoryForm, InsuredCategory, category_form
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters


@cache
def form_of(category: InsuredCategory) -> CategoryForm:
    """As ``category_form``."""
    return category_form(category)


@lru_cache(maxsize=64)
def window_of(day: date, law: Parameters) -> WindowOnDay:
    """As ``window_on``.

    Raises:
        ParameterMissing: as there.
    """
    return window_on(day, law)


@lru_cache(maxsize=1024)
def months_due(contract_start: date, day: date, law: Parameters) -> BackPayment:
    """As ``back_payment``.

    Raises:
        ParameterMissing: as there.
    """
    return back_payment(contract_start, day, law)


@lru_cache(maxsize=4096)
def monthly_amounts(
    base: Decimal, month: Month, industry_class: IndustryClass | None, law: Parameters
) -> dict[Insurance, InsuranceAmount]:
    """What each insurance costs in a month; without those whose rate is not known."""
    try:
        estimate = contribution_estimate(base, month, industry_class, law)
    except ParameterMissing:
        return {}
    return {amount.insurance: amount for amount in estimate.amounts}
