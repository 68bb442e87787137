"""Reads ``data/bureau/``: the fictitious employers and people, and how the demonstration is set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.bureau.simulated.deciding import House
from bot.bureau.simulated.demo_parts import (
    DemoBenefit,
    DemoEmployer,
    DemoEnrollment,
    DemoHost,
    DemoOperator,
    DemoPerson,
    DemoProject,
    Table,
    file_table,
)
from bot.bureau.simulated.demo_setup import read_house
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

_CATEGORY = InsuredCategory.ENTERPRISE_EMPLOYEE


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
    demo = Demo(read_house(setup, folder / "errors"), setup.content.get("police_down") is True)
    employers = file_table(folder / "bureau" / "employers.toml")
    for table in employers.tables("employer", "单位"):
        _read_employer(demo, table)
    for table in file_table(folder / "bureau" / "persons.toml").tables("person", "人员"):
        _read_person(demo, table)
    return demo


@dataclass(frozen=True, slots=True)
class DemoSubject:
    """Somebody to try a filing with: where they are enrolled, and what makes them hard to enroll."""

    name: str = field(repr=False)
    identity_number: str = field(repr=False)
    employer: str
    about: str


def demo_subjects(folder: Path) -> list[DemoSubject]:
    """Everybody in ``bureau/persons.toml``, in its order; raises as ``read_demo``."""
    names = {e.credit_code: e.name for e in read_demo(folder).records if isinstance(e, Employer)}
    subjects = []
    for table in file_table(folder / "bureau" / "persons.toml").tables("person", "人员"):
        given = table.read(DemoPerson, ("enrolled", "benefit"))
        at = [each.read(DemoEnrollment).employer for each in table.tables("enrolled", "参保")]
        employer = "、".join(dict.fromkeys(names[code] for code in at if code))
        subjects.append(DemoSubject(given.name, given.identity_number.number, employer, given.about))
    return subjects


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
    return Operator(employer, given.identity_number.number, given.name, given.role.value, *flags, modules, given.mobile)


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
    source = f"DEMO-{person.person_number}-{at}"
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
