"""What filing dialogs share: who may, whom it is about, what the bureau foresees, sending once, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.dialogs.desk import CanbaoDialog, Portal
from bot.dialogs.task_sheet import task_lines, task_workbook, window_reminder
from bot.engine.card import show_answer
from bot.engine.choice import Choice, Reviewed
from bot.engine.dialog import Dialog
from bot.engine.faces import columns_of
from bot.engine.messages import FileRef, Made, Offer
from bot.engine.steps import Answers, choose, decide, end, look_up, perform, review, tell
from bot.services.errors import Catalogue, Recognition
from bot.services.filing_results import Authorized, FilingSent, Foreseen, Foresight, FoundPerson, May, PersonShown, Sent
from bot.services.filings import Filings
from bot.services.receipts import Receipts
from bot.services.reminders import Remembered, Reminders
from rules.calendar import window_on
from rules.modules import Module
from rules.names import PersonName
from rules.parameters import ParameterMissing, Parameters
from rules.telling import chinese_day


class Window(Choice):
    """Whether employers can file today."""

    OPEN = "申报期内"
    PAUSED = "暂停申报"
    NOT_KNOWN = "申报期没有查到"


@dataclass(frozen=True, slots=True)
class WindowNow:
    """The filing window today, in users' words; ``str`` says it in short."""

    outcome: Window
    filed_month: str = ""
    reopens: str = ""
    trouble: str = ""

    def __str__(self) -> str:
        return f"{self.outcome}（{self.filed_month or self.reopens or self.trouble}）"


def window_now(today: date, law: Parameters) -> WindowNow:
    """Whether today is open, and for which contribution month.

    Source: 002 §一
    """
    try:
        window = window_on(today, law)
    except ParameterMissing as missing:
        return WindowNow(Window.NOT_KNOWN, trouble=str(missing))
    if window.open:
        return WindowNow(Window.OPEN, filed_month=window.month.label)
    reopens = window.reopens_on
    assert reopens is not None, "a paused day has one that follows it"
    return WindowNow(Window.PAUSED, reopens=chinese_day(reopens))


class Gate(Choice):
    """Whether what was filled in can be filed today."""

    OPEN = "申报期内"
    PAUSED = "暂停申报"
    NOT_KNOWN = "申报期没有查到"
    UNKNOWN = "提醒没有记下来"


@dataclass(frozen=True, slots=True)
class StillOpen:
    """Whether today is open once all is filled in."""

    outcome: Gate
    reopens_then: str = ""
    gate_trouble: str = ""

    def __str__(self) -> str:
        return f"{self.outcome}（{self.reopens_then or self.gate_trouble}）" if self.reopens_then else str(self.outcome)


class PortalSaid(Choice):
    """What the portal said to a filing that the person typed in themselves."""

    DONE = ("办成了", "成功了", "提交成功", "办好了", "已受理", "审核中")
    ERROR = ("报错了", "弹了提示", "提交不了", "没办成", "失败了")
    LATER = ("还没去办", "一会儿再办", "等会儿", "还没办")


def authorized(module: Module, then: str) -> Any:
    """Whether the person may file the module; goes on with ``then`` where they may."""

    async def may_file(filings: Filings, behalf: str) -> Authorized:
        """Whether the person may file this for the employer for which it was begun."""
        return await filings.acting(behalf).may(module)

    return look_up(
        may_file,
        {
            May.YES: then,
            May.NO_BUREAU: "no_bureau",
            May.NOT_BOUND: "not_bound",
            May.NOT_GRANTED: "not_granted",
            May.UNKNOWN: "bureau_silent",
        },
    )


def in_window(then: str, paused: str) -> Any:
    """Whether today is open for filing: goes on with ``then``, on days of pause with ``paused``."""
    return decide(window_now, {Window.OPEN: then, Window.PAUSED: paused, Window.NOT_KNOWN: "no_window"})


def still_open(title: str, then: str = "foresight") -> Any:
    """Whether today is open after all was filled in; on days of pause the draft is kept, and reminded of."""

    async def remember_draft(today: date, law: Parameters, reminders: Reminders) -> StillOpen:
        """Whether today is open; where not, a reminder for the day on which it is."""
        window = window_now(today, law)
        if window.outcome is Window.PAUSED and (reopens := window_on(today, law).reopens_on):
            await reminders.remember("late_draft", title, reopens)
        return StillOpen(Gate[window.outcome.name], window.reopens, window.trouble)

    return look_up(
        remember_draft,
        {Gate.OPEN: then, Gate.PAUSED: "draft_kept", Gate.NOT_KNOWN: "no_window", Gate.UNKNOWN: then},
    )


async def shown_person(identity_number: str, filings: Filings, acting_for: str) -> PersonShown:
    """What the bureau shows of the person to the employer."""
    return await filings.acting(acting_for).find_person(identity_number)


def whom(here: str, known: str, no_record: str, not_shown: str, several: str = "") -> Any:
    """Where to go on by what the bureau shows of ``identity_number``; ``several`` is as ``known`` where not said."""
    return look_up(
        shown_person,
        {
            FoundPerson.HERE: here,
            FoundPerson.KNOWN: known,
            FoundPerson.SEVERAL: several or known,
            FoundPerson.NO_RECORD: no_record,
            FoundPerson.NOT_SHOWN: not_shown,
            FoundPerson.UNKNOWN: "bureau_silent_later",
        },
    )


def foreseen(module: Module) -> Any:
    """What the bureau would say to the filing now; goes on with ``card``."""

    async def foresee(filings: Filings, answers: Answers, acting_for: str) -> Foresight:
        """What the bureau would say to it now."""
        return await filings.acting(acting_for).foresee(module, answers)

    return look_up(
        foresee,
        {Foreseen.CLEAR: "card", Foreseen.REFUSED: "would_be_refused", Foreseen.UNKNOWN: "bureau_silent_later"},
    )


FILED_MONTH = ("{% if filed_month %}", "报的月份：{{ filed_month }}", "{% endif %}")
"""Lines of a card: the contribution month (费款所属期), where the window is open."""


def filing_card(*further: str) -> Any:
    """The review card: whose filing it is, ``further`` lines, what the bureau adds, and every answer."""
    text = "\n".join([_HEAD, "单位：{{ employer_name }}", *further, _ADDED])
    return review(text, {Reviewed.SEND: "filing", Reviewed.DROP: "dropped"})


_HEAD = "{{ demo }}请核对，{% if by_hand %}确认后做成办理单，由您自己在网厅提交{% else %}确认后提交一次{% endif %}："
_ADDED = "{% for line in added %}\n{{ line }}\n{% endfor %}"


def filed(module: Module, then: str = "done") -> Any:
    """Files once; goes on with ``then`` where the bureau takes it at once."""

    async def file(
        request: str,
        filings: Filings,
        acting_for: str,
        answers: Answers,
        portal: Portal,
        receipts: Receipts,
        attachments: tuple[FileRef, ...] = (),
    ) -> FilingSent:
        """Files once for the employer on the card, and asks whether it arrived where no reply comes."""
        sent = await filings.acting(acting_for).file(request, module, answers, attachments)
        sent = replace(sent, filed_topic=module.value, receipt_url=receipts.link(request))
        if sent.outcome is not Sent.BY_HAND:
            return sent
        return replace(sent, to_type=tuple(task_lines(_filed_as(module), answers, portal, sent.got)))

    return perform(
        file,
        {
            Sent.ACCEPTED: then,
            Sent.IN_REVIEW: "reviewing",
            Sent.REFUSED: "refused",
            Sent.NO_AUTHORITY: "lost_authority",
            Sent.BY_HAND: "task_sheet",
            Sent.UNKNOWN: "asking_the_bureau",
        },
    )


async def remind_of_the_task(filed_topic: str, today: date, reminders: Reminders) -> Remembered:
    """Asks the next day what became of the task sheet, unless the person said so before."""
    return await reminders.remember("late_task", _title(filed_topic), today + _A_DAY)


async def take_the_reminder_back(filed_topic: str, today: date, reminders: Reminders) -> Remembered:
    """What the portal said is known: nobody needs to ask."""
    return await reminders.forget("late_task", _title(filed_topic), today + _A_DAY)


def _title(topic: str) -> str:
    return _module(topic).label


_A_DAY = timedelta(days=1)


def task_files(filed_topic: str, answers: Answers, today: date, law: Parameters) -> tuple[Made, ...]:
    """The filled batch workbook, and the reminder for calendar programs where the days are known."""
    workbook = task_workbook(_filed_as(_module(filed_topic)), answers)
    try:
        return (workbook, window_reminder(today, law))
    except ParameterMissing:
        return (workbook,)


def receipt_files(
    filed_topic: str,
    filing_number: str,
    got: tuple[str, ...],
    receipt_url: str,
    employer_name: str,
    answers: Answers,
    receipts: Receipts,
    now: datetime,
    demo: str,
) -> tuple[Made, ...]:
    """The receipt, as PDF and as a picture: what the bureau says and every field that was filed, the person masked."""
    lines = [
        ("单位", employer_name),
        ("业务编号", filing_number),
        *receipt_lines(_filed_as(_module(filed_topic)), answers, got),
    ]
    title = _title(filed_topic)
    return receipts.files(title, lines, now, receipt_url, bool(demo))


def receipt_lines(form: type[Dialog], answers: Answers, got: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Label and text of what was filed, then of what the bureau added; names and numbers masked."""
    filed = [column for column in columns_of(form) if answers.get(column.name) is not None]
    for column in filed:
        text = show_answer(column.step, answers[column.name], private=False)
        yield column.label, PersonName(text).masked if column.label == "姓名" else text
    labels = {column.label for column in filed}
    for label, _, text in (line.partition("：") for line in got):
        if label not in labels:
            yield label, PersonName(text).masked if label == "姓名" else text


def _module(topic: str) -> Module:
    return next(module for module in Module if module.value == topic)


def _filed_as(module: Module) -> type[Dialog]:
    """The dialog that files the module: its topic is the module's."""
    return next(dialog for dialog in FilingDialog.__subclasses__() if dialog.topic == module.value)


def mend_foreseen(refusal: str, catalogue: Catalogue) -> tuple[str | Offer, ...]:
    """The dialog that solves what the bureau would say."""
    return _mend(refusal, catalogue)


def mend_refused(refused_because: str, catalogue: Catalogue) -> tuple[str | Offer, ...]:
    """The dialog that solves what the bureau said."""
    return _mend(refused_because, catalogue)


def _mend(message: str, catalogue: Catalogue) -> tuple[str | Offer, ...]:
    known = catalogue.recognize(message)
    label = f"解决“{known.message if len(known.message) <= _LONGEST else known.message[: _LONGEST - 1] + '…'}”"
    if known.outcome is Recognition.HAS_DIALOG and known.dialog_key:
        return (Offer(known.dialog_key, {}, label),)
    if known.outcome is Recognition.KNOWN:
        return (Offer("unknown_error", {"pasted": known.message}, label),)
    return ()


_LONGEST = 16


def bind_first(filings: Filings) -> tuple[str | Offer, ...]:
    """Binding comes first; which module it is can be asked without."""
    return (Offer("bind_employer", {}, "绑定单位"), "filing.which_module")


def on_the_portal(filings: Filings) -> tuple[str | Offer, ...]:
    """How it is done on the portal."""
    return ("filing.entry", "filing.which_module")


def paste_the_message(filings: Filings) -> tuple[str | Offer, ...]:
    """The dialog that solves a pasted message."""
    return (Offer("unknown_error", {}, "发报错的原话"),)


class FilingDialog(CanbaoDialog, abstract=True):
    """A dialog that files. Its closings, of which each takes those that it leads to, are the same for all modules."""

    told_apart = ("employer_name", "person_name")

    task_sheet = tell(
        """
        办理单（我没有替您提交任何东西）
        单位：{{ employer_name }}
        {% for line in to_type %}
        {{ line }}
        {% endfor %}
        """,
        made=task_files,
        then="task_reminder",
    )
    task_reminder: Remembered = look_up(
        remind_of_the_task,
        {Remembered.KEPT: "portal_said", Remembered.NOT_HERE: "portal_said", Remembered.UNKNOWN: "portal_said"},
    )
    portal_said: PortalSaid = choose(
        "在网厅提交以后，网厅怎么说？",
        {PortalSaid.DONE: "no_reminder", PortalSaid.ERROR: "error_by_hand", PortalSaid.LATER: "not_yet_by_hand"},
        label="网厅的结果",
        field=False,
    )

    no_reminder: Remembered = look_up(
        take_the_reminder_back,
        {Remembered.KEPT: "done_by_hand", Remembered.NOT_HERE: "done_by_hand", Remembered.UNKNOWN: "done_by_hand"},
    )

    no_bureau = end("这里没有接通经办系统，申报请在网厅办，步骤我可以告诉您。", offers=on_the_portal, silent=True)
    not_bound = end("{{ demo }}要先绑定单位，才能替它申报；问答和步骤不绑定也能看。", offers=bind_first, silent=True)
    not_granted = end("{{ demo }}您在{{ employer_name }}没有办这一项的权限，请{{ who_can }}给您授权。", silent=True)
    no_window = end("{{ trouble }}什么都没有提交。", silent=True)
    bureau_silent = end("经办系统现在没有回话，什么都没有提交。请过一会儿再来。", silent=True)
    bureau_silent_later = end(
        "经办系统现在没有回话，什么都没有提交，填的都留着。过一会儿回复“继续”。", retry=True, silent=True
    )
    draft_kept = end(
        "今天暂停申报，{{ reopens }}恢复。填的都留着，什么都没有提交；到时候我提醒您，接着办再核对一遍。",
        retry=True,
        silent=True,
    )
    not_here = end(
        """
        {{ demo }}在{{ employer_name }}没有查到这个号码的人在参保，什么都没有改变。
        请核对号码：回复“继续”可以重新输入。
        """,
        pause=True,
        silent=True,
    )
    would_be_refused = end(
        """
        {{ demo }}现在提交会被退回：{{ refusal }}
        什么都没有提交，填的都留着。解决以后回复“继续”接着办；填错了，回复“修改”。
        """,
        offers=mend_foreseen,
        retry=True,
        silent=True,
    )
    reviewing = end(
        "{{ demo }}已提交，业务编号{{ filing_number }}，审核中。有了结果我会告诉您，也可以回复“进度”看。",
        made=receipt_files,
        silent=True,
    )
    refused = end("{{ demo }}没有办成：{{ refused_because }}", offers=mend_refused, silent=True)
    lost_authority = end("{{ demo }}没有提交：{{ refused_because }}", silent=True)
    asking_the_bureau = end(
        "经办系统没有回话，还不知道办上没有。请不要重复提交，我会接着查，有了结果就告诉您。", silent=True
    )
    done_by_hand = end("好的。业务编号请自己记下来，办得怎样，登录网厅看。")
    error_by_hand = end(
        "请把网厅弹出的提示原样发给我，一步步解决。解决了再去网厅提交一次，然后回复“继续”，告诉我网厅怎么说。",
        offers=paste_the_message,
        pause=True,
        silent=True,
    )
    not_yet_by_hand = end(
        "好的，填的都留着，过一天我来问一声。办完了回复“继续”，告诉我网厅怎么说。", pause=True, silent=True
    )
    dropped = end("没有提交，什么都没有改变。", silent=True)
