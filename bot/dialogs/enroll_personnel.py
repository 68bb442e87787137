"""人员参保登记: people of special categories, whose insurances follow from the category."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from bot.dialogs.base_limits import floor_or_ceiling
from bot.dialogs.enroll_employee import record_first
from bot.dialogs.fields import BaseIfKnown, IdentityNumber
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
from bot.engine.checks import CalendarDay
from bot.engine.choice import Choice, Reviewed
from bot.engine.conversation import Outcome
from bot.engine.dialog import Form
from bot.engine.messages import Offer
from bot.engine.steps import ask, choose, decide, end, tell
from bot.services.filing_results import Authorized, FilingSent, Foresight, PersonShown
from bot.services.filings import Filings
from rules import identifiers
from rules.enrollment_age import EnrollmentAgeOutcome, enrollment_age
from rules.insured_category import InsuredCategory, category_form
from rules.modules import Module
from rules.parameters import ParameterMissing, Parameters

CoverageStart = Annotated[date, CalendarDay("参保开始时间", "2026年12月1日")]


class PersonnelCategory(Choice):
    """参保身份 on this form; one more is unreadable in the guide's picture.  Source: domain.md Form fields"""

    OVER_AGE_WORKER = ("超龄工伤", "超龄", "退休返聘", "返聘")
    PUBLIC_INSTITUTION_STAFF = ("事业编制职工", "事业编", "在编")
    CIVIL_SERVANT = ("公务员/参公", "公务员", "参公")
    VILLAGE_DOCTOR = ("乡村医生", "村医")
    INTERNALLY_RETIRED = ("协保/内退人员", "协保", "内退")
    SOLDIER_AWAITING_PLACEMENT = ("待安置军人", "军人")
    RELIGIOUS_STAFF = ("宗教教职人员", "宗教", "教职")
    NEW_EMPLOYMENT_FORM = ("新业态工伤（常州）", "新业态", "骑手")


class AgeFits(Choice):
    """Whether the age is no obstacle."""

    FITS = "年龄没有问题"
    NOT_SURE = "要看情形"
    NO = "年龄不符合"


@dataclass(frozen=True, slots=True)
class AgeTold:
    """Whether the age fits the category, and what is said of it."""

    outcome: AgeFits
    age_says: str = ""

    def __str__(self) -> str:
        return self.age_says or str(self.outcome)


def told_age(insured_category: PersonnelCategory, identity_number: str, today: date, law: Parameters) -> AgeTold:
    """What the rule says to the age; of women the post is not known, so that both ages are told.

    Source: domain.md Structure
    """
    number = identifiers.identity_number(identity_number, today)
    category = InsuredCategory[insured_category.name]
    try:
        age = enrollment_age(category, number.birth_date, number.sex, None, None, today, law)
    except (ParameterMissing, ValueError):
        return AgeTold(AgeFits.FITS)
    if age.outcome is EnrollmentAgeOutcome.FITS:
        return AgeTold(AgeFits.FITS, "".join(age.conditions))
    if age.outcome is EnrollmentAgeOutcome.UNSETTLED:
        return AgeTold(AgeFits.NOT_SURE, age.because.parts[0].says)
    return AgeTold(AgeFits.NO, f"{age.because.says}{age.because.parts[0].says}")


def insurances_told(insured_category: PersonnelCategory) -> str:
    """The insurances that follow from the category, as far as the guides name them."""
    form = category_form(InsuredCategory[insured_category.name])
    named = "、".join(insurance.label for insurance in form.insurances or form.possible)
    return f"险种：{named}" if form.insurances else f"险种：{named or '指南没有写'}，以系统匹配的为准"


class Matched(Choice):
    """That the insurances were told."""

    TOLD = "险种由参保身份定"


@dataclass(frozen=True, slots=True)
class CategoryTold:
    """The insurances of the category."""

    outcome: Matched
    insurances_line: str = ""


def told_category(insured_category: PersonnelCategory) -> CategoryTold:
    """Which insurances follow from the category.

    Source: 002 §三.4
    """
    return CategoryTold(Matched.TOLD, insurances_told(insured_category))


def as_employee(filings: Filings) -> tuple[str | Offer, ...]:
    """The ordinary enrollment, and what the rule on ages says."""
    return (Offer("enroll_employee", {}, "用工参保登记（增员）"), "filing.over_age_injury")


def again(filings: Filings) -> tuple[str | Offer, ...]:
    """Another person."""
    return (Offer("enroll_personnel", {}, "再登记一个人"),)


class EnrollPersonnel(FilingDialog):
    """人员参保登记: the category decides the insurances; the age is checked before anything is sent.

    Source: 002 §三.4; domain.md Form fields, Structure
    """

    key = "enroll_personnel"
    topic = "filing.special_enrol"
    title = "人员参保登记（特殊身份）"
    version = 1
    as_form = Form(once=("identity_number",))

    authority: Authorized = authorized(Module.PERSONNEL_ENROLLMENT, then="window")
    window: WindowNow = in_window("insured_category", paused="paused")
    paused = tell("今天暂停申报，{{ reopens }}恢复。可以先填好留着，到时候核对一遍再提交。")
    insured_category: PersonnelCategory = choose(
        "{{ demo }}{{ employer_name }}要登记的是哪一种参保身份？普通职工请用“用工参保登记”。",
        label="参保身份",
        note="名单以网厅选项为准",
    )
    category: CategoryTold = decide(told_category, {Matched.TOLD: "identity_number"})
    identity_number: IdentityNumber = ask("{{ insurances_line }}。\n请输入这个人的公民身份号码。", label="公民身份号码")
    age: AgeTold = decide(told_age, {AgeFits.FITS: "person", AgeFits.NOT_SURE: "unsure_age", AgeFits.NO: "wrong_age"})
    unsure_age = tell("{{ age_says }}原定哪个年龄退休，以经办机构认定的岗位为准。")
    person: PersonShown = whom(
        here="already_here", known="coverage_start", no_record="no_record", not_shown="coverage_start"
    )
    coverage_start: CoverageStart = ask("参保从哪天开始？", label="参保开始时间", cues=("开始", "从", "起"))
    contribution_base: BaseIfKnown = ask(
        "缴费基数是多少元？不知道就回复“不填”，以核定为准。",
        label="缴费基数",
        cues=("基数", "工资"),
        hears=floor_or_ceiling,
        note="元/月；不知道就写“不填”，以核定为准",
    )
    open_now: StillOpen = still_open(title)
    foresight: Foresight = foreseen(Module.PERSONNEL_ENROLLMENT)
    card: Reviewed = filing_card(*FILED_MONTH)
    filing: FilingSent = filed(Module.PERSONNEL_ENROLLMENT)

    wrong_age = end("{{ age_says }}什么都没有提交。", offers=as_employee, silent=True)
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
        "{{ demo }}已登记，业务编号{{ filing_number }}。", offers=again, made=receipt_files, outcome=Outcome.SOLVED
    )
