"""企业缴费基数调整（上调）, of one person: up goes online, everything else to the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.dialogs.base_limits import floor_or_ceiling
from bot.dialogs.by_name import ASK_THE_NUMBER, Whom, insured_here, the_number, told_by
from bot.dialogs.fields import Base, IdentityNumber
from bot.dialogs.filing_steps import (
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
from bot.engine.steps import ask, decide, end, tell
from bot.services.filing_results import Authorized, FilingSent, Foresight, PersonNamed, PersonShown
from bot.services.filings import Filings
from rules.base_change import BaseChangeOutcome, base_change
from rules.modules import Module
from rules.parameters import ParameterMissing, Parameters


class Where(Choice):
    """Where the change is made."""

    ONLINE = "网上上调"
    COUNTER = "到经办机构"
    NOTHING = "不用办"


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """Where a change of base is made, and what is said of it."""

    outcome: Where
    change_says: str = ""

    def __str__(self) -> str:
        return self.change_says or str(self.outcome)


def told_change(contribution_base: Decimal, present_base: str, today: date, law: Parameters) -> ChangeTold:
    """What the rule says; where the present base is not shown or a number is not known, the bureau decides.

    Source: 002 §三.7
    """
    if not present_base:
        return ChangeTold(Where.ONLINE)
    try:
        change = base_change(Decimal(present_base), contribution_base, None, today, law)
    except ParameterMissing:
        return ChangeTold(Where.ONLINE)
    where = {BaseChangeOutcome.COUNTER: Where.COUNTER, BaseChangeOutcome.NOTHING: Where.NOTHING}
    return ChangeTold(where.get(change.outcome, Where.ONLINE), change.because.says)


def somebody_else(filings: Filings) -> tuple[str | Offer, ...]:
    """Another person, and what base counts."""
    return (Offer("raise_base", {}, "再调一个人"), "filing.base_rule")


class RaiseBase(FilingDialog):
    """企业缴费基数调整（上调）: the present base is shown; what is no increase is told before anything is sent.

    Source: 002 §三.7; domain.md Form fields
    """

    key = "raise_base"
    topic = "filing.base_up"
    title = "缴费基数上调"
    version = 1
    as_form = Form(once=("identity_number",))

    authority: Authorized = authorized(Module.BASE_INCREASE, then="window")
    window: WindowNow = in_window("who", paused="paused")
    paused = tell("今天暂停申报，{{ reopens }}恢复。可以先填好留着，到时候核对一遍再提交。")
    who: Whom = ask(
        """
        {{ demo }}给{{ employer_name }}的职工上调缴费基数，办成后从次月起执行；调低和改以前月份的要到经办机构。
        2023年12月起缴费工资向税务申报，这样调还管不管用，请先问税务12366。
        请输入职工的公民身份号码，或者姓名。
        """,
        label="职工",
        field=False,
    )
    named: PersonNamed = told_by(insured_here)
    identity_number: IdentityNumber = ask(ASK_THE_NUMBER, label="公民身份号码", prefill=the_number)
    person: PersonShown = whom(
        here="contribution_base", known="not_here", no_record="not_here", not_shown="contribution_base"
    )
    contribution_base: Base = ask(
        "{% if present_base %}{{ person_name }}现在的基数是{{ present_base }}元。{% endif %}要调到多少元？",
        label="缴费基数",
        hears=floor_or_ceiling,
    )
    change: ChangeTold = decide(
        told_change, {Where.ONLINE: "open_now", Where.COUNTER: "at_the_counter", Where.NOTHING: "nothing_to_do"}
    )
    open_now: StillOpen = still_open(title)
    foresight: Foresight = foreseen(Module.BASE_INCREASE)
    card: Reviewed = filing_card()
    filing: FilingSent = filed(Module.BASE_INCREASE)

    at_the_counter = end(
        "{{ change_says }}\n带什么材料，指南没有列清单，先打12333问清再去。", offers=somebody_else, silent=True
    )
    nothing_to_do = end("{{ change_says }}", offers=somebody_else, silent=True)
    done = end(
        """
        {{ demo }}已上调，业务编号{{ filing_number }}。
        {% for line in got %}
        {{ line }}
        {% endfor %}
        """,
        offers=somebody_else,
        made=receipt_files,
        outcome=Outcome.SOLVED,
    )
