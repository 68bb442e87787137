"""The guided bureau: tells what rules can tell, sends nothing, and never claims to know what the portal said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.bureau.guided import GuidedBureau
from bot.bureau.protocol import Binds, Filing, Json, LooksUp, Standing
from rules.modules import Module
from rules.parameters import load_parameters

LAW = load_parameters(Path(__file__).parents[2] / "data/parameters/jiangsu")
NUMBER = "32139919800210041X"
ENROLLMENT: dict[str, Json] = {
    "identity_number": NUMBER,
    "contract_increase_reason": "新签",
    "contract_kind": "固定期限",
    "contract_start": "2026-06-01",
    "contract_end": "2029-05-31",
    "post": "普通员工",
    "insured_category": "企业职工",
    "contribution_base": "3000",
}


class SetClock:
    """Stands still."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now(self) -> datetime:
        """Noon in Beijing."""
        return datetime.combine(self.day, datetime.min.time(), timezone(timedelta(hours=8))).replace(hour=12)

    def today(self) -> date:
        """The day."""
        return self.day


def guided(day: str = "2026-11-20") -> GuidedBureau:
    """A guided bureau on a day."""
    return GuidedBureau(lambda: LAW, SetClock(date.fromisoformat(day)))


def enrollment(**answers: Json) -> Filing:
    """The enrollment with other answers."""
    return Filing(Module.EMPLOYEE_ENROLLMENT, "", "", {**ENROLLMENT, **answers})


async def test_what_rules_know_is_told_and_nothing_is_sent() -> None:
    """The base held against its limits and the months made up; the filing is left to the person, and has no number."""
    bureau, filing = guided(), enrollment()
    prepared = await bureau.prepare(filing)
    told = {fact.name: fact.text for fact in prepared.facts}
    assert prepared.refusals == () and told["back_payment_online"] == "2026年6月至2026年11月（6个月）"
    assert told["contribution_base"].startswith("3000元")
    filed = await bureau.submit("r1", filing)
    assert (filed.standing, filed.filing_number, filed.facts) == (Standing.BY_HAND, "", prepared.facts)
    assert await bureau.status("r1") is None


async def test_it_shows_and_binds_nobody() -> None:
    """There is nothing to look up, and nothing to prove."""
    assert not isinstance(guided(), LooksUp) and not isinstance(guided(), Binds)


@pytest.mark.parametrize(
    ("day", "filing", "said"),
    [
        ("2026-12-08", enrollment(), "暂停申报"),
        ("2026-11-20", replace(enrollment(), module=Module.ADVANCE_ENROLLMENT), "不用预登记"),
        ("2026-11-20", enrollment(contract_start=None), "劳动合同开始日期"),
        ("2026-11-20", enrollment(identity_number="321399198002100410"), "证件号码"),
    ],
)
async def test_what_the_portal_would_refuse_is_said_before(day: str, filing: Filing, said: str) -> None:
    """A paused day, an open one for what is filed on paused days, and answers that do not read."""
    bureau = guided(day)
    prepared = await bureau.prepare(filing)
    assert said in prepared.refusals[0].message
    filed = await bureau.submit("r1", filing)
    assert (filed.standing, filed.refusal) == (Standing.REFUSED, prepared.refusals[0])


async def test_several_are_as_one_by_one() -> None:
    """In order, each as alone."""
    bureau = guided()
    many = await bureau.submit_many([("a", enrollment()), ("b", enrollment(post=None))])
    assert [each.standing for each in many] == [Standing.BY_HAND, Standing.REFUSED]


async def test_unknown_numbers_stop_nothing() -> None:
    """Where no parameters are known for the day, that is said, and the filing is still the person's to make."""
    filed = await guided("2018-03-20").submit("r1", enrollment(contract_start="2018-01-01", contract_end="2019-01-01"))
    assert filed.standing is Standing.BY_HAND
    assert [fact.name for fact in filed.facts] == ["not_known"]
