"""Decides the enrollments: 用工参保登记, 人员参保登记 and 预登记."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.bureau.protocol import Known
from bot.bureau.simulated.answers import (
    AdvanceEnrollment,
    ContractKind,
    EmployeeEnrollment,
    IncreaseReason,
    PersonnelEnrollment,
)
from bot.bureau.simulated.coverage import check_person
from bot.bureau.simulated.deciding import Decision, Effect, Sight, refuse
from bot.bureau.simulated.laws import form_of, months_due
from bot.bureau.simulated.made_up import amount_facts, base_fact, due_facts, held_base
from bot.bureau.simulated.persons import recorded
from bot.bureau.simulated.records import Base, Coverage, Enrollment, Person
from rules.back_payment import BackPayment, MonthSpan
from rules.insurances import IndustryClass, Insurance
from rules.insured_category import EnrollmentForm, InsuredCategory
from rules.month import Month
from rules.telling import chinese_day


def enroll_employee(sight: Sight, form: EmployeeEnrollment) -> Decision:
    """用人单位用工参保登记, with the back payment that follows from the contract's start.

    Source: 002 §三.3, §五 问题三
    """
    _check_contract(form)
    _check_form(form.insured_category, EnrollmentForm.EMPLOYEE_ENROLLMENT)
    host = _host(sight, form)
    person = recorded(sight, form.identity_number, form.person_number)
    if form.contract_increase_reason is IncreaseReason.RENEWAL:
        return _renewal(sight, form, person)
    check_person(sight, person, form.identity_number, form.insured_category, form.extend_contributions)
    due = _due(sight, form)
    if due.online:
        _check_benefit(sight, form.identity_number.number, due.online)
    insurances = sight.insurances(form.insured_category)
    first = due.online.first if due.online else due.current_month
    base = _base(sight, form.contribution_base)
    facts = (*_facts(sight, person, insurances, first), *base[1], *_due_facts(sight, due, base[0], insurances))
    effect = _enroll(sight, person, form.insured_category, first, base[0], host)
    return Decision(effect, facts, person)


def enroll_personnel(sight: Sight, form: PersonnelEnrollment) -> Decision:
    """人员参保登记: people of a special category; nothing is made up by itself here.

    Source: 002 §三.4
    """
    _check_form(form.insured_category, EnrollmentForm.PERSONNEL_ENROLLMENT)
    person = recorded(sight, form.identity_number, form.person_number)
    check_person(sight, person, form.identity_number, form.insured_category)
    start = form.coverage_start
    first = Month.of(start) if isinstance(start, date) else start
    base, told = _base(sight, form.contribution_base)
    facts = (*_facts(sight, person, sight.insurances(form.insured_category), first), *told)
    return Decision(_enroll(sight, person, form.insured_category, first, base, ""), facts, person)


def enroll_in_advance(sight: Sight, form: AdvanceEnrollment) -> Decision:
    """用人单位用工参保预登记, while filing is paused; it insures nobody until the formal enrollment follows.

    Source: 002 §三.10; domain.md Calendar
    """
    _check_contract(form)
    person = recorded(sight, form.identity_number, form.person_number)
    check_person(sight, person, form.identity_number, InsuredCategory.ENTERPRISE_EMPLOYEE)
    month = sight.window.month
    for each in sight.books.enrollments.get(person.person_number, ()):
        mine = each.employer == sight.employer.credit_code
        if mine and each.state == Coverage.ADVANCE and each.first_month == str(month):
            refuse("这个人这几天已经做过预登记，不用再做。恢复申报后请办正式的用工参保登记。", "identity_number")
    reopens = chinese_day(sight.window.first_day)
    facts = (
        Known("name", "姓名", sight.shown_name(person)),
        Known("formal_from", "正式登记", f"{reopens}起还要办用工参保登记，不办就没有参保"),
    )
    return Decision(_register_in_advance(sight, person, month), facts, person)


def _check_contract(form: AdvanceEnrollment) -> None:
    open_ended = form.contract_kind is ContractKind.OPEN_ENDED
    if form.contract_end is None and not open_ended:
        refuse(f"合同类别是“{form.contract_kind.label}”的，要填劳动合同终止日期。", "contract_end")
    if form.contract_end is not None and open_ended:
        refuse("无固定期限的合同没有终止日期，请不要填。", "contract_end")
    if form.contract_end is not None and form.contract_end < form.contract_start:
        refuse("劳动合同终止日期早于开始日期。请核对后重新填写。", "contract_end")


def _check_form(category: InsuredCategory, wanted: EnrollmentForm) -> None:
    form = form_of(category).outcome
    if form is not wanted:
        refuse(f"参保身份“{category.label}”不在{wanted.label}里办：{form.label}。", "insured_category")


def _host(sight: Sight, form: EmployeeEnrollment) -> str:
    """The host employer's code (用工单位编号), which agencies must give and others must not."""
    code, name = form.host_employer_code, form.host_employer_name
    if not sight.employer.is_agency:
        if code or name:
            refuse("劳务派遣信息只由人力资源服务机构填写，请不要填。", "host_employer_code")
        return ""
    if not code or not name:
        missing = "host_employer_name" if code else "host_employer_code"
        refuse("人力资源服务机构必须填写实际用工单位的编号和全称。", missing)
    host = sight.books.hosts.get((sight.employer.credit_code, code))
    if host is None:
        refuse("本机构名下没有这个用工单位编号。请核对后重新填写。", "host_employer_code")
    if host.name != name:
        refuse("用工单位的编号和全称对不上。请核对后重新填写。", "host_employer_name")
    return code


def _renewal(sight: Sight, form: EmployeeEnrollment, person: Person) -> Decision:
    mine = sight.employer.credit_code
    rows = sight.books.enrollments.get(person.person_number, ())
    if not any(each.employer == mine and each.state == Coverage.ACTIVE for each in rows):
        refuse("这个人没有在本单位参保，不能办续签。请把合同增加原因改成“新签”。", "contract_increase_reason")
    facts = (Known("name", "姓名", person.name), Known("renewal", "续签", "参保照旧，只续合同"))
    return Decision(facts=facts, person=person)


def _check_benefit(sight: Sight, identity_number: str, span: MonthSpan) -> None:
    """As the message says it: paid from the month after the coverage begins; within the months made up.

    Source: 002 §五 问题三(4)
    """
    benefits = sight.books.benefits.get(identity_number, ())
    if span.count > 1 and any(benefit.paid_between(span.first + 1, span.last) for benefit in benefits):
        sight.refuse("unemployment_benefit_paid", "contract_start")


def _due(sight: Sight, form: EmployeeEnrollment) -> BackPayment:
    try:
        return months_due(form.contract_start, sight.today, sight.law)
    except ValueError:
        refuse("劳动合同开始日期太远，算不出补缴的月份。请核对后重新填写。", "contract_start")


def _base(sight: Sight, wage: Decimal | None) -> tuple[Decimal | None, tuple[Known, ...]]:
    if wage is None:
        return None, ()
    held = held_base(wage, sight.window.month, sight.law)
    return (held.base if held else wage), (base_fact(wage, held),)


def _facts(sight: Sight, person: Person, insurances: Sequence[Insurance], first: Month) -> tuple[Known, ...]:
    return (
        Known("name", "姓名", sight.shown_name(person)),
        Known("insurances", "险种", "、".join(insurance.label for insurance in insurances)),
        Known("first_month", "参保开始月份", first.label),
    )


def _due_facts(
    sight: Sight, due: BackPayment, base: Decimal | None, insurances: Sequence[Insurance]
) -> tuple[Known, ...]:
    if due.online is None:
        return due_facts(due)
    industry = IndustryClass(sight.employer.industry_class) if sight.employer.industry_class else None
    return due_facts(due) + amount_facts(due.online, base, insurances, industry, sight.law)


def _enroll(
    sight: Sight, person: Person, category: InsuredCategory, first: Month, base: Decimal | None, host: str
) -> Effect:
    mine, books = sight.employer.credit_code, sight.books

    def effect(number: str, reviewed: bool) -> None:
        state = Coverage.PENDING if reviewed else Coverage.ACTIVE
        for insurance in sight.insurances(category):
            row = (f"{number}-{insurance}", person.person_number, mine, category, insurance, str(first), state)
            books.add(Enrollment(*row, host, number))
        if base is not None:
            books.add(Base(mine, person.person_number, number, str(first), f"{base:f}"))

    return effect


def _register_in_advance(sight: Sight, person: Person, month: Month) -> Effect:
    def effect(number: str, reviewed: bool) -> None:
        category, insurance = InsuredCategory.ENTERPRISE_EMPLOYEE, Insurance.WORK_INJURY
        mine = sight.employer.credit_code
        row = (f"{number}-advance", person.person_number, mine, category, insurance, str(month), Coverage.ADVANCE)
        sight.books.add(Enrollment(*row, "", number))

    return effect
