"""批量申报: a workbook is checked row by row, and what is in order is submitted once after the confirmation."""

from __future__ import annotations

from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.filing_steps import bind_first, on_the_portal
from bot.documents.workbook_template import blank_workbook
from bot.engine.choice import Choice, Reviewed
from bot.engine.messages import FileRef, Made, Offer
from bot.engine.steps import attach, choose, decide, end, look_up, perform, review, tell
from bot.services.filing_results import Authorized, May
from bot.services.filings import Filings
from bot.services.sheets import WORKBOOK, SheetChecked, SheetForm, SheetMarked, Sheets, SheetState, Started
from rules.modules import Module


class BatchForm(Choice):
    """The forms that a sheet can fill in; members are named as the dialogs' keys."""

    ENROLL_EMPLOYEE = ("用工参保登记（增员）", "增员", "用工参保登记", "参保登记", "加人")
    SUSPEND_COVERAGE = ("退工停保（减员）", "减员", "停保", "退工停保")
    RECORD_PERSON = ("人员基础信息采集", "采集", "信息采集")
    RAISE_BASE = ("缴费基数上调", "基数上调", "调基数", "基数")
    ENROLL_PERSONNEL = ("人员参保登记（特殊身份）", "人员参保登记", "特殊身份")
    ENROLL_IN_ADVANCE = ("用工参保预登记", "预登记")
    TRANSFER_DISPATCH = ("劳务派遣用工调转", "派遣调转", "调转")
    ENROLL_IN_PROJECT = ("工程建设项目人员登记", "工程项目", "工地")
    ROLL_BACK = ("人员变更回退", "回退")


class ByHand(Choice):
    """Whether everybody files on the portal themselves."""

    YES = "由您在网厅提交"
    NO = "在这里提交"


def who_submits(by_hand: bool) -> ByHand:
    """Whether the sheet can be submitted from here."""
    return ByHand.YES if by_hand else ByHand.NO


def as_marked(marked_key: str) -> BatchForm | None:
    """The form that the sheet says it is."""
    return BatchForm.__members__.get(marked_key.upper())


async def marked_as(sheet: tuple[FileRef, ...], sheets: Sheets) -> SheetMarked:
    """Which form the workbook says it is."""
    return await sheets.marked(sheet[0])


async def may_file_it(form: BatchForm, filings: Filings, sheets: Sheets) -> Authorized:
    """Whether the person may file this for the employer at hand."""
    topic = sheets.form(form.name.lower()).topic
    return await filings.may(next(module for module in Module if module.value == topic))


async def checked_sheet(
    sheet: tuple[FileRef, ...], form: BatchForm, sheets: Sheets, acting_for: str
) -> SheetChecked:
    """What is in order, and what is wrong in which rows."""
    return await sheets.acting(acting_for).check(sheet[0], form.name.lower())


async def start_batch(
    request: str, sheet: tuple[FileRef, ...], form: BatchForm, sheets: Sheets, acting_for: str
) -> Started:
    """Writes down that the rows in order are to be submitted for the employer on the card."""
    return await sheets.acting(acting_for).start(sheet[0], form.name.lower())


def rows_to_mend(sheet: tuple[FileRef, ...], form: BatchForm, sheets: Sheets) -> tuple[Made, ...]:
    """The rows with faults, each with what is wrong and what to do."""
    made = sheets.faulty(sheet[0], form.name.lower())
    return (made,) if made else ()


def template(form: BatchForm, sheets: Sheets) -> tuple[Made, ...]:
    """The blank template."""
    dialog = sheets.form(form.name.lower())
    return (Made(f"{dialog.title}批量模板.xlsx", WORKBOOK, blank_workbook(dialog)),)


def get_template(sheets: Sheets) -> tuple[str | Offer, ...]:
    """A template to fill in."""
    return (Offer("batch_template", {}, "要一份模板"),)


class BatchTemplate(CanbaoDialog):
    """批量模板: which form, and its blank workbook.

    Source: 002 §三 (batches of the portal); the template is ours
    """

    key = "batch_template"
    topic = "filing.which_module"
    title = "批量申报的模板"
    version = 1

    form: BatchForm = choose("批量办哪一项？我给您一份表格模板，填好直接发回来。", label="批量办哪一项")

    given = end(
        "这是“{{ form }}”的模板：从第4行开始填，一人一行，填好直接发给我。提交前我会逐行检查，再请您确认。",
        made=template,
        silent=True,
    )


class BatchFiling(CanbaoDialog):
    """批量申报: reads and checks the sheet, gives back the rows to mend, and submits the others once.

    Source: 002 §三 (batches of the portal); how a sheet is read is ours
    """

    key = "batch_filing"
    topic = "filing.which_module"
    title = "批量申报"
    version = 1

    sheet: tuple[FileRef, ...] = attach(
        "请把填好的表格（.xlsx）发给我；还没有模板的，回复“取消”，再说“批量模板”。",
        kinds=(WORKBOOK,),
        max_bytes=10 * 2**20,
        label="表格",
        most=1,
    )
    marked: SheetMarked = look_up(
        marked_as,
        {
            SheetForm.MARKED: "form",
            SheetForm.UNMARKED: "form",
            SheetForm.UNREADABLE: "unreadable",
            SheetForm.UNKNOWN: "silent",
        },
    )
    form: BatchForm = choose("这张表是批量办哪一项？", label="批量办哪一项", prefill=as_marked)
    authority: Authorized = look_up(
        may_file_it,
        {
            May.YES: "checked",
            May.NO_BUREAU: "no_bureau",
            May.NOT_BOUND: "not_bound",
            May.NOT_GRANTED: "not_granted",
            May.UNKNOWN: "silent",
        },
    )
    checked: SheetChecked = look_up(
        checked_sheet,
        {
            SheetState.READY: "found",
            SheetState.NO_GOOD_ROW: "nothing_good",
            SheetState.UNREADABLE: "not_this_form",
            SheetState.TWICE: "twice",
            SheetState.UNKNOWN: "silent",
        },
    )
    found = tell(
        """
        {{ demo }}{{ form }}：共{{ row_count }}行，{{ good_count }}行没有问题，{{ bad_count }}行要改。
        {% for line in cause_lines %}
        · {{ line }}
        {% endfor %}
        {% for line in sheet_notes %}
        {{ line }}
        {% endfor %}
        {% if bad_count %}
        要改的行在附件里，改好另外发；不影响其余的先提交。
        {% endif %}
        """,
        made=rows_to_mend,
    )
    submitting: ByHand = decide(who_submits, {ByHand.YES: "for_the_portal", ByHand.NO: "card"})
    card: Reviewed = review(
        """
        {{ demo }}请核对：给{{ employer_name }}提交{{ good_count }}行“{{ form }}”，每行只提交一次。
        """,
        {Reviewed.SEND: "starting", Reviewed.DROP: "dropped"},
    )
    starting: Started = perform(
        start_batch,
        {
            Started.STARTED: "started",
            Started.ALREADY: "twice",
            Started.NO_AUTHORITY: "lost_authority",
            Started.UNKNOWN: "not_known",
        },
    )

    started = end(
        "{{ demo }}开始提交{{ good_count }}行，您可以接着聊别的。处理完我把结果表发给您；想看到哪了，回复“进度”。",
        silent=True,
    )
    unreadable = end("{{ sheet_trouble }}", offers=get_template, silent=True)
    not_this_form = end("{{ check_trouble }}", offers=get_template, silent=True)
    nothing_good = end(
        """
        {{ demo }}共{{ row_count }}行，没有一行可以提交。
        {% for line in cause_lines %}
        · {{ line }}
        {% endfor %}
        每一行错在哪里、怎么改，在附件里；改好再发。
        """,
        made=rows_to_mend,
        silent=True,
    )
    twice = end("{{ demo }}同样的一张表您已经提交过，没有再提交。要补交别的人，请只留下没交过的行再发。", silent=True)
    no_bureau = end("这里没有接通经办系统，批量也请在网厅办。", offers=on_the_portal, silent=True)
    not_bound = end("{{ demo }}要先绑定单位，才能替它申报。绑好以后再把表格发一次。", offers=bind_first, silent=True)
    not_granted = end("{{ demo }}您在{{ employer_name }}没有办这一项的权限，请{{ who_can }}给您授权。", silent=True)
    lost_authority = end("{{ demo }}没有提交：您现在不能替这家单位办这一项。", silent=True)
    silent = end("系统现在没有回话，什么都没有提交。过一会儿回复“继续”。", retry=True, silent=True)
    not_known = end(
        "系统没有回话，不知道开始了没有。过一会儿回复“进度”看；同一张表再发一次也不会重复提交。", silent=True
    )
    for_the_portal = end(
        "表格检查完了。这里不连经办系统，没有问题的行请用网厅这一项自己的批量功能提交，模板以网厅的为准。",
        offers=on_the_portal,
        silent=True,
    )
    dropped = end("没有提交，什么都没有改变。", silent=True)
