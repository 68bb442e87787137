"""Decides what comes before and beside an enrollment: 单位信息登记, 人员基础信息采集 and 工程项目人员登记."""

from __future__ import annotations

from datetime import timedelta, timezone

from bot.bureau.protocol import Known
from bot.bureau.simulated.answers import InsuranceRegistration, PersonRecord, ProjectEnrollment
from bot.bureau.simulated.deciding import Decision, Sight, refuse
from bot.bureau.simulated.persons import recorded
from bot.bureau.simulated.records import Person, Project, Registration, Worker
from rules.identifiers import IdentifierFault, mobile
from rules.module_plans import ALREADY_RECORDED, ALREADY_REGISTERED
from rules.names import person_name
from rules.telling import chinese_day

_BEIJING = timezone(timedelta(hours=8))


def register_employer(sight: Sight, form: InsuranceRegistration) -> Decision:
    """企业社会保险信息登记: once, for an employer that was never insured.

    Source: 002 §三.1
    """
    employer = sight.employer
    if employer.registration == Registration.DONE:
        refuse(ALREADY_REGISTERED.says)
    if employer.registration == Registration.PENDING:
        refuse("单位信息登记已经报过，正在审核，请等结果。")
    if employer.registration_fails:
        sight.refuse("unit_info_failed")
    _check_mobile(form.contact_mobile, "contact_mobile")

    def effect(number: str, reviewed: bool) -> None:
        employer.registration = Registration.PENDING if reviewed else Registration.DONE
        employer.filing = number
        sight.books.change(employer)

    return Decision(effect, (Known("employer", "单位全称", employer.name),))


def record_person(sight: Sight, form: PersonRecord) -> Decision:
    """人员基础信息采集: compared with the police, then known to the city.

    The police of the demonstration know everybody whose number begins with its region code, by any name unless
    the demonstration gives one. Numbers of real people are therefore never kept.

    Source: 002 §三.2, §五 问题三(1)
    """
    known = sight.books.persons.get(form.identity_number.number, [])
    if any(each.record == Registration.DONE for each in known):
        refuse(ALREADY_RECORDED.says, "identity_number")
    if any(each.record == Registration.PENDING for each in known):
        refuse("这个人的基础信息已经报过，正在审核，请等结果。", "identity_number")
    name = _checked_name(form.name)
    _check_mobile(form.mobile, "mobile")
    person = known[0] if known else None
    _ask_police(sight, form, name, person)

    def effect(number: str, reviewed: bool) -> None:
        found = person or Person(f"P{number[2:]}", form.identity_number.number, name, Registration.NONE, "")
        found.record = Registration.PENDING if reviewed else Registration.DONE
        found.household_registration_type, found.filing = form.household_registration_type, number
        if person is None:
            sight.books.add(found)
        else:
            sight.books.change(found)

    return Decision(effect, (Known("name", "姓名", name),), person)


def _ask_police(sight: Sight, form: PersonRecord, name: str, person: Person | None) -> None:
    hour = sight.now.astimezone(_BEIJING).hour
    down = person is not None and person.police_down_until is not None and hour < person.police_down_until
    if sight.books.police_down or down:
        sight.refuse("police_interface", "identity_number")
    number = form.identity_number
    stranger = person is None and number.region_code != sight.house.region_code
    if stranger or number.birth_date > sight.today or (person is not None and person.name != name):
        sight.refuse("police_mismatch", "name")
    if form.sex not in (number.sex.label, number.sex.value):
        sight.refuse("police_mismatch", "sex")


def enroll_in_project(sight: Sight, form: ProjectEnrollment) -> Decision:
    """工程建设项目人员登记维护: a worker of a project comes, or one who is there leaves.

    Whether somebody who leaves is told here, the guides do not say: the form has a field for it.

    Source: 002 §三.9
    """
    project = sight.books.projects.get(form.project_code)
    if project is None or project.employer != sight.employer.credit_code:
        refuse("本单位没有这个工程编码的项目。请核对工程编码。", "project_code")
    person = recorded(sight, form.identity_number, form.person_number)
    there = sight.books.workers.get((project.code, person.person_number))
    if there is not None:
        return _leave(sight, form, there, person)
    if form.entry_day is None:
        refuse("缺少“入场日期”，请补上。", "entry_day")
    _check_days(project, form)
    entry_day = form.entry_day

    def effect(number: str, reviewed: bool) -> None:
        sight.books.add(Worker(project.code, person.person_number, entry_day, form.exit_day, number))

    facts = (Known("name", "姓名", sight.shown_name(person)), Known("project", "工程名称", project.name))
    return Decision(effect, facts, person)


def _leave(sight: Sight, form: ProjectEnrollment, there: Worker, person: Person) -> Decision:
    exit_day = form.exit_day
    if there.exit_day is not None or exit_day is None:
        refuse("这个人已在本项目登记。登记离场的，请只填离场日期。", "identity_number")
    if exit_day < there.entry_day:
        refuse("离场日期早于入场日期。请核对后重新填写。", "exit_day")

    def effect(number: str, reviewed: bool) -> None:
        there.exit_day = exit_day
        sight.books.change(there)

    facts = (Known("name", "姓名", sight.shown_name(person)), Known("exit_day", "离场日期", chinese_day(exit_day)))
    return Decision(effect, facts, person)


def _check_days(project: Project, form: ProjectEnrollment) -> None:
    if form.entry_day is not None and not project.begins <= form.entry_day <= project.ends:
        days = f"{chinese_day(project.begins)}至{chinese_day(project.ends)}"
        refuse(f"入场日期不在工期之内（{days}）。请核对后重新填写。", "entry_day")
    if form.exit_day is not None and form.entry_day is not None and form.exit_day < form.entry_day:
        refuse("离场日期早于入场日期。请核对后重新填写。", "exit_day")


def _checked_name(text: str) -> str:
    try:
        return person_name(text).text
    except IdentifierFault as fault:
        refuse(fault.message_zh, "name")


def _check_mobile(text: str, about: str) -> None:
    try:
        mobile(text)
    except IdentifierFault as fault:
        refuse(fault.message_zh, about)
