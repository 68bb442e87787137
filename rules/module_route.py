"""The way from what is known of a matter to its plan, or to the one question still needed."""

from collections.abc import Callable

from rules.error_plans import ERROR_PLANS
from rules.insured_category import EnrollmentForm, InsuredCategory, category_form
from rules.module_plans import ALREADY_RECORDED, ALREADY_REGISTERED, BASE_AT_COUNTER, OTHER_AGENCY, PLANS
from rules.modules import Module, Plan
from rules.situation import Aim, BaseWish, Coverage, Fact, PortalError, Situation, Worker


def next_question(situation: Situation) -> Fact | None:
    """The fact to ask next; None once the module is settled.

    Asks only what tells modules apart: at most two questions, and none whose answer follows from what is known.
    The day is never asked.
    """
    found = plan_or_question(situation)
    return found if isinstance(found, Fact) else None


def plan_or_question(situation: Situation) -> Plan | Fact:
    """The plan, as far as it does not depend on the day, or the fact to ask next."""
    if situation.error is not None:
        return ERROR_PLANS[situation.error]
    aim = _aim(situation)
    if aim is None:
        return Fact.AIM
    if situation.employer_registered is False and aim in NOTHING_INSURED_YET:
        return PLANS[Module.INSURANCE_REGISTRATION]
    return _BY_AIM[aim](situation)


def _aim(situation: Situation) -> Aim | None:
    """What is told, or what follows from a fact that only one aim knows; None where two such facts contradict."""
    if situation.aim is not None:
        return situation.aim
    if situation.employer_registered is False:
        return Aim.REGISTER_EMPLOYER
    if situation.base_wish is not None and situation.same_agency is not None:
        return None
    if situation.base_wish is not None:
        return Aim.CHANGE_BASE
    return Aim.MOVE_DISPATCHED if situation.same_agency is not None else None


def _registration(situation: Situation) -> Plan | Fact:
    return ALREADY_REGISTERED if situation.employer_registered else PLANS[Module.INSURANCE_REGISTRATION]


def _collection(situation: Situation) -> Plan | Fact:
    return ALREADY_RECORDED if situation.person_recorded else PLANS[Module.PERSON_RECORD]


def _enrollment(situation: Situation) -> Plan | Fact:
    worker = situation.worker or _worker(situation.insured_category)
    if worker is None:
        return Fact.WORKER
    if worker is Worker.EMPLOYEE and situation.coverage is Coverage.HERE:
        return ERROR_PLANS[PortalError.INSURED_HERE]
    return PLANS[_ENROLLED_IN[worker]]


def _worker(category: InsuredCategory | None) -> Worker | None:
    """None for a category that is on neither form."""
    if category is None:
        return None
    if category is InsuredCategory.OVER_AGE_WORKER:
        return Worker.OVER_AGE
    return _WORKERS.get(category_form(category).outcome)


def _base_change(situation: Situation) -> Plan | Fact:
    if situation.base_wish is None:
        return Fact.BASE_WISH
    return PLANS[Module.BASE_INCREASE] if situation.base_wish is BaseWish.UP else BASE_AT_COUNTER


def _move(situation: Situation) -> Plan | Fact:
    if situation.same_agency is None:
        return Fact.SAME_AGENCY
    return PLANS[Module.DISPATCH_TRANSFER] if situation.same_agency else OTHER_AGENCY


_WORKERS = {
    EnrollmentForm.EMPLOYEE_ENROLLMENT: Worker.EMPLOYEE,
    EnrollmentForm.PERSONNEL_ENROLLMENT: Worker.SPECIAL,
}
_ENROLLED_IN = {
    Worker.EMPLOYEE: Module.EMPLOYEE_ENROLLMENT,
    Worker.SPECIAL: Module.PERSONNEL_ENROLLMENT,
    Worker.OVER_AGE: Module.PERSONNEL_ENROLLMENT,
    Worker.PROJECT: Module.PROJECT_ENROLLMENT,
}
_BY_AIM: dict[Aim, Callable[[Situation], Plan | Fact]] = {
    Aim.REGISTER_EMPLOYER: _registration,
    Aim.COLLECT: _collection,
    Aim.ENROLL: _enrollment,
    Aim.SUSPEND: lambda situation: PLANS[Module.COVERAGE_SUSPENSION],
    Aim.UNDO: lambda situation: PLANS[Module.FILING_ROLLBACK],
    Aim.CHANGE_BASE: _base_change,
    Aim.MOVE_DISPATCHED: _move,
    Aim.FIX_ERROR: lambda situation: Fact.ERROR,
}
NOTHING_INSURED_YET = (Aim.SUSPEND, Aim.UNDO, Aim.CHANGE_BASE, Aim.MOVE_DISPATCHED)
"""What an employer that was never insured cannot yet do."""
