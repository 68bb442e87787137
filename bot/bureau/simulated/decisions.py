"""Decides one filing: reads its form, and asks who decides about its module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.bureau.protocol import Filing, Known, Refusal
from bot.bureau.simulated.answers import FORMS, Answers
from bot.bureau.simulated.books import Books
from bot.bureau.simulated.changing import raise_base, suspend, transfer
from bot.bureau.simulated.deciding import Decision, House, Refused, Sight, refuse
from bot.bureau.simulated.enrolling import enroll_employee, enroll_in_advance, enroll_personnel
from bot.bureau.simulated.reading import Unreadable, read_record
from bot.bureau.simulated.records import Registration
from bot.bureau.simulated.registering import enroll_in_project, record_person, register_employer
from bot.bureau.simulated.undoing import roll_back
from rules.module_plans import PLANS
from rules.modules import Module, When
from rules.parameters import ParameterMissing, Parameters
from rules.telling import chinese_day

_DECISIONS: dict[Module, Callable[[Sight, Any], Decision]] = {
    Module.INSURANCE_REGISTRATION: register_employer,
    Module.PERSON_RECORD: record_person,
    Module.EMPLOYEE_ENROLLMENT: enroll_employee,
    Module.PERSONNEL_ENROLLMENT: enroll_personnel,
    Module.COVERAGE_SUSPENSION: suspend,
    Module.FILING_ROLLBACK: roll_back,
    Module.BASE_INCREASE: raise_base,
    Module.DISPATCH_TRANSFER: transfer,
    Module.PROJECT_ENROLLMENT: enroll_in_project,
    Module.ADVANCE_ENROLLMENT: enroll_in_advance,
}
_BEFORE_INSURANCE = (Module.INSURANCE_REGISTRATION, Module.PERSON_RECORD)


@dataclass(frozen=True, slots=True)
class Moment:
    """When and under which law filings are decided."""

    now: datetime
    today: date
    law: Parameters
    house: House


@dataclass(frozen=True, slots=True)
class FormRead:
    """A filing with its form, or with what does not read in it."""

    filing: Filing
    form: Answers | None
    faults: tuple[Refusal, ...]

    @property
    def subject(self) -> str:
        """The identity number of the person; empty where it is about none, or does not read."""
        return self.form.subject.number if self.form and self.form.subject else ""


def read_form(filing: Filing) -> FormRead:
    """The form that the filing's answers fill in."""
    try:
        return FormRead(filing, read_record(FORMS[filing.module], filing.answers), ())
    except Unreadable as unreadable:
        return FormRead(filing, None, tuple(Refusal("", f"{fault}。", about) for about, fault in unreadable.faults))


def decide(books: Books, read: FormRead, moment: Moment) -> Decision:
    """What is decided.

    Raises:
        Refused: the bureau does not take it.
    """
    if read.form is None:
        raise Refused(*read.faults)
    module, employer = read.filing.module, books.employers[read.filing.employer]
    sight = Sight(books, employer, moment.now, moment.law, moment.house, moment.today)
    if employer.registration != Registration.DONE and module not in _BEFORE_INSURANCE:
        refuse("单位还没有办过企业社会保险信息登记。请先办它，办好以后再办这一项。")
    try:
        _check_window(sight, module)
        decision = _DECISIONS[module](sight, read.form)
        return replace(decision, facts=decision.facts + _left_open(sight, module))
    except ParameterMissing as missing:
        refuse(str(missing))


def _left_open(sight: Sight, module: Module) -> tuple[Known, ...]:
    if PLANS[module].when is When.NOT_WRITTEN and not sight.window.open:
        return (Known("pause", "暂停申报", "这几天能不能办，资料没有写；演示照办，真的以网厅为准"),)
    return ()


def _check_window(sight: Sight, module: Module) -> None:
    """What keeps to the window, or to its pause, is not taken outside; where the guides are silent, all days will do.

    Source: 002 §一, §三.10
    """
    when, window = PLANS[module].when, sight.window
    if when is When.IN_WINDOW and window.reopens_on:
        instead = "这几天可以先做用工参保预登记。" if module is Module.EMPLOYEE_ENROLLMENT else ""
        refuse(f"现在暂停申报，{chinese_day(window.reopens_on)}起可以办。{instead}")
    if when is When.IN_PAUSE and window.open:
        refuse("现在可以申报，不用预登记。请直接办用人单位用工参保登记。")
