"""For each message of the guides: an enrollment runs into it in the chat, is helped out of it, and goes through."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from bot.app import knows_dialog
from bot.bureau.protocol import Standing
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.dialogs import DIALOGS
from bot.dialogs.desk import Desk
from bot.engine.messages import Inbound
from bot.engine.ports import Session
from bot.services.answers import Answers
from bot.services.library import Library
from rules.modules import Module
from tests.bureau.stand import FACTORY, PEOPLE, SHOP, administrator, code_of, filing
from tests.dialogs.stage import DATA, Stage

Remedy = Callable[[SimulatedBureau], Awaitable[object]]
USUAL = ("11月1日", "无固定期限", "普通员工", "6000")


@dataclass(frozen=True)
class Trouble:
    """Who runs into it, what the bureau says, who solves it how, and what is said then."""

    who: str
    says: str
    remedy: Remedy | None = None
    start: str = "11月1日"
    also: tuple[str, ...] = ()
    then: tuple[str, ...] = ("继续",)


async def _former_employer_stops(bureau: SimulatedBureau) -> None:
    filed = await bureau.submit("theirs", filing(Module.COVERAGE_SUSPENSION, "严未停", employer=SHOP))
    assert filed.standing in (Standing.ACCEPTED, Standing.IN_REVIEW)


LIBRARY = Library(DATA, knows_dialog)
KNOWN = Answers(lambda: LIBRARY.current)


class RealStage(Stage):
    """The stage with the real catalogue of messages."""

    async def context(self, session: Session, inbound: Inbound) -> Desk:
        return replace(await super().context(session, inbound), catalogue=KNOWN, portal=KNOWN)


TROUBLES = [
    Trouble("严未停", "养老已参保", _former_employer_stops),
    Trouble("金灵活", "灵活就业", lambda bureau: bureau.stop_flexible_coverage(PEOPLE["金灵活"])),
    Trouble("魏失业", "失业", lambda bureau: bureau.return_benefit(PEOPLE["魏失业"]), start="9月1日"),
    Trouble("陶空户", "户籍性质", lambda bureau: bureau.maintain_household(PEOPLE["陶空户"], "演示户籍")),
    Trouble(
        "华兼职",
        "已在其它单位参保",
        also=("修改 参保身份", "非全日制人员"),
        then=("修改 参保身份", "多重工伤人员"),
    ),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=[trouble.who for trouble in TROUBLES])
async def test_a_filing_gets_out_of_trouble(trouble: Trouble) -> None:
    """What would be refused is told before anything is sent, with who helps; solved, the same filing goes through."""
    stage = RealStage(DIALOGS)
    bureau = (await stage.open_bureau()).bureau
    await stage.bind(code_of(FACTORY), administrator(FACTORY))
    await stage.start("enroll_employee")
    for said in (PEOPLE[trouble.who], trouble.start, *USUAL[1:], *trouble.also):
        await stage.say(said)
    assert "现在提交会被退回" in stage.text and trouble.says in stage.text and "什么都没有提交" in stage.text
    assert await bureau.filings(administrator(FACTORY), code_of(FACTORY)) == []
    if trouble.remedy is not None:
        assert any("解决" in label for label in stage.labels), stage.labels
        await trouble.remedy(bureau)
        stage.clock.forward(hours=1)
    for said in trouble.then:
        await stage.say(said)
    assert "请核对，确认后" in stage.text, stage.text
    await stage.pick("确认提交")
    assert stage.closed[-1] == ("enroll_employee", "reviewing"), stage.text
    (filed,) = await bureau.filings(administrator(FACTORY), code_of(FACTORY))
    assert filed.identity_number == PEOPLE[trouble.who] and filed.standing is Standing.IN_REVIEW


async def test_the_dialog_that_solves_it_leads_back() -> None:
    """The error's own dialog is walked in between; the filing waits, with everything that was filled in."""
    stage = RealStage(DIALOGS)
    bureau = (await stage.open_bureau()).bureau
    await stage.bind(code_of(FACTORY), administrator(FACTORY))
    await stage.start("enroll_employee")
    for said in (PEOPLE["严未停"], *USUAL):
        await stage.say(said)
    await stage.pick("解决")
    assert stage.replies[-1].dialog == "pension_already_insured"
    await _former_employer_stops(bureau)
    await stage.say("取消")
    await stage.say("继续")
    assert "请核对" in stage.text and "劳动合同开始日期：2026年11月1日" in stage.text


async def test_an_advance_enrollment_is_followed_by_the_formal_one() -> None:
    """On the 8th the advance one, a reminder on the 11th, then the formal one, for the same person."""
    stage = RealStage(DIALOGS)
    bureau = (await stage.open_bureau()).bureau
    stage.clock.instant = stage.clock.instant.replace(year=2026, month=12, day=8)
    await stage.bind(code_of(FACTORY), administrator(FACTORY))
    number = "321399199001030215"
    await stage.start("enroll_employee")
    await stage.pick("先做预登记")
    for said in (number, "12月8日", "无固定期限", "普通员工", "6000"):
        await stage.say(said)
        if "请核对" in stage.text:
            break
    await stage.pick("确认提交")
    assert stage.closed[-1][0] == "enroll_in_advance"
    (reminder,) = stage.outbox.put_in.values()
    assert f"{reminder.not_before:%m-%d}" == "12-11"
    stage.clock.instant = stage.clock.instant.replace(day=11)
    await stage.start("enroll_employee")
    for said in (number, "12月8日", "无固定期限", "普通员工", "6000"):
        await stage.say(said)
    await stage.pick("确认提交")
    assert stage.closed[-1] == ("enroll_employee", "reviewing"), stage.text
    filed = await bureau.filings(administrator(FACTORY), code_of(FACTORY), number)
    assert [each.module for each in filed] == [Module.EMPLOYEE_ENROLLMENT, Module.ADVANCE_ENROLLMENT]


async def test_two_operators_who_file_the_same_person_at_once() -> None:
    """One filing is taken; the other person is told why theirs was not, and what to do."""
    first, second = RealStage(DIALOGS), RealStage(DIALOGS)
    second.user = "another"
    shared = await first.open_bureau()
    second.bureau = shared
    for stage in (first, second):
        await stage.bind(code_of(FACTORY), administrator(FACTORY))
        await stage.start("enroll_employee")
        for said in ("321399199001030215", *USUAL):
            await stage.say(said)
        assert "请核对" in stage.text
    await first.pick("确认提交")
    await second.pick("确认提交")
    assert first.closed[-1][1] == "reviewing" and second.closed[-1][1] == "refused"
    assert "没有办成" in second.text
    assert len(await shared.bureau.filings(administrator(FACTORY), code_of(FACTORY))) == 2
    (taken,) = [
        each
        for each in await shared.bureau.filings(administrator(FACTORY), code_of(FACTORY))
        if each.standing is Standing.IN_REVIEW
    ]
    assert taken.identity_number == "321399199001030215"


async def test_ten_confirmations_at_once_file_once() -> None:
    """The button pressed ten times in a hurry: one filing, and nobody is told twice that it was sent."""
    stage = RealStage(DIALOGS)
    bureau = (await stage.open_bureau()).bureau
    await stage.bind(code_of(FACTORY), administrator(FACTORY))
    await stage.start("enroll_employee")
    for said in ("321399199001030215", *USUAL):
        await stage.say(said)
    confirm = next(option for option in stage.replies[-1].options if option.label == "确认提交")
    replies = await asyncio.gather(*(stage.send(choice=confirm.id) for _ in range(10)))
    assert len(await bureau.filings(administrator(FACTORY), code_of(FACTORY))) == 1
    assert sum("业务编号" in message for reply in replies for message in reply.messages) == 1
