"""A simulated bureau to try things with: people and employers by their demonstration names, and filings of them."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.bureau.protocol import Filed, Filing, Json
from bot.bureau.simulated.bureau import SimulatedBureau, open_simulated
from bot.store.database import Database
from bot.store.migrations import upgrade
from rules.modules import Module
from rules.parameters import Parameters

DATA = Path(__file__).parents[2] / "data"
BEIJING = timezone(timedelta(hours=8))
KEY = bytes(range(32))
MODULES = {module.value: module for module in Module}

FACTORY, AGENCY, BUILDER = "演示机械厂", "演示人力资源服务公司", "演示建筑公司"
SHOP, NEW = "演示便利店", "演示新设公司"

_CONTRACT: dict[str, Json] = {
    "contract_increase_reason": "新签",
    "contract_kind": "无固定期限",
    "contract_start": "2025-11-20",
    "post": "普通员工",
}
USUAL: dict[Module, dict[str, Json]] = {
    Module.INSURANCE_REGISTRATION: {
        "bank_name": "演示银行",
        "bank_account": "0000",
        "contact_name": "张测试",
        "contact_mobile": "13800000000",
    },
    Module.PERSON_RECORD: {
        "sex": "男",
        "ethnic_group": "汉族",
        "mobile": "13800000000",
        "household_registration_type": "演示户籍",
        "household_division": "演示市",
        "household_address": "演示路1号",
    },
    Module.EMPLOYEE_ENROLLMENT: _CONTRACT,
    Module.ADVANCE_ENROLLMENT: _CONTRACT,
    Module.PERSONNEL_ENROLLMENT: {"insured_category": "超龄工伤", "coverage_start": "2025-12"},
    Module.COVERAGE_SUSPENSION: {"termination_reason": "合同期满"},
    Module.FILING_ROLLBACK: {},
    Module.BASE_INCREASE: {},
    Module.DISPATCH_TRANSFER: {},
    Module.PROJECT_ENROLLMENT: {"project_code": "GC20260001", "entry_day": "2025-11-20"},
}
"""What a filing answers where a test does not say."""


def _demo(name: str) -> list[dict[str, Any]]:
    found = tomllib.loads((DATA / "bureau" / f"{name}s.toml").read_text("utf-8"), parse_float=Decimal)[name]
    assert isinstance(found, list)
    return found


EMPLOYERS = {each["name"]: each for each in _demo("employer")}
PEOPLE = {each["name"]: each["identity_number"] for each in _demo("person")}
OPERATORS = {
    (employer["name"], operator["name"]): operator["identity_number"]
    for employer in EMPLOYERS.values()
    for operator in employer["operator"]
}


def code_of(employer: str) -> str:
    """The employer's credit code."""
    return str(EMPLOYERS[employer]["credit_code"])


def administrator(employer: str) -> str:
    """The identity number of the employer's administrator."""
    operators = EMPLOYERS[employer]["operator"]
    return next(str(each["identity_number"]) for each in operators if each["role"] == "administrator")


def credit_code(employer: str) -> str:
    """The employer's credit code."""
    return str(EMPLOYERS[employer]["credit_code"])


def filing(
    module: Module, who: str = "", employer: str = FACTORY, operator: str = "", **answers: Json
) -> Filing:
    """A filing by the employer's administrator, or by an operator of that name; ``who`` is a name or a number."""
    given: dict[str, Json] = dict(USUAL[module]) | answers
    if who:
        given.setdefault("identity_number", PEOPLE.get(who, who))
        if module is Module.PERSON_RECORD:
            given.setdefault("name", who if who in PEOPLE else "张测试")
    number = OPERATORS[employer, operator] if operator else administrator(employer)
    return Filing(module, credit_code(employer), number, given)


@dataclass
class MovedClock:
    """Shows the time that a test sets."""

    at: datetime

    def now(self) -> datetime:
        """The instant."""
        return self.at

    def today(self) -> date:
        """Its Beijing day."""
        return self.at.astimezone(BEIJING).date()

    def set(self, day: date, hour: int = 16) -> None:
        """Puts it to an hour of a Beijing day."""
        self.at = datetime.combine(day, time(hour), BEIJING)

    def pass_by(self, **duration: float) -> None:
        """Lets time pass."""
        self.at += timedelta(**duration)


@dataclass
class Stand:
    """The bureau with its clock."""

    bureau: SimulatedBureau
    clock: MovedClock
    database: Database
    requests: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def file(self, each: Filing) -> Filed:
        """Submits under a new request."""
        return await self.bureau.submit(f"request-{next(self.requests)}", each)

    async def done(self, each: Filing) -> Filed:
        """Submits, waits for the review, and gives how it ended."""
        filed = await self.file(each)
        self.clock.pass_by(days=1, minutes=1) if each.module is Module.INSURANCE_REGISTRATION else self.clock.pass_by(
            hours=1
        )
        ended = await self.bureau.status(filed.request)
        assert ended is not None and ended.standing.final
        return ended

    async def close(self) -> None:
        """Closes the database."""
        await self.database.close()


async def open_stand(url: str, law: Parameters) -> Stand:
    """A migrated database with the demonstration, on a day on which filing is open and every limit is known."""
    await upgrade(url)
    database = Database(url)
    clock = MovedClock(datetime(2025, 11, 20, 9, tzinfo=BEIJING))
    bureau = await open_simulated(database, lambda: law, clock, DATA, KEY)
    return Stand(bureau, clock, database)


def texts(filed: Filed) -> Mapping[str, str]:
    """The facts by their names."""
    return {fact.name: fact.text for fact in filed.facts}
