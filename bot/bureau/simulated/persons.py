"""Whom a filing is about: the one record among those under an identity number."""

from __future__ import annotations

from bot.bureau.simulated.deciding import Sight, refuse
from bot.bureau.simulated.records import Coverage, Enrollment, Person, Registration
from rules.identifiers import IdentityNumber


def recorded(sight: Sight, number: IdentityNumber, person_number: str) -> Person:
    """The person's record; of several, the one that ``person_number`` chooses.

    Raises:
        Refused: 未获取到人员基本信息, or 根据身份证号码找到多条人员信息.

    Source: 002 §五 问题三(1), (3)
    """
    found = [each for each in sight.books.persons.get(number.number, ()) if each.record == Registration.DONE]
    if not found:
        sight.refuse("no_basic_info", "identity_number")
    if person_number:
        found = [each for each in found if each.person_number == person_number]
        if not found:
            refuse("这个证件号码下没有这个个人编号。请从列出的几条里选一条。", "person_number")
    if len(found) > 1 or found[0].unusable:
        sight.refuse("multiple_persons", "person_number")
    return found[0]


def enrolled_here(
    sight: Sight, number: IdentityNumber, person_number: str
) -> tuple[Person, list[Enrollment]]:
    """The person that the employer insures, with what is in force.

    Raises:
        Refused: the employer does not, or not yet; as ``recorded`` where several records could be meant.
    """
    mine = sight.employer.credit_code
    found = [
        (person, rows)
        for person in sight.books.persons.get(number.number, ())
        if person_number in ("", person.person_number)
        and (rows := [each for each in sight.books.enrollments.get(person.person_number, ()) if each.employer == mine])
    ]
    active = [(person, rows) for person, rows in found if any(each.state == Coverage.ACTIVE for each in rows)]
    if len(active) > 1:
        sight.refuse("multiple_persons", "person_number")
    if not active:
        _not_in_force(sight, number, person_number, [row for _, rows in found for row in rows])
    person, rows = active[0]
    return person, [each for each in rows if each.state == Coverage.ACTIVE]


def _not_in_force(sight: Sight, number: IdentityNumber, person_number: str, rows: list[Enrollment]) -> None:
    states = {each.state for each in rows}
    if Coverage.PENDING in states:
        refuse("这个人的参保登记还在审核。请等审核完再办；办错了的，可以用人员变更回退撤回。", "identity_number")
    if Coverage.ENDING in states:
        refuse("这个人的停保登记正在审核，请等结果。", "identity_number")
    recorded(sight, number, person_number)
    refuse("这个人没有在本单位参保，不能办这项业务。请核对证件号码，或先查本单位的参保名单。", "identity_number")
