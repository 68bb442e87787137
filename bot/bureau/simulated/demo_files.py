"""Reads ``data/bureau/``: the fictitious employers and people, and how the demonstration is set up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.bureau.simulated.deciding import House
from bot.bureau.simulated.demo_parts import (
    DemoBenefit,
    DemoEmployer,
    DemoEnrollment,
    DemoFault,
    DemoHost,
    DemoOperator,
    DemoPerson,
    DemoProject,
    Table,
    file_table,
)
from bot.bureau.simulated.records import (
    FLEXIBLE,
    Base,
    Benefit,
    Coverage,
    Employer,
    Enrollment,
    Host,
    Operator,
    Person,
    Project,
    Record,
    Registration,
)
from rules.identifiers import IdentifierFault, credit_code
from rules.insurances import Insurance
from rules.insured_category import InsuredCategory, category_form
from rules.modules import Module
from rules.typed import Misfit, read

_CATEGORY = InsuredCategory.ENTERPRISE_EMPLOYEE
REVIEWABLE = (
    Module.INSURANCE_REGISTRATION,
    Module.PERSON_RECORD,
    Module.EMPLOYEE_ENROLLMENT,
    Module.PERSONNEL_ENROLLMENT,
    Module.COVERAGE_SUSPENSION,
)
"""The modules whose effect can wait for a review."""


@dataclass(slots=True)
class Demo:
    """The demonstration as the files have it."""

    house: House
    police_down: bool
    records: list[Record] = field(default_factory=list)


def read_demo(folder: Path) -> Demo:
    """Reads ``bureau/`` and ``errors/`` of the data folder.

    Raises:
        DemoFault: something in it does not check.
    """
    setup = file_table(folder / "bureau" / "demo.toml")
    house = House(_messages(folder / "errors"), _matched(setup), _reviews(setup), str(setup.content.get("region_code")))
    demo = Demo(house, setup.content.get("police_down") is True)
    employers = file_table(folder / "bureau" / "employers.toml")
    for table in employers.tables("employer", "单位"):
        _read_employer(demo, table)
    for table in file_table(folder / "bureau" / "persons.toml").tables("person", "人员"):
        _read_person(demo, table)
    return demo


def _messages(folder: Path) -> Mapping[str, str]:
    messages: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            entry = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
            messages[str(entry["id"])] = str(entry["message"])
        except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as error:
            raise DemoFault(path, "文件", "读不出 id 和 message。请照别的报错文件改") from error
    if missing := _NEEDED - set(messages):
        raise DemoFault(folder, "文件夹", f"缺少报错 {'、'.join(sorted(missing))}，演示经办系统要引用。请补上文件")
    return messages


_NEEDED = {
    "already_enrolled_here", "ended_insurance", "flexible_employment", "household_registration_empty",
    "insured_elsewhere", "insured_here", "multiple_persons", "no_basic_info", "pension_already_insured",
    "police_interface", "police_mismatch", "retired_person", "unemployment_benefit_paid", "unit_info_failed",
}  # fmt: skip


def _matched(setup: Table) -> Mapping[InsuredCategory, tuple[Insurance, ...]]:
    found = {
        _option(setup, InsuredCategory, key): tuple(_option(setup, Insurance, each) for each in value)
        for key, value in _pairs(setup, "matched")
    }
    for category in InsuredCategory:
        listed = category is not InsuredCategory.OTHER
        if listed and not category_form(category).insurances and not found.get(category):
            raise setup.fault(f"[matched] 缺少 {category.value}（{category.label}），指南没有写它的险种。请补上")
    return found


def _reviews(setup: Table) -> Mapping[Module, timedelta]:
    reviews = {}
    for key, minutes in _pairs(setup, "reviews"):
        module = _option(setup, Module, key)
        if module not in REVIEWABLE:
            can = "、".join(each.value for each in REVIEWABLE)
            raise setup.fault(f"[reviews] 的 {key}（{module.label}）不能设审核，可以设的：{can}。请删去")
        if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= 100_000:
            raise setup.fault(f"[reviews] 的 {key} 要写分钟数，0至100000的整数。请改正")
        reviews[module] = timedelta(minutes=minutes)
    return reviews


def _pairs(setup: Table, name: str) -> list[tuple[str, Any]]:
    content = setup.content.get(name, {})
    if not isinstance(content, dict):
        raise setup.fault(f"“{name}”要写成一段 [{name}]")
    return list(content.items())


def _option(setup: Table, kind: Any, value: object) -> Any:
    try:
        return read(kind, value)
    except Misfit as misfit:
        raise setup.fault(f"“{value}”{misfit}。请改正") from misfit


def _read_employer(demo: Demo, table: Table) -> None:
    given = table.read(DemoEmployer, ("operator", "host", "project"))
    try:
        code = credit_code(given.credit_code)
    except IdentifierFault as fault:
        raise table.fault(fault.message_zh) from fault
    if any(isinstance(each, Employer) and each.credit_code == code for each in demo.records):
        raise table.fault("统一社会信用代码和前面的单位重复。请改正")
    registration = Registration.DONE if given.registered else Registration.NONE
    industry = given.industry_class.value if given.industry_class else None
    demo.records.append(
        Employer(code, given.name, given.region, industry, given.is_agency, registration, given.registration_fails)
    )
    for each in table.tables("host", "用工单位"):
        host = each.read(DemoHost)
        demo.records.append(Host(code, host.code, host.name))
    for each in table.tables("operator", "经办人"):
        demo.records.append(_operator(demo, each, code))
    for each in table.tables("project", "项目"):
        project = each.read(DemoProject)
        cost = f"{project.cost:f}"
        demo.records.append(
            Project(project.code, code, project.name, project.region_code, cost, project.begins, project.ends)
        )


def _operator(demo: Demo, table: Table, employer: str) -> Operator:
    given = table.read(DemoOperator)
    _check_fictitious(demo, table, given.identity_number.region_code)
    modules = [module.value for module in given.matters]
    flags = given.verified, given.first_login_done
    return Operator(employer, given.identity_number.number, given.name, given.role.value, *flags, modules)


def _read_person(demo: Demo, table: Table) -> None:
    given = table.read(DemoPerson, ("enrolled", "benefit"))
    number = given.identity_number.number
    _check_fictitious(demo, table, given.identity_number.region_code)
    person = Person(
        person_number=f"P{sum(isinstance(each, Person) for each in demo.records) + 1:06}",
        identity_number=number,
        name=given.name,
        record=Registration.DONE if given.recorded else Registration.NONE,
        household_registration_type=given.household_registration_type,
        female_post=given.female_post.value if given.female_post else None,
        retired=given.retired,
        ended_insurances=[each.value for each in given.ended_insurances],
        unusable=given.unusable,
        police_down_until=given.police_down_until,
        review_refusal=given.review_refusal,
    )
    demo.records.append(person)
    for at, each in enumerate(table.tables("enrolled", "参保"), 1):
        _read_enrollment(demo, each, person, at)
    for each in table.tables("benefit", "失业金"):
        benefit = each.read(DemoBenefit)
        last = str(benefit.last) if benefit.last else None
        demo.records.append(Benefit(number, str(benefit.first), last, False))


def _read_enrollment(demo: Demo, table: Table, person: Person, at: int) -> None:
    given = table.read(DemoEnrollment)
    source = f"demo-{person.person_number}-{at}"
    since, whose = str(given.since), person.person_number
    if not given.employer:
        own = (f"{source}-own", whose, "", FLEXIBLE, Insurance.PENSION, since, Coverage.ACTIVE)
        demo.records.append(Enrollment(*own, "", source))
        return
    if not any(isinstance(each, Employer) and each.credit_code == given.employer for each in demo.records):
        raise table.fault("单位不在 employers.toml 里。请改正统一社会信用代码")
    hosts = {each.code for each in demo.records if isinstance(each, Host) and each.employer == given.employer}
    if (given.host and given.host not in hosts) or (hosts and not given.host):
        raise table.fault("用工单位编号要是这家机构名下的一个。请改正 host")
    category = given.category or _CATEGORY
    for insurance in category_form(category).insurances or demo.house.matched[category]:
        row = (f"{source}-{insurance}", whose, given.employer, category.value, insurance.value, since)
        demo.records.append(Enrollment(*row, Coverage.ACTIVE, given.host, source))
    if given.base is not None:
        demo.records.append(Base(given.employer, whose, source, since, f"{given.base:f}"))


def _check_fictitious(demo: Demo, table: Table, region_code: str) -> None:
    wanted = demo.house.region_code
    if region_code != wanted:
        raise table.fault(f"证件号码要以 {wanted} 开头，不属于任何真实地方。演示数据里不能有真人，请换一个虚构的号码")
