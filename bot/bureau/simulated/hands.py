"""What in reality others do, for the panel of the demonstration: the employee, the police, the counter."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from bot.bureau.simulated.demo_files import Demo
from bot.bureau.simulated.filling import fill, filled, refill
from bot.bureau.simulated.pages import POLICE
from bot.bureau.simulated.records import FLEXIBLE, Coverage
from bot.bureau.simulated.room import Room
from bot.bureau.simulated.tables import benefits, employers, enrollments, operators, persons, switches
from rules.permissions import Role


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """Somebody as whom the demonstration can be tried."""

    employer: str
    credit_code: str
    operator: str = field(repr=False)
    identity_number: str = field(repr=False)
    role: Role
    mobile: str = field(repr=False, default="")


class HasHands(Room):
    """The others' part, so that whoever runs into a refusal can be seen to get out of it."""

    async def demo_logins(self) -> list[DemoLogin]:
        """Everybody who can be bound, employer by employer."""
        theirs = operators.c.name, operators.c.identity_number, operators.c.role, operators.c.mobile
        found = (
            select(employers.c.name, employers.c.credit_code, *theirs)
            .join(operators, operators.c.employer == employers.c.credit_code)
            .order_by(employers.c.credit_code, operators.c.identity_number)
        )
        rows = await self._look(lambda connection: connection.execute(found).all())
        return [DemoLogin(row[0], row[1], row[2], row[3], Role(row.role), row.mobile) for row in rows]

    async def stop_flexible_coverage(self, identity_number: str) -> bool:
        """The person ends their own insurance (灵活就业人员停保登记); whether there was one."""
        today = self._clock.today()

        def stop(connection: Connection) -> bool:
            theirs = persons.c.person_number == enrollments.c.person
            own = (enrollments.c.category == FLEXIBLE) & (enrollments.c.state == Coverage.ACTIVE)
            ended = update(enrollments).where(theirs, persons.c.identity_number == identity_number, own)
            return connection.execute(ended.values(state=Coverage.ENDED, ended_on=today)).rowcount > 0

        return await self._change(stop)

    async def maintain_household(self, identity_number: str, household_registration_type: str) -> bool:
        """The person fills in 户籍性质 in their personal center; whether there is such a person."""
        kept = update(persons).where(persons.c.identity_number == identity_number)
        filled_in = kept.values(household_registration_type=household_registration_type)
        return await self._change(lambda connection: connection.execute(filled_in).rowcount > 0)

    async def return_benefit(self, identity_number: str) -> bool:
        """The person gives unemployment benefit back (退回失业金); whether there was any."""
        paid = (benefits.c.identity_number == identity_number) & benefits.c.returned.is_(False)
        given_back = update(benefits).where(paid).values(returned=True)
        return await self._change(lambda connection: connection.execute(given_back).rowcount > 0)

    async def switch_police(self, answers: bool) -> None:
        """Whether the police's interface (公安部接口) answers."""
        turned = update(switches).where(switches.c.name == POLICE).values(on=not answers)
        await self._change(lambda connection: connection.execute(turned))

    async def fill(self, demo: Demo) -> None:
        """Puts the demonstration into empty tables; another process that does so at once wins or loses alone."""
        try:
            await self._change(lambda connection: fill(connection, demo))
        except IntegrityError:
            if not await self._database.read(filled):
                raise

    async def begin_again(self, demo: Demo) -> None:
        """Throws all filings away and starts the demonstration as its files have it now."""
        self._house = demo.house
        await self._change(lambda connection: refill(connection, demo))
