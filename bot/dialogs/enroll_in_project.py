"""工程建设项目人员登记维护: workers of a construction project come and leave."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.dialogs.enroll_employee import record_first
from bot.dialogs.fields import CodeText, IdentityNumber
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
from bot.engine.checks import CalendarDay
from bot.engine.choice import Choice, Reviewed
from bot.engine.conversation import Outcome
from bot.engine.dialog import Form
from bot.engine.messages import Offer
from bot.engine.steps import ask, choose, end, look_up, tell
from bot.services.filing_results import Authorized, FilingSent, Foresight, PersonShown, ProjectFound, ProjectShown
from bot.services.filings import Filings
from rules.modules import Module

EntryDay = Annotated[date, CalendarDay("入场日期", "2026年11月20日")]
ExitDay = Annotated[date, CalendarDay("离场日期", "2026年12月20日")]


class Movement(Choice):
    """What is to be told of a worker; only looking is possible, too."""

    COMES = ("有人入场", "入场", "加人", "进场", "新增")
    LEAVES = ("有人离场", "离场", "走了", "退场")
    LOOK = ("只是看看", "查询", "看看", "不办")


async def the_project(project_code: str, filings: Filings, acting_for: str) -> ProjectShown:
    """The employer's project with its workers."""
    return await filings.acting(acting_for).project(project_code)


def as_said(movement: Movement) -> Movement:
    """What was said before."""
    return movement


def another_worker(project_code: str) -> tuple[str | Offer, ...]:
    """The next worker of the project."""
    return (Offer("enroll_in_project", {"project_code": project_code}, "这个项目再登记一个人"),)


class EnrollInProject(FilingDialog):
    """工程建设项目人员登记维护: the project and its workers are shown; somebody comes, or leaves.

    Whether a leaving is told here, the guides do not say: the form has a field for it.

    Source: 002 §三.9; domain.md Form fields
    """

    key = "enroll_in_project"
    topic = "filing.construction"
    title = "工程建设项目人员登记"
    version = 1
    as_form = Form(once=("project_code", "identity_number"))

    authority: Authorized = authorized(Module.PROJECT_ENROLLMENT, then="window")
    window: WindowNow = in_window("project_code", paused="paused")
    paused = tell("今天暂停申报，{{ reopens }}恢复。可以先填好留着，到时候核对一遍再提交。")
    project_code: Annotated[str, CodeText("工程编码", "GC20260001", 40, 2)] = ask(
        "{{ demo }}请输入{{ employer_name }}的工程编码。", label="工程编码"
    )
    project: ProjectShown = look_up(
        the_project,
        {
            ProjectFound.OURS: "movement",
            ProjectFound.NOT_OURS: "not_ours",
            ProjectFound.NOT_SHOWN: "movement",
            ProjectFound.UNKNOWN: "bureau_silent_later",
        },
    )
    movement: Movement = choose(
        """
        {% if project_name %}
        {{ demo }}{{ project_name }}，工期{{ project_days }}，登记的人：
        {% for line in worker_lines %}
        {{ line }}
        {% endfor %}
        {% if not worker_lines %}
        还没有人
        {% endif %}
        {% endif %}
        要登记什么？
        """,
        {Movement.COMES: "identity_number", Movement.LEAVES: "identity_number", Movement.LOOK: "looked"},
        label="要登记的事",
        field=False,
    )
    identity_number: IdentityNumber = ask("请输入工人的公民身份号码。", label="公民身份号码")
    person: PersonShown = whom(here="which_day", known="which_day", no_record="no_record", not_shown="which_day")
    which_day: Movement = choose(
        "登记入场，还是离场？",
        {Movement.COMES: "entry_day", Movement.LEAVES: "exit_day", Movement.LOOK: "looked"},
        label="入场还是离场",
        prefill=as_said,
        field=False,
    )
    entry_day: EntryDay = ask("哪天入场？", label="入场日期", note="入场的填；只填一个日期", then="open_now")
    exit_day: ExitDay = ask("哪天离场？", label="离场日期", note="已登记的人离场时填")
    open_now: StillOpen = still_open(title)
    foresight: Foresight = foreseen(Module.PROJECT_ENROLLMENT)
    card: Reviewed = filing_card()
    filing: FilingSent = filed(Module.PROJECT_ENROLLMENT)

    not_ours = end(
        "{{ demo }}{{ employer_name }}没有这个工程编码的项目。请核对编码：回复“继续”可以重新输入。",
        pause=True,
        silent=True,
    )
    looked = end("好的，什么都没有改变。", offers=another_worker, silent=True)
    no_record = end(
        "{{ demo }}系统里没有这个人的基础信息，要先做人员基础信息采集；采集好了回来接着办，填的都留着。",
        offers=record_first,
        retry=True,
        silent=True,
    )
    done = end(
        "{{ demo }}登记好了，业务编号{{ filing_number }}。",
        offers=another_worker,
        made=receipt_files,
        outcome=Outcome.SOLVED,
    )
