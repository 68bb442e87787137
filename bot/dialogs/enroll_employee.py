"""用人单位用工参保登记: an employer enrolls an employee; months before are made up by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.dialogs.base_limits import floor_or_ceiling
from bot.dialogs.contract_fields import (
    Agency,
    ContractEnd,
    ContractKind,
    ContractStart,
    IncreaseReason,
    Post,
    after_the_start,
    agency,
    new_contract,
    no_extension,
    one_of_the_hosts,
    the_hosts_name,
)
from bot.dialogs.contract_term import end_of_term, fixed_by_its_end, not_signed
from bot.dialogs.fields import BaseIfKnown, HostCode, IdentityNumber, PersonNumber, PlainText
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
from bot.engine.choice import Choice, Reviewed, YesNo
from bot.engine.conversation import Outcome
from bot.engine.dialog import Form
from bot.engine.messages import FileRef, Offer
from bot.engine.steps import ask, attach, choose, decide, end, look_up
from bot.services.attachments import Attached, AttachmentsRead, read_attachments
from bot.services.filing_results import Authorized, FilingSent, Foresight, PersonShown
from bot.services.filings import Filings
from rules.modules import Module
from rules.parameters import Parameters


class PausedWish(Choice):
    """What to do while filing is paused."""

    ADVANCE = ("先做预登记", "预登记", "先预登记", "急着上人")
    KEEP = ("先填好留着", "先填", "留着", "恢复了再报")


class EmployeeCategory(Choice):
    """参保身份 on this form.  Source: domain.md Form fields"""

    EMPLOYEE = ("企业职工", "普通职工", "正式工")
    INDIVIDUAL = ("个体工商户", "个体户")
    CAPACITY_CUT = ("去产能人员", "去产能")
    PART_TIME = ("非全日制人员", "非全日制", "小时工", "兼职")
    MULTIPLE = ("多重工伤人员", "多重工伤")


def usual_category() -> EmployeeCategory:
    """An ordinary employee, unless the person says otherwise."""
    return EmployeeCategory.EMPLOYEE


class Other(Choice):
    """That another form is filled in instead."""

    ADVANCE = "用工参保预登记"


@dataclass(frozen=True, slots=True)
class Instead:
    """The form that is filled in instead, by its key."""

    outcome: Other
    other_form: str = ""


def another_form(paused_wish: PausedWish) -> Instead:
    """The advance enrollment, on days of pause."""
    return Instead(Other.ADVANCE, "enroll_in_advance")


def no_files() -> tuple[FileRef, ...]:
    """None, unless the person sends some."""
    return ()


async def whether_they_may_be_sent(
    attachments: tuple[FileRef, ...], filings: Filings, today: date, law: Parameters
) -> AttachmentsRead:
    """Whether the files are of a kind and a size that may be sent."""
    return await read_attachments(filings, attachments, today, law)


def record_first(identity_number: str) -> tuple[str | Offer, ...]:
    """The record of the person, to begin with."""
    return (Offer("record_person", {"identity_number": identity_number}, "先做人员基础信息采集"),)


def next_person(identity_number: str) -> tuple[str | Offer, ...]:
    """Another person, and undoing this one."""
    undo = Offer("roll_back", {"who": identity_number}, "办错了，回退这一笔")
    return (Offer("enroll_employee", {}, "再加一个人"), undo)


class EnrollEmployee(FilingDialog):
    """用人单位用工参保登记: who, the contract, the base; what is usual is filled in and can be corrected on the card.

    Source: 002 §三.3, §一; domain.md Form fields
    """

    key = "enroll_employee"
    topic = "filing.enrol"
    title = "用工参保登记（增员）"
    version = 1
    as_form = Form(once=("identity_number",))

    authority: Authorized = authorized(Module.EMPLOYEE_ENROLLMENT, then="window")
    window: WindowNow = in_window("identity_number", paused="paused_wish")
    paused_wish: PausedWish = choose(
        "今天暂停申报，{{ reopens }}恢复。急着上人可以先做预登记；恢复以后还要办正式的参保登记，不办等于没参保。",
        {PausedWish.ADVANCE: "instead", PausedWish.KEEP: "identity_number"},
        label="暂停期间",
        field=False,
    )
    instead: Instead = decide(another_form, {Other.ADVANCE: "to_advance"})
    identity_number: IdentityNumber = ask(
        """
        {{ demo }}给{{ employer_name }}的职工参保。请输入职工的公民身份号码。
        知道的可以一起说，例如“号码，11月1日签的三年合同，基数6000元”。
        """,
        label="公民身份号码",
    )
    person: PersonShown = whom(
        here="already_here",
        known="contract_start",
        no_record="no_record",
        not_shown="contract_start",
        several="person_number",
    )
    person_number: PersonNumber = ask(
        """
        {{ demo }}这个号码在系统里有几条人员信息：
        {% for line in record_lines %}
        {{ line }}
        {% endfor %}
        用哪一条？请回复个人编号。
        """,
        label="个人编号",
        note="一个号码有几条人员信息时才填",
    )
    contract_start: ContractStart = ask(
        "{% if person_name %}{{ person_name }}的{% endif %}劳动合同从哪天开始？早于现在的，系统按它自动补缴。",
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
    contribution_base: BaseIfKnown = ask(
        "缴费基数是多少元？按上一年的月平均工资；上年没有工资的，指南没写按什么定，回复“不填”，以核定为准。",
        label="缴费基数",
        cues=("基数", "工资"),
        hears=floor_or_ceiling,
        note="元/月；不知道就写“不填”，以核定为准",
    )
    for_agency: Agency = decide(agency, {Agency.YES: "host_employer_code", Agency.NO: "contract_increase_reason"})
    host_employer_code: HostCode = ask(
        """
        人力资源服务机构要填实际用工单位。请输入用工单位编号。
        {% for code in host_codes %}
        {{ code }} {{ host_names[loop.index0] }}
        {% endfor %}
        """,
        label="用工单位编号",
        check=one_of_the_hosts,
        note="只有人力资源服务机构填",
    )
    host_employer_name: PlainText = ask(
        "请输入用工单位全称。", label="用工单位全称", prefill=the_hosts_name, note="只有人力资源服务机构填"
    )
    contract_increase_reason: IncreaseReason = choose(
        "合同增加原因是哪一种？", label="合同增加原因", prefill=new_contract, note="不说就是新签"
    )
    insured_category: EmployeeCategory = choose(
        "参保身份是哪一种？", label="参保身份", prefill=usual_category, note="不说就是企业职工"
    )
    extend_contributions: YesNo = choose(
        "要打延长缴费标志吗？", label="延长缴费标志", prefill=no_extension, note="不说就是否"
    )
    attachments: tuple[FileRef, ...] = attach(
        """
        有的地区要传劳动合同、身份证的扫描件（全国通用说法，江苏以网厅为准）。
        请发JPG或PDF，每个不超过5MB；不用传的，选“没有，跳过”。
        """,
        kinds=("image/jpeg", "application/pdf"),
        max_bytes=5 * 2**20,
        label="附件",
        least=0,
        prefill=no_files,
        field=False,
    )
    attachments_read: AttachmentsRead = look_up(
        whether_they_may_be_sent,
        {Attached.FINE: "open_now", Attached.BAD: "bad_attachments", Attached.UNKNOWN: "open_now"},
    )
    open_now: StillOpen = still_open(title)
    foresight: Foresight = foreseen(Module.EMPLOYEE_ENROLLMENT)
    card: Reviewed = filing_card(
        *FILED_MONTH,
        "{% if not by_hand %}",
        "附件：{% if attachments %}{{ attachments|length }}个{% else %}没有；要传的直接发来{% endif %}。",
        "{% endif %}",
    )
    filing: FilingSent = filed(Module.EMPLOYEE_ENROLLMENT)

    bad_attachments = end(
        """
        有的附件传不了，什么都没有提交，填的都留着：
        {% for line in attachment_faults %}
        · {{ line }}
        {% endfor %}
        回复“修改 附件”重新选。
        """,
        retry=True,
        silent=True,
    )
    to_advance = end("预登记不会自己生效，{{ reopens }}起请再办正式的参保登记。", goes_to="other_form")
    already_here = end("{{ demo }}{{ person_name }}已经在{{ employer_name }}参保，不用再办。", silent=True)
    no_record = end(
        """
        {{ demo }}系统里没有这个人的基础信息，直接参保会提示“未获取到人员基本信息”。
        先做人员基础信息采集；采集好了回来接着办，填的都留着。
        """,
        offers=record_first,
        retry=True,
        silent=True,
    )
    reviewing = end(
        """
        {{ demo }}已提交，业务编号{{ filing_number }}，审核中。有了结果我会告诉您；也请转告职工。
        ---
        【可转发】
        {{ demo }}您好，{{ employer_name }}在{{ today }}给您申报了社保参保登记，正在审核。
        办成以后，您登录自己的个人账号，在缴费查询里能看到。号码或姓名有错，请尽快告诉单位。
        """,
        offers=next_person,
        made=receipt_files,
        silent=True,
    )
    done = end(
        """
        {{ demo }}已参保，业务编号{{ filing_number }}。
        {% for line in got %}
        {{ line }}
        {% endfor %}
        办错了，申报期内可以回退。也请转告职工。
        ---
        【可转发】
        {{ demo }}您好，{{ employer_name }}在{{ today }}给您办好了社保参保登记。
        您登录自己的个人账号，在缴费查询里能看到。号码或姓名有错，请尽快告诉单位。
        """,
        offers=next_person,
        made=receipt_files,
        outcome=Outcome.SOLVED,
    )
