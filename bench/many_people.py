"""Ten thousand people through all the rules of an enrollment, as a batch file brings them."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bench.each_rule import LAW, TODAY
from rules.back_payment import back_payment
from rules.contribution_base import contribution_base
from rules.enrollment_age import enrollment_age
from rules.estimate import contribution_estimate
from rules.evidence import sources_of
from rules.identifiers import identity_number, mobile
from rules.insurances import IndustryClass
from rules.insured_category import InsuredCategory, category_form
from rules.module_chooser import choose_module
from rules.month import Month
from rules.names import person_name
from rules.parameters import Parameters, load_parameters
from rules.situation import Aim, Situation
from rules.staff_duties import StaffDutyKind, staff_duty
from tests.rules.sample_numbers import sample_identity_number

_MONTH = Month.of(TODAY)
_FAMILY, _GIVEN = "赵钱孙李周吴郑王冯陈", "测试样例甲乙丙丁戊己庚辛"
_CATEGORIES = (
    *[InsuredCategory.ENTERPRISE_EMPLOYEE] * 8,
    InsuredCategory.PART_TIME_WORKER,
    InsuredCategory.VILLAGE_DOCTOR,
)


@dataclass(frozen=True)
class Row:
    """Nobody, as a row of the file says it."""

    name: str
    number: str
    mobile: str
    category: InsuredCategory
    contract_start: date
    monthly_wage: Decimal
    months_worked: int


@dataclass(frozen=True)
class Throughput:
    """Seconds for all the people: one by one; asking once what a file asks again; with every explanation looked at as
    well; and by rule, each timed.
    """

    people: int
    one_by_one: float
    remembering: float
    explained: float
    by_rule: dict[str, float]

    def __str__(self) -> str:
        longest = sorted(self.by_rule.items(), key=lambda item: -item[1])
        shares = ", ".join(f"{name} {seconds / self.people * 1e6:.0f}" for name, seconds in longest)
        return (
            f"{self.people:,} people through all the rules of an enrollment: {self.one_by_one:.2f} s, and "
            f"{self.remembering:.2f} s where a rule on facts that others share (day, category) is run once for all; "
            f"{self.explained:.2f} s one by one with every explanation looked at. "
            f"Microseconds a person, one by one: {shares}."
        )


@dataclass(frozen=True)
class Shared:
    """The rules whose facts many people of a file share."""

    form: Callable[..., Any] = category_form
    module: Callable[..., Any] = choose_module
    months: Callable[..., Any] = back_payment
    duty: Callable[..., Any] = staff_duty

    def remembering(self) -> Shared:
        """The same, each answer kept for the next one with the same facts."""
        return Shared(*(lru_cache(4096)(rule) for rule in (self.form, self.module, self.months, self.duty)))


def throughput(people: int = 10_000) -> Throughput:
    """So many different people, the same ones each time."""
    law, chance = load_parameters(LAW), random.Random(7)
    rows = [_sample_row(chance, place) for place in range(people)]
    one_by_one = min(_pass(rows, Shared(), law) for _ in range(3))
    remembering = min(_pass(rows, Shared().remembering(), law) for _ in range(3))
    explained = min(_pass(rows, Shared(), law, look=True) for _ in range(3))
    return Throughput(people, one_by_one, remembering, explained, _by_rule(rows, law))


def _sample_row(chance: random.Random, place: int) -> Row:
    birth = date(1968, 1, 1) + timedelta(days=chance.randrange(14_000))
    return Row(
        name=chance.choice(_FAMILY) + "".join(chance.sample(_GIVEN, 2)),
        number=sample_identity_number(birth=birth, sequence=place % 1000),
        mobile=f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09}",
        category=chance.choice(_CATEGORIES),
        contract_start=TODAY - timedelta(days=chance.randrange(300)),
        monthly_wage=Decimal(chance.randrange(250_000, 3_500_000)) / 100,
        months_worked=chance.choice((12, 12, 12, chance.randrange(1, 12))),
    )


def _enroll(row: Row, shared: Shared, law: Parameters) -> Iterator[tuple[str, Any]]:
    """Runs rule after rule, and gives the name and the result of each once it has run."""
    person = identity_number(row.number, TODAY)
    yield "identity number", person
    yield "name", person_name(row.name)
    yield "mobile", mobile(row.mobile)
    yield "enrollment age", enrollment_age(row.category, person.birth_date, person.sex, None, None, TODAY, law)
    yield "insured category", shared.form(row.category)
    yield "module", shared.module(Situation(today=TODAY, aim=Aim.ENROLL, insured_category=row.category), law)
    yield "back payment", shared.months(row.contract_start, TODAY, law)
    base = contribution_base(_MONTH, row.monthly_wage, row.months_worked, law)
    yield "base", base
    yield "estimate", contribution_estimate(base.readings[0].base, _MONTH, IndustryClass.CLASS_1, law)
    yield "duty", shared.duty(StaffDutyKind.ENROLLMENT, row.contract_start, law)


def _pass(rows: list[Row], shared: Shared, law: Parameters, look: bool = False) -> float:
    began = time.perf_counter()
    for row in rows:
        for _, result in _enroll(row, shared, law):
            if look and (because := getattr(result, "because", None)) is not None:
                sources_of(because)
    return time.perf_counter() - began


def _by_rule(rows: list[Row], law: Parameters) -> dict[str, float]:
    seconds: defaultdict[str, float] = defaultdict(float)
    shared = Shared()
    for row in rows:
        began = time.perf_counter()
        for name, _ in _enroll(row, shared, law):
            seconds[name] += time.perf_counter() - began
            began = time.perf_counter()
    return dict(seconds)
