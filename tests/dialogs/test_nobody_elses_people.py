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
    "roll_back": (PEOPLE["褚在厂"],),
    "enroll_employee": (THEIRS, "11月1日", "无固定期限", "普通员工", "6000"),
    "filing_history": ("查一个人的", THEIRS),
}
"""What is said in each dialog that shows somebody who was looked up."""
SECRETS = ("在厂", "7777", "退工停保登记：", "退工停保登记，", "基数调整（上调）：")


@pytest.mark.parametrize("dialog", ASKED)
async def test_another_employers_person_stays_unknown(dialog: str) -> None:
    """Neither the name nor the base nor where somebody is insured, nor what was filed about them; ones own is shown."""
    own, told = await _told(dialog, FACTORY), await _told(dialog, SHOP)
    assert any(secret in own for secret in SECRETS), own
    assert not [secret for secret in (*SECRETS, FACTORY) if secret in told], told


async def test_another_employers_person_gets_no_paper() -> None:
    """Not even whether they are insured there."""
    for employer, closing in ((FACTORY, "done"), (SHOP, "nobody")):
        stage = Stage(DIALOGS)
        await stage.bind(code_of(employer), administrator(employer))
        await stage.start("take_paper")
        for text in ("权益单", THEIRS):
            await stage.say(text)
        assert stage.closed[-1] == ("take_paper", closing)


async def _told(dialog: str, employer: str) -> str:
    """All that is told to the employer's administrator, after the factory filed something about its people."""
    stage = Stage(DIALOGS)
    bureau = (await stage.open_bureau()).bureau
    await bureau.submit("theirs", filing(Module.BASE_INCREASE, "陈在厂", contribution_base="7777"))
    await bureau.submit("theirs too", filing(Module.COVERAGE_SUSPENSION, "褚在厂"))
    await stage.bind(code_of(employer), administrator(employer))
    await stage.start(dialog)
    said = [stage.text]
    for text in ASKED[dialog]:
        await (stage.pick(text) if text in stage.labels else stage.say(text))
        said.append(stage.text)
    return "\n".join(said)


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
