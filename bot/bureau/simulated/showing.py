"""What the simulated bureau shows to the operators of an employer, and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from bot.bureau.protocol import EmployerSeen, FilingSeen, HostSeen, PersonSeen, ProjectSeen, Standing, WorkerSeen
from bot.bureau.simulated.authority import check_filing, check_operator, check_people, granted
from bot.bureau.simulated.books import Books
from bot.bureau.simulated.pages import Wanted, load
from bot.bureau.simulated.records import FilingRow, Host, Person, Registration, Worker, latest, module_of
from bot.bureau.simulated.room import Room
from bot.bureau.simulated.tables import enrollments, filings, persons, workers
from rules.modules import Module
from rules.names import PersonName


class Shows(Room):
    """Look-ups; fulfills ``LooksUp``."""

    async def employer(self, operator: str, credit_code: str) -> EmployerSeen | None:
        """The employer; an operator of another one is told no more than of none."""

        def look(connection: Connection) -> EmployerSeen:
            books = load(connection, Wanted([credit_code]))
            check_operator(books, operator, credit_code)
            return seen_employer(books, credit_code)

        return await self._look(look)

    async def person(self, operator: str, employer: str, identity_number: str) -> PersonSeen | None:
        """The record that the employer enrolled, or else the first; None where there is none."""
        found = await self.records(operator, employer, identity_number)
        return next((each for each in found if each.enrolled_here), found[0] if found else None)

    async def records(self, operator: str, employer: str, identity_number: str) -> Sequence[PersonSeen]:
        """Every record (人员基础信息) under the number."""

        def look(connection: Connection) -> list[PersonSeen]:
            books = load(connection, Wanted([employer], [identity_number]))
            check_people(books, operator, employer)
            found = books.persons.get(identity_number, [])
            return [_seen(books, each, employer) for each in found if each.record == Registration.DONE]

        return await self._look(look)

    async def people(self, operator: str, employer: str) -> Sequence[PersonSeen]:
        """Everyone whom the employer insures now, in the order of their records."""

        def look(connection: Connection) -> list[PersonSeen]:
            here = select(enrollments.c.person).where(enrollments.c.employer == employer)
            numbers = connection.execute(
                select(persons.c.identity_number).where(persons.c.person_number.in_(here)).order_by(persons.c.person_number)
            ).scalars()
            books = load(connection, Wanted([employer], list(numbers)))
            check_people(books, operator, employer)
            everyone = [_seen(books, person, employer) for found in books.persons.values() for person in found]
            return [each for each in everyone if each.enrolled_here]

        return await self._look(look)

    async def project(self, operator: str, employer: str, project_code: str) -> ProjectSeen | None:
        """The employer's own project with its workers."""

        def look(connection: Connection) -> ProjectSeen | None:
            books = load(connection, Wanted([employer], projects=[project_code]))
            check_filing(books, operator, employer, Module.PROJECT_ENROLLMENT)
            project = books.projects.get(project_code)
            if project is None or project.employer != employer:
                return None
            days = (project.code, project.name, project.region_code, project.cost, project.begins, project.ends)
            return ProjectSeen(*days, _workers(connection, project_code))

        return await self._look(look)

    async def filings(self, operator: str, employer: str, identity_number: str = "") -> Sequence[FilingSeen]:
        """The employer's filings of the matters granted to the operator, newest first."""

        def look(connection: Connection) -> list[FilingSeen]:
            books = load(connection, Wanted([employer]))
            matters = [module.value for module in granted(check_operator(books, operator, employer))]
            asked = select(filings).where(filings.c.employer == employer, filings.c.module.in_(matters))
            if identity_number:
                asked = asked.where(filings.c.identity_number == identity_number)
            newest = asked.order_by(filings.c.at.desc(), filings.c.number.desc()).limit(_MOST_SHOWN)
            rows = connection.execute(newest)
            return [_seen_filing(FilingRow(*row)) for row in rows]

        return await self._look(look)


_MOST_SHOWN = 1_000


def seen_employer(books: Books, credit_code: str) -> EmployerSeen:
    """The employer as it is shown, with its hosts by their codes."""
    employer = books.employers[credit_code]
    hosts = tuple(HostSeen(each.code, each.name) for each in sorted(_hosts(books, credit_code), key=lambda h: h.code))
    registered = employer.registration == Registration.DONE
    return EmployerSeen(credit_code, employer.name, employer.region, employer.is_agency, registered, hosts)


def _hosts(books: Books, credit_code: str) -> list[Host]:
    return [host for host in books.hosts.values() if host.employer == credit_code]


def _seen(books: Books, person: Person, employer: str) -> PersonSeen:
    """A stranger's name is masked, and nothing else is told of them."""
    mine = [each for each in books.enrollments.get(person.person_number, ()) if each.employer == employer]
    enrolled = any(each.coverage.insures for each in mine)
    declared = latest(books.bases.get((employer, person.person_number), ()))
    return PersonSeen(
        identity_number=person.identity_number,
        name=person.name if mine else PersonName(person.name).masked,
        household_registration_type=person.household_registration_type if enrolled else "",
        enrolled_here=enrolled,
        contribution_base=declared.amount if declared and enrolled else "",
        person_number=person.person_number,
    )


def _seen_filing(row: FilingRow) -> FilingSeen:
    module, standing = module_of(row.module), Standing(row.standing)
    return FilingSeen(row.number or "", module, row.identity_number, row.name, row.day, standing)


def _workers(connection: Connection, project_code: str) -> tuple[WorkerSeen, ...]:
    rows = connection.execute(select(workers).where(workers.c.project == project_code))
    there = {worker.person: worker for worker in (Worker(*row) for row in rows)}
    names = connection.execute(
        select(persons).where(persons.c.person_number.in_(list(there))).order_by(persons.c.person_number)
    )
    people = [Person(*row) for row in names]
    return tuple(
        WorkerSeen(each.identity_number, each.name, each.person_number, worker.entry_day, worker.exit_day)
        for each in people
        for worker in [there[each.person_number]]
    )
