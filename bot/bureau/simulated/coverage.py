"""Whether a person may be enrolled, in the order in which the portal's family of products checks it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bureau.simulated.deciding import Sight, refuse
from bot.bureau.simulated.laws import form_of
from bot.bureau.simulated.records import FLEXIBLE, Enrollment, Person
from rules.enrollment_age import EnrollmentAgeOutcome, enrollment_age
from rules.identifiers import IdentityNumber
from rules.insurances import Insurance
from rules.insured_category import EnrollmentForm, InsuredCategory
from rules.parameters import ParameterMissing
from rules.retirement import FemalePost

_TOO_YOUNG_OR_OLD = {
    EnrollmentAgeOutcome.NOT_PAST_LEGAL_AGE,
    EnrollmentAgeOutcome.PAST_LEGAL_AGE,
    EnrollmentAgeOutcome.TOO_OLD,
}


def check_person(
    sight: Sight, person: Person, number: IdentityNumber, category: InsuredCategory, extended: bool = False
) -> None:
    """Refuses whom the bureau does not enroll: retired → elsewhere → here → ended insurance.

    Args:
        extended: the form's 延长缴费标志, with which the legal age is no bar.

    Source: 002 §五 问题三(2), (5), (6); domain.md More messages seen on portals
    """
    if not person.household_registration_type:
        sight.refuse("household_registration_empty", "identity_number")
    if person.retired:
        sight.refuse("retired_person", "identity_number")
    _check_age(sight, person, number, category, extended)
    insurances = sight.insurances(category)
    claims = [each for each in sight.books.coverage_of(number.number) if each.coverage.claims]
    check_elsewhere(sight, claims, category, insurances)
    _check_here(sight, claims, category)
    if set(insurances) & set(person.ended_insurances):
        sight.refuse("ended_insurance", "identity_number")


def check_elsewhere(
    sight: Sight, claims: Sequence[Enrollment], category: InsuredCategory, insurances: Sequence[Insurance]
) -> None:
    """Refuses whom another employer, or the person alone, still insures.

    Somebody of several employments (多重工伤人员) is enrolled beside the other employer: the category is for that.
    """
    by_employer = form_of(category).outcome is EnrollmentForm.EMPLOYEE_ENROLLMENT
    if by_employer and any(each.category == FLEXIBLE for each in claims):
        sight.refuse("flexible_employment", "identity_number")
    mine = sight.employer.credit_code
    both = {each.insurance for each in claims if each.employer not in ("", mine)} & set(insurances)
    if Insurance.PENSION in both:
        sight.refuse("pension_already_insured", "identity_number")
    if both and category is not InsuredCategory.MULTIPLE_EMPLOYMENT:
        sight.refuse("insured_elsewhere", "identity_number")


def _check_here(sight: Sight, claims: Sequence[Enrollment], category: InsuredCategory) -> None:
    mine = [each for each in claims if each.employer == sight.employer.credit_code]
    if any(each.category == category for each in mine):
        by_employer = form_of(category).outcome is EnrollmentForm.EMPLOYEE_ENROLLMENT
        sight.refuse("already_enrolled_here" if by_employer else "insured_here", "identity_number")


def _check_age(
    sight: Sight, person: Person, number: IdentityNumber, category: InsuredCategory, extended: bool
) -> None:
    """What the rule leaves unsettled, and what no parameter is known for, stops nobody."""
    post = FemalePost(person.female_post) if person.female_post else None
    try:
        told = enrollment_age(category, number.birth_date, number.sex, post, person.retired, sight.today, sight.law)
    except ParameterMissing:
        return
    if told.outcome is EnrollmentAgeOutcome.PAST_LEGAL_AGE and extended:
        return
    if told.outcome in _TOO_YOUNG_OR_OLD:
        refuse(f"{told.outcome.label}。", "insured_category")
