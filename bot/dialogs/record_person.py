"""人员基础信息采集: a person becomes known to the system, before the first enrollment."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.dialogs.fields import CardName, EthnicGroup, IdentityNumber, Mobile
from bot.dialogs.filing_steps import FilingDialog, authorized, filed, filing_card, foreseen, receipt_files, whom
from bot.engine.checks import Text
from bot.engine.choice import Choice, Reviewed
from bot.engine.dialog import Form
from bot.engine.messages import Offer
from bot.engine.steps import ask, choose, end
from bot.services.filing_results import Authorized, FilingSent, Foresight, PersonShown
from rules import identifiers
from rules.modules import Module

FullName = Annotated[str, CardName("姓名", "张测试")]


class Sex(Choice):
    """性别."""

    MALE = ("男", "男的", "男性", "先生")
    FEMALE = ("女", "女的", "女性", "女士")


def sex_of(identity_number: str, today: date) -> Sex:
    """As the number says it; the portal holds it against the police's record."""
    return Sex[identifiers.identity_number(identity_number, today).sex.name]


def enroll_next(identity_number: str) -> tuple[str | Offer, ...]:
    """The enrollment that follows."""
    return (Offer("enroll_employee", {"identity_number": identity_number}, "接着给他参保"),)


def enroll_now(identity_number: str) -> tuple[str | Offer, ...]:
    """The enrollment, for which the record is there already."""
    return (Offer("enroll_employee", {"identity_number": identity_number}, "给他办参保登记"),)


class RecordPerson(FilingDialog):
    """人员基础信息采集: holders of a resident identity card, as printed on the card.

    Source: 002 §三.2; domain.md Form fields
    """

    key = "record_person"
    topic = "filing.person_collect"
    title = "人员基础信息采集"
    version = 1
    as_form = Form(once=("identity_number",))

    authority: Authorized = authorized(Module.PERSON_RECORD, then="identity_number")
    identity_number: IdentityNumber = ask(
        "{{ demo }}采集人员基础信息，只收居民身份证。请输入职工的公民身份号码。",
        label="证件号码",
    )
    person: PersonShown = whom(here="known_already", known="known_already", no_record="name", not_shown="name")
    name: FullName = ask("请输入身份证上的姓名，一个字都不能差。", label="姓名")
    sex: Sex = choose("性别是？", label="性别", prefill=sex_of, note="不填就按身份号码")
    ethnic_group: Annotated[str, EthnicGroup("民族", "汉族", 20)] = ask("民族是？", label="民族")
    mobile: Mobile = ask("请输入职工的手机号。", label="移动电话", cues=("手机", "电话"))
    household_registration_type: Annotated[str, Text("户籍性质", "以网厅选项为准", 20)] = ask(
        "户籍性质是？照网厅的选项写，不要空着：空着以后增员会报错。", label="户籍性质", note="以网厅选项为准"
    )
    household_division: Annotated[str, Text("户籍地行政区划", "某某市某某区", 60)] = ask(
        "户籍地的行政区划是？写到区县。", label="户籍地行政区划"
    )
    household_address: Annotated[str, Text("户籍地址", "某某路1号", 120)] = ask(
        "户籍地址是？照户口簿写。", label="户籍地址"
    )
    foresight: Foresight = foreseen(Module.PERSON_RECORD)
    card: Reviewed = filing_card()
    filing: FilingSent = filed(Module.PERSON_RECORD)

    known_already = end(
        "{{ demo }}系统里已经有这个人的基础信息，不用采集，可以直接办参保登记。", offers=enroll_now, silent=True
    )
    done = end("{{ demo }}采集好了，业务编号{{ filing_number }}。", offers=enroll_next, made=receipt_files, silent=True)
