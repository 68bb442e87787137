"""The order in which a person is checked: retired, then insured elsewhere, here, then ended insurance."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.bureau.simulated.books import Books
from bot.bureau.simulated.coverage import check_person
from bot.bureau.simulated.deciding import Refused, Sight
from bot.bureau.simulated.demo_files import read_demo
from bot.bureau.simulated.records import FLEXIBLE, Coverage, Employer, Enrollment, Person
from rules.identifiers import identity_number
from rules.insured_category import InsuredCategory
from rules.parameters import Parameters
from tests.bureau.stand import BEIJING, DATA, PEOPLE

NUMBER = identity_number(PEOPLE["张测试"])
HERE = Employer("HERE", "这里", "演示市", None, False, "done", False)
EVERYTHING = Person("P1", NUMBER.number, "张测试", "done", "", retired=True, ended_insurances=["pension"])
ORDER = [
    "household_registration_empty",
    "retired_person",
    "flexible_employment",
    "pension_already_insured",
    "already_enrolled_here",
    "ended_insurance",
]


def _enrolled(employer: str, category: str) -> Enrollment:
    return Enrollment(employer, "P1", employer, category, "pension", "2025-01", Coverage.ACTIVE, "", "")


def _refused(person: Person, rows: list[Enrollment], law: Parameters) -> str:
    """For which reason the person is refused; empty where they are not."""
    books = Books()
    books.take([person, *rows])
    now = datetime(2025, 11, 20, 9, tzinfo=BEIJING)
    sight = Sight(books, HERE, now, law, read_demo(Path(DATA)).house, now.date())
    try:
        check_person(sight, person, NUMBER, InsuredCategory.ENTERPRISE_EMPLOYEE)
    except Refused as refused:
        return refused.refusals[0].error
    return ""


@pytest.mark.parametrize("mended", range(len(ORDER) + 1))
def test_each_reason_hides_those_after_it(mended: int, law: Parameters) -> None:
    """Somebody for whom everything is wrong is told the first reason; once mended, the next; at last none."""
    person = replace(
        EVERYTHING,
        household_registration_type="演示户籍" if mended > 0 else "",
        retired=mended <= 1,
        ended_insurances=["pension"] if mended <= 5 else [],
    )
    rows = [
        *([_enrolled("", FLEXIBLE)] if mended <= 2 else []),
        *([_enrolled("ELSEWHERE", InsuredCategory.ENTERPRISE_EMPLOYEE)] if mended <= 3 else []),
        *([_enrolled("HERE", InsuredCategory.ENTERPRISE_EMPLOYEE)] if mended <= 4 else []),
    ]
    assert _refused(person, rows, law) == [*ORDER, ""][mended]


@pytest.mark.parametrize("state", Coverage)
def test_what_counts_as_insured_elsewhere(state: Coverage, law: Parameters) -> None:
    """An enrollment in review or ending stands in the way; one that ended, was undone or is in advance does not."""
    person = replace(EVERYTHING, household_registration_type="演示户籍", retired=False, ended_insurances=[])
    rows = [replace(_enrolled("ELSEWHERE", InsuredCategory.ENTERPRISE_EMPLOYEE), state=state)]
    expected = "pension_already_insured" if state in ("pending", "active", "ending") else ""
    assert _refused(person, rows, law) == expected
