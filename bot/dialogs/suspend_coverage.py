"""退工停保登记: an employer ends an employee's coverage."""

from __future__ import annotations

from bot.dialogs.by_name import ASK_THE_NUMBER, Whom, insured_here, the_number, told_by
from bot.dialogs.fields import IdentityNumber
from bot.dialogs.filing_steps import (
    FILED_MONTH,
    FilingDialog,
    StillOpen,
    WindowNow,
    authorized,
    filed,
    filing_card,
    foreseen,
    in_window,
    receipt_files,
    still_open,
    whom,
)
from bot.engine.choice import Choice, Reviewed
from bot.engine.conversation import Outcome
from bot.engine.dialog import Form
from bot.engine.messages import Offer
from bot.engine.steps import ask, choose, end, tell
from bot.services.filing_results import Authorized, FilingSent, Foresight, PersonNamed, PersonShown
from rules.modules import Module


class TerminationReason(Choice):
    """退工原因, as a client of the portal listed them in 2026; the portal's own list decides.

    Source: domain.md Form fields (B)
    """

    CONTRACT_ENDED = ("合同期满", "合同到期", "到期了", "期满")
    BY_EMPLOYER = ("单位解除合同", "辞退", "开除", "单位解除")
    BY_AGREEMENT = ("双方协商一致解除", "协商解除", "协商一致", "协商")
    BY_EMPLOYEE = ("个人解除合同", "辞职", "离职", "自己不干了", "个人原因", "主动离职", "自离")
    BANKRUPTCY = ("企业破产", "破产")
    ABROAD = ("出国",)
    PRISON = ("服刑", "坐牢")
    PENSION_APPLIED = ("申请养老待遇核定", "退休", "办退休", "到龄退休")
    DEAD_OR_MISSING = ("死亡或失踪", "死亡", "去世", "失踪")
    TRANSFERRED = ("组织调动", "调动", "调走")
    LAYOFF = ("企业裁员", "裁员")
    CLOSED = ("企业关闭或撤销解散", "关闭", "解散", "注销")
    SICKNESS_BENEFIT = ("申领病残津贴", "病残津贴")


def mistaken(identity_number: str) -> tuple[str | Offer, ...]:
    """Undoing it, and another one."""
    undo = Offer("roll_back", {"who": identity_number}, "办错了，回退这一笔")
    return (undo, Offer("suspend_coverage", {}, "再停一个人"))


class SuspendCoverage(FilingDialog):
    """退工停保登记: the stop date is always the day of filing; it cannot be changed.

    Source: 002 §三.5, §五 问题三(2); domain.md Form fields
    """

    key = "suspend_coverage"
    topic = "filing.stop"
    title = "退工停保"
    version = 1
    as_form = Form(once=("identity_number",))

    authority: Authorized = authorized(Module.COVERAGE_SUSPENSION, then="window")
    window: WindowNow = in_window("who", paused="paused")
    paused = tell("今天暂停申报，{{ reopens }}恢复。可以先填好留着，停保时间是真正办理的那一天。")
    who: Whom = ask(
        """
        {{ demo }}给{{ employer_name }}的职工停保，停保时间就是办理当天，不能改。
        请输入职工的公民身份号码，或者姓名。
        """,
        label="职工",
        field=False,
    )
    named: PersonNamed = told_by(insured_here)
    identity_number: IdentityNumber = ask(ASK_THE_NUMBER, label="公民身份号码", prefill=the_number)
    person: PersonShown = whom(
        here="termination_reason", known="not_here", no_record="not_here", not_shown="termination_reason"
    )
    termination_reason: TerminationReason = choose(
        "{% if person_name %}{{ person_name }}的{% endif %}退工原因是哪一种？（名单以网厅选项为准）",
        label="退工原因",
        note="名单以网厅选项为准",
    )
    open_now: StillOpen = still_open(title)
    foresight: Foresight = foreseen(Module.COVERAGE_SUSPENSION)
    card: Reviewed = filing_card("停保时间是办理当天，不能改。", *FILED_MONTH)
    filing: FilingSent = filed(Module.COVERAGE_SUSPENSION)

    reviewing = end(
        """
        {{ demo }}已提交，业务编号{{ filing_number }}，审核中。有了结果我会告诉您；也请转告职工。
        ---
        【可转发】
        {{ demo }}您好，{{ employer_name }}在{{ today }}给您申报了退工停保，正在审核，停保时间就是这一天。
        停保办好以后，新单位才能给您参保。以后想自己接着缴养老，可以在个人网上办事大厅办灵活就业参保登记。
        医疗和生育不在这里停，请问医保局（12393）。
        """,
        made=receipt_files,
        silent=True,
    )
    done = end(
        """
        {{ demo }}已停保，业务编号{{ filing_number }}。办错了，申报期内可以回退。也请转告职工。
        ---
        【可转发】
        {{ demo }}您好，{{ employer_name }}在{{ today }}给您办好了退工停保，停保时间就是这一天。
        新单位给您参保时要是提示“养老已参保”，请来问一声。
        以后想自己接着缴养老，可以在个人网上办事大厅办灵活就业参保登记。医疗和生育不在这里停，请问医保局（12393）。
        """,
        offers=mistaken,
        made=receipt_files,
        outcome=Outcome.SOLVED,
    )
