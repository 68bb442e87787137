"""For each message of the guides, somebody runs into it and gets out, as its remedy says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.bureau.protocol import Filing, Standing
from rules.modules import Module
from tests.bureau.stand import PEOPLE, SHOP, Stand, filing

ENROLL, RECORD = Module.EMPLOYEE_ENROLLMENT, Module.PERSON_RECORD
Remedy = Callable[[Stand], Awaitable[object]]


async def _the_police_answer_again(stand: Stand) -> None:
    await stand.bureau.switch_police(answers=True)


async def _wait_until_noon(stand: Stand) -> None:
    stand.clock.set(stand.clock.today(), 12)


async def _nothing_else(stand: Stand) -> None:
    pass


ROWS: list[tuple[str, Filing, Remedy, Filing]] = [
    (
        "no_basic_info",
        filing(ENROLL, "窦未采"),
        lambda stand: stand.done(filing(RECORD, "窦未采")),
        filing(ENROLL, "窦未采"),
    ),
    (
        "police_interface",
        filing(RECORD, "章稍后", sex="女"),
        _wait_until_noon,
        filing(RECORD, "章稍后", sex="女"),
    ),
    ("police_mismatch", filing(RECORD, "云同音", name="云桐音"), _nothing_else, filing(RECORD, "云同音")),
    (
        "pension_already_insured",
        filing(ENROLL, "严未停"),
        lambda stand: stand.done(filing(Module.COVERAGE_SUSPENSION, "严未停", employer=SHOP)),
        filing(ENROLL, "严未停"),
    ),
    (
        "flexible_employment",
        filing(ENROLL, "金灵活"),
        lambda stand: stand.bureau.stop_flexible_coverage(PEOPLE["金灵活"]),
        filing(ENROLL, "金灵活"),
    ),
    (
        "unemployment_benefit_paid",
        filing(ENROLL, "魏失业", contract_start="2025-09-01"),
        lambda stand: stand.bureau.return_benefit(PEOPLE["魏失业"]),
        filing(ENROLL, "魏失业", contract_start="2025-09-01"),
    ),
    (
        "household_registration_empty",
        filing(ENROLL, "陶空户"),
        lambda stand: stand.bureau.maintain_household(PEOPLE["陶空户"], "演示户籍"),
        filing(ENROLL, "陶空户"),
    ),
    (
        "multiple_persons",
        filing(ENROLL, "姜两条"),
        _nothing_else,
        filing(ENROLL, "姜两条", person_number="P000032"),
    ),
    (
        "insured_elsewhere",
        filing(ENROLL, "华兼职", insured_category="非全日制人员"),
        _nothing_else,
        filing(ENROLL, "华兼职", insured_category="多重工伤人员"),
    ),
    (
        "already_enrolled_here",
        filing(ENROLL, "陈在厂"),
        _nothing_else,
        filing(ENROLL, "陈在厂", contract_increase_reason="续签"),
    ),
]


@pytest.mark.parametrize("error, before, remedy, after", ROWS, ids=[row[0] for row in ROWS])
async def test_somebody_gets_out(stand: Stand, error: str, before: Filing, remedy: Remedy, after: Filing) -> None:
    """The first filing is refused for that reason; after the remedy, the next one is accepted."""
    refused = await stand.file(before)
    assert refused.refusal is not None and refused.refusal.error == error
    await remedy(stand)
    assert (await stand.done(after)).standing is Standing.ACCEPTED


async def test_the_police_can_be_switched_off(anywhere: Stand) -> None:
    """While the switch is off, nobody is recorded; others' business goes on; switched on, it works again."""
    await anywhere.bureau.switch_police(answers=False)
    refused = await anywhere.file(filing(RECORD, "窦未采"))
    assert refused.refusal is not None and refused.refusal.error == "police_interface"
    assert (await anywhere.file(filing(ENROLL, "张测试"))).refusal is None
    await anywhere.bureau.switch_police(answers=True)
    assert (await anywhere.file(filing(RECORD, "窦未采"))).refusal is None


async def test_hands_without_anything_to_do_say_so(anywhere: Stand) -> None:
    """Where there is no flexible coverage, no benefit and no such person, nothing is done, and this is told."""
    bureau = anywhere.bureau
    assert not await bureau.stop_flexible_coverage(PEOPLE["张测试"])
    assert not await bureau.return_benefit(PEOPLE["张测试"])
    assert not await bureau.maintain_household("没有", "演示户籍")
    assert await bureau.stop_flexible_coverage(PEOPLE["金灵活"])
    assert await bureau.return_benefit(PEOPLE["魏失业"])
