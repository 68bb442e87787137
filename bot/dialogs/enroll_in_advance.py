"""用人单位用工参保预登记: while filing is paused, so that a newcomer is not without protection."""

from __future__ import annotations

from datetime import date

from bot.dialogs.contract_fields import (
    ContractEnd,
    ContractKind,
    ContractStart,
    IncreaseReason,
    Post,
    after_the_start,
    new_contract,
)
from bot.dialogs.contract_term import end_of_term, fixed_by_its_end, not_signed
from bot.dialogs.enroll_employee import record_first
from bot.dialogs.fields import IdentityNumber
from bot.dialogs.filing_steps import (
    FilingDialog,
    WindowNow,
    authorized,
    filed,
    filing_card,
    foreseen,
    in_window,
    receipt_files,
    whom,
)
from bot.engine.choice import Reviewed
from bot.engine.conversation import Outcome
from bot.engine.dialog import Form
from bot.engine.messages import Offer
from bot.engine.steps import ask, choose, end, look_up
from bot.services.filing_results import Authorized, FilingSent, Foresight, PersonShown
from bot.services.filings import Filings
from bot.services.reminders import Remembered, Reminders
from rules.calendar import window_on
from rules.modules import Module
from rules.parameters import Parameters


def formally(filings: Filings) -> tuple[str | Offer, ...]:
    """The formal enrollment."""
    return (Offer("enroll_employee", {}, "用工参保登记（增员）"),)


def one_more(filings: Filings) -> tuple[str | Offer, ...]:
    """Another newcomer."""
    return (Offer("enroll_in_advance", {}, "再预登记一个人"),)


async def remind_of_the_formal_one(today: date, law: Parameters, reminders: Reminders) -> Remembered:
    """Reminds of the formal enrollment on the day on which filing opens again."""
    reopens = window_on(today, law).reopens_on
    return await reminders.remember("late_formal", "用工参保登记", reopens) if reopens else Remembered.NOT_HERE


class EnrollInAdvance(FilingDialog):
    """用人单位用工参保预登记: from the 7th to the 10th; it insures nobody until the formal enrollment follows.

    Source: 002 §三.10; domain.md Calendar, Form fields
    """

    key = "enroll_in_advance"
    topic = "filing.pre_enrol"
    title = "用工参保预登记"
    version = 1
    as_form = Form(once=("identity_number",))

    authority: Authorized = authorized(Module.ADVANCE_ENROLLMENT, then="window")
    window: WindowNow = in_window("not_paused", paused="identity_number")
    identity_number: IdentityNumber = ask(
        """
        {{ demo }}给{{ employer_name }}的新职工做预登记；{{ reopens }}起还要办正式的参保登记，不办等于没参保。
        请输入职工的公民身份号码。
        """,
        label="公民身份号码",
    )
    person: PersonShown = whom(
        here="already_here", known="contract_start", no_record="no_record", not_shown="contract_start"
    )
    contract_start: ContractStart = ask(
        "{% if person_name %}{{ person_name }}的{% endif %}劳动合同从哪天开始？",
        label="劳动合同开始日期",
        cues=("合同", "入职", "开始", "签", "从", "起"),
        hears=not_signed,
    )
    contract_kind: ContractKind = choose(
        "劳动合同是哪一类？",
        {
            ContractKind.FIXED_TERM: "contract_end",
            ContractKind.OPEN_ENDED: "post",
            ContractKind.BY_TASK: "contract_end",
        },
        label="合同类别",
        hears=fixed_by_its_end,
        note="名单以网厅选项为准",
    )
    contract_end: ContractEnd = ask(
        "劳动合同到哪天终止？",
        label="劳动合同终止日期",
        cues=("到期", "终止", "结束", "到", "止"),
        check=after_the_start,
        hears=end_of_term,
        early=True,
        note="无固定期限的不填",
    )
    post: Post = choose("岗位工种是哪一种？（名单以网厅选项为准）", label="岗位工种", note="名单以网厅选项为准")
    contract_increase_reason: IncreaseReason = choose(
        "合同增加原因是哪一种？", label="合同增加原因", prefill=new_contract, note="不说就是新签"
    )
    foresight: Foresight = foreseen(Module.ADVANCE_ENROLLMENT)
    card: Reviewed = filing_card()
    filing: FilingSent = filed(Module.ADVANCE_ENROLLMENT, then="reminding")
    reminding: Remembered = look_up(
        remind_of_the_formal_one,
        {Remembered.KEPT: "done", Remembered.NOT_HERE: "done", Remembered.UNKNOWN: "done"},
    )

    not_paused = end(
        "今天可以申报，报的是{{ filed_month }}的社保，不用预登记，请直接办参保登记。", offers=formally, silent=True
    )
    already_here = end("{{ demo }}{{ person_name }}已经在{{ employer_name }}参保，不用再办。", silent=True)
    no_record = end(
        """
        {{ demo }}系统里没有这个人的基础信息，要先做人员基础信息采集；采集好了回来接着办，填的都留着。
        """,
        offers=record_first,
        retry=True,
        silent=True,
    )
    done = end(
        """
        {{ demo }}预登记好了，业务编号{{ filing_number }}。
        {{ reopens }}起一定要再办正式的用工参保登记，不办等于没有参保。
        """,
        offers=one_more,
        made=receipt_files,
        outcome=Outcome.SOLVED,
    )
