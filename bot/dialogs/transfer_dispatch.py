"""劳务派遣用工调转: an agency moves an employee from one host employer to another."""

from __future__ import annotations

from bot.dialogs.contract_fields import Agency, agency, unknown_host
from bot.dialogs.fields import HostCode, IdentityNumber
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
from bot.engine.choice import Reviewed
from bot.engine.conversation import Outcome
from bot.engine.dialog import Form
from bot.engine.messages import Offer
from bot.engine.steps import ask, decide, end, tell
from bot.services.filing_results import Authorized, FilingSent, Foresight, PersonShown
from bot.services.filings import Filings
from rules.modules import Module


def known_host(from_host_employer: str, host_codes: tuple[str, ...], host_names: tuple[str, ...]) -> str | None:
    """One of the agency's host employers, where the bureau shows them."""
    return unknown_host(from_host_employer, host_codes, host_names)


def other_host(
    from_host_employer: str, to_host_employer: str, host_codes: tuple[str, ...], host_names: tuple[str, ...]
) -> str | None:
    """Two different host employers."""
    if from_host_employer != to_host_employer:
        return unknown_host(to_host_employer, host_codes, host_names)
    return "新用工单位和原来的一样，不用调转。请核对后重新输入。"


def next_one(filings: Filings) -> tuple[str | Offer, ...]:
    """Another person."""
    return (Offer("transfer_dispatch", {}, "再调一个人"),)


def which(filings: Filings) -> tuple[str | Offer, ...]:
    """Which module it is, then."""
    return ("filing.which_module",)


class TransferDispatch(FilingDialog):
    """劳务派遣用工调转: within one agency, from one host employer to another; the employee stays insured.

    Source: 002 §三.8; domain.md Form fields
    """

    key = "transfer_dispatch"
    topic = "filing.dispatch_transfer"
    title = "劳务派遣用工调转"
    version = 1
    as_form = Form(once=("identity_number",))

    authority: Authorized = authorized(Module.DISPATCH_TRANSFER, then="is_one")
    is_one: Agency = decide(agency, {Agency.YES: "window", Agency.NO: "no_agency"})
    window: WindowNow = in_window("identity_number", paused="paused")
    paused = tell("今天暂停申报，{{ reopens }}恢复。可以先填好留着，到时候核对一遍再提交。")
    identity_number: IdentityNumber = ask(
        "{{ demo }}给{{ employer_name }}的派遣人员换用工单位，人还在参保。请输入职工的公民身份号码。",
        label="公民身份号码",
    )
    person: PersonShown = whom(
        here="from_host_employer", known="not_here", no_record="not_here", not_shown="from_host_employer"
    )
    from_host_employer: HostCode = ask(
        """
        现在的用工单位编号是？
        {% for code in host_codes %}
        {{ code }} {{ host_names[loop.index0] }}
        {% endfor %}
        """,
        label="原用工单位编号",
        check=known_host,
    )
    to_host_employer: HostCode = ask(
        """
        要换到的用工单位编号是？
        {% for code in host_codes %}
        {{ code }} {{ host_names[loop.index0] }}
        {% endfor %}
        """,
        label="新用工单位编号",
        check=other_host,
    )
    open_now: StillOpen = still_open(title)
    foresight: Foresight = foreseen(Module.DISPATCH_TRANSFER)
    card: Reviewed = filing_card()
    filing: FilingSent = filed(Module.DISPATCH_TRANSFER)

    no_agency = end(
        "{{ demo }}{{ employer_name }}不是人力资源服务机构，用不上调转。换单位的人：原单位停保，新单位增员。",
        offers=which,
        silent=True,
    )
    done = end(
        "{{ demo }}已调转，业务编号{{ filing_number }}。", offers=next_one, made=receipt_files, outcome=Outcome.SOLVED
    )
