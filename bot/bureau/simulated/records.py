"""The registry's records as decisions read and change them. Fields stand in the order of the tables' columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rules.modules import Module
from rules.month import Month

FLEXIBLE = "flexible_worker"
"""The category of an enrollment that a person made alone (灵活就业人员); it has no employer."""

_MODULES = {module.value: module for module in Module}


def module_of(topic: str) -> Module:
    """The module of a topic id."""
    return _MODULES[topic]


class Registration(StrEnum):
    """How far something is known to the bureau: an employer's registration, a person's basic information."""

    NONE = "none"
    PENDING = "pending"
    DONE = "done"


class Coverage(StrEnum):
    """How an enrollment stands; ADVANCE (预登记) insures nobody yet."""

    ADVANCE = "advance"
    PENDING = "pending"
    ACTIVE = "active"
    ENDING = "ending"
    ENDED = "ended"
    UNDONE = "undone"

    @property
    def claims(self) -> bool:
        """Whether the person cannot be enrolled again beside it."""
        return self in (Coverage.PENDING, Coverage.ACTIVE, Coverage.ENDING)

    @property
    def insures(self) -> bool:
        """Whether the person is insured."""
        return self in (Coverage.ACTIVE, Coverage.ENDING)


@dataclass(slots=True)
class Employer:
    """A row of ``sim_employers``."""

    credit_code: str
    name: str
    region: str
    industry_class: str | None
    is_agency: bool
    registration: str
    registration_fails: bool
    filing: str | None = None


@dataclass(slots=True)
class Host:
    """A row of ``sim_hosts``."""

    employer: str
    code: str
    name: str


@dataclass(slots=True)
class Operator:
    """A row of ``sim_operators``."""

    employer: str
    identity_number: str = field(repr=False)
    name: str = field(repr=False)
    role: str
    verified: bool
    first_login_done: bool
    modules: list[str]
    mobile: str = field(default="", repr=False)


@dataclass(slots=True)
class Person:
    """A row of ``sim_persons``; ``police_down_until`` is the hour until which the police do not answer about them."""

    person_number: str
    identity_number: str = field(repr=False)
    name: str = field(repr=False)
    record: str
    household_registration_type: str = field(repr=False)
    female_post: str | None = None
    retired: bool = False
    ended_insurances: list[str] = field(default_factory=list)
    unusable: bool = False
    police_down_until: int | None = None
    review_refusal: str = ""
    filing: str | None = None


@dataclass(slots=True)
class Enrollment:
    """A row of ``sim_enrollments``."""

    id: str
    person: str
    employer: str
    category: str
    insurance: str
    first_month: str
    state: str
    host: str
    filing: str
    ended_on: date | None = None
    ended_by: str | None = None

    @property
    def coverage(self) -> Coverage:
        """The state as what it means."""
        return Coverage(self.state)


@dataclass(slots=True)
class Base:
    """A row of ``sim_bases``."""

    employer: str
    person: str
    filing: str
    first_month: str
    amount: str = field(repr=False)

    @property
    def yuan(self) -> Decimal:
        """The amount a month."""
        return Decimal(self.amount)


def latest(bases: Sequence[Base]) -> Base | None:
    """The one that was declared last: filing numbers sort by time, after what the demonstration began with."""
    return max(bases, key=lambda base: base.filing, default=None)


@dataclass(slots=True)
class Benefit:
    """A row of ``sim_benefits``."""

    identity_number: str = field(repr=False)
    first_month: str
    last_month: str | None
    returned: bool

    def paid_between(self, first: Month, last: Month) -> bool:
        """Whether a month of it that was not given back lies between the two, both counted."""
        if self.returned or str(last) < self.first_month:
            return False
        return self.last_month is None or str(first) <= self.last_month


@dataclass(slots=True)
class Project:
    """A row of ``sim_projects``."""

    code: str
    employer: str
    name: str
    region_code: str
    cost: str
    begins: date
    ends: date


@dataclass(slots=True)
class Worker:
    """A row of ``sim_project_workers``."""

    project: str
    person: str
    entry_day: date
    exit_day: date | None
    filing: str


@dataclass(slots=True)
class FilingRow:
    """A row of ``sim_filings``."""

    request: str
    number: str | None
    module: str
    employer: str
    operator: str = field(repr=False)
    identity_number: str = field(repr=False)
    name: str = field(repr=False)
    day: date
    standing: str
    refusal: dict[str, str] | None
    facts: list[Any] = field(repr=False)
    verdict: str
    at: str
    changed_at: str
    due_at: str | None


Record = Employer | Host | Operator | Person | Enrollment | Base | Benefit | Project | Worker | FilingRow
