"""企业社会保险信息登记: an employer that never had insured anybody completes its data."""

from __future__ import annotations

from typing import Annotated

from bot.dialogs.fields import Account, Mobile
from bot.dialogs.filing_steps import FilingDialog, authorized, filed, filing_card, foreseen, receipt_files
from bot.engine.checks import PersonName, Text
from bot.engine.choice import Reviewed
from bot.engine.conversation import Outcome
from bot.engine.dialog import Form
from bot.engine.messages import Offer
from bot.engine.steps import ask, end
from bot.services.filing_results import Authorized, FilingSent, Foresight
from bot.services.filings import Filings
from rules.modules import Module


def whole_number(bank_account: str) -> str | None:
    """Digits, hyphens and blanks only."""
    bare = bank_account.replace(" ", "").replace("-", "")
    if bare.isdecimal() and 6 <= len(bare) <= 32:
        return None
    return "银行账号只有数字，6到32位。请照开户许可证或银行回单核对后重新输入。"


def first_employee(filings: Filings) -> tuple[str | Offer, ...]:
    """Enrolling people comes next."""
    return (Offer("enroll_employee", {}, "接着给职工参保"),)


class RegisterInsurance(FilingDialog):
    """企业社会保险信息登记: basic data come from market supervision; bank and contact are to be completed.

    Source: 002 §三.1; domain.md Form fields
    """

    key = "register_insurance"
    topic = "filing.unit_info"
    title = "企业社会保险信息登记"
    version = 1
    as_form = Form(once=("bank_account",))

    authority: Authorized = authorized(Module.INSURANCE_REGISTRATION, then="bank_name")
    bank_name: Annotated[str, Text("开户银行", "某某银行某某支行", 60, 2)] = ask(
        """
        {{ demo }}给{{ employer_name }}做社会保险信息登记：基本信息由市场监管那边带来，要补银行和联系人。
        开户银行是？
        """,
        label="开户银行",
    )
    bank_account: Annotated[str, Account("银行账号", "6222000000000000", 40, 6)] = ask(
        "银行账号是？", label="银行账号", check=whole_number
    )
    contact_name: Annotated[str, PersonName("联系人", "张测试")] = ask("联系人姓名是？", label="联系人")
    contact_mobile: Mobile = ask("联系人的手机号是？", label="联系人手机", cues=("手机", "电话"))
    foresight: Foresight = foreseen(Module.INSURANCE_REGISTRATION)
    card: Reviewed = filing_card()
    filing: FilingSent = filed(Module.INSURANCE_REGISTRATION)

    done = end(
        "{{ demo }}登记好了，业务编号{{ filing_number }}。",
        offers=first_employee,
        made=receipt_files,
        outcome=Outcome.SOLVED,
    )
