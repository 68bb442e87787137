"""Whatever an operator of one employer asks in the chat, nothing comes out about the people of another."""

from __future__ import annotations

import pytest

from bot.dialogs import DIALOGS
from rules.modules import Module
from tests.bureau.stand import FACTORY, PEOPLE, SHOP, administrator, code_of, filing
from tests.dialogs.stage import Stage

THEIRS = PEOPLE["陈在厂"]
ASKED = {
    "suspend_coverage": (THEIRS,),
    "raise_base": (THEIRS, "9000", "继续"),
    "roll_back": (THEIRS,),
    "enroll_employee": (THEIRS, "11月1日", "无固定期限", "普通员工", "6000"),
    "enroll_in_project": ("GC20260001", THEIRS),
    "record_person": (THEIRS,),
    "transfer_dispatch": (THEIRS, "YG001", "YG002"),
    "filing_history": ("2", THEIRS),
    "take_paper": ("权益单", THEIRS),
}
"""What is said in each dialog that looks somebody up."""


@pytest.mark.parametrize("dialog", ASKED)
async def test_another_employers_person_stays_unknown(dialog: str) -> None:
    """Neither the name nor the base nor where somebody is insured, nor what was filed about them."""
    stage = Stage(DIALOGS)
    bureau = (await stage.open_bureau()).bureau
    await bureau.submit("theirs", filing(Module.BASE_INCREASE, "陈在厂", new_base="7777"))
    stopped = await bureau.submit("theirs too", filing(Module.COVERAGE_SUSPENSION, "褚在厂"))
    await stage.bind(code_of(SHOP), administrator(SHOP))
    await stage.start(dialog)
    said = [stage.text]
    for text in ASKED[dialog]:
        await stage.say(text)
        said.append(stage.text)
    told = "\n".join(said)
    assert len(said) > 1
    for secret in ("陈在厂", "在厂", FACTORY, "7777", "6000.00", stopped.filing_number, "褚"):
        assert secret not in told, told


async def test_what_was_filed_elsewhere_is_no_history_of_ours() -> None:
    """The newest filings are those of the current employer alone."""
    stage = Stage(DIALOGS)
    bureau = (await stage.open_bureau()).bureau
    filed = await bureau.submit("theirs", filing(Module.COVERAGE_SUSPENSION, "陈在厂"))
    await stage.bind(code_of(SHOP), administrator(SHOP))
    await stage.start("filing_history")
    assert filed.filing_number not in stage.text and "陈" not in stage.text
    await stage.bind(code_of(FACTORY), administrator(FACTORY))
    await stage.start("filing_history")
    assert filed.filing_number in stage.text
