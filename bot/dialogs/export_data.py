"""导出信息: the employer's people or filings as an encrypted archive, after a fresh one-time code."""

from __future__ import annotations

from bot.bureau.papers import ExportKind
from bot.dialogs.bind_employer import OneTimeCode
from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.filing_steps import bind_first
from bot.engine.choice import Choice
from bot.engine.conversation import Outcome
from bot.engine.messages import FileRef, Offer
from bot.engine.steps import ask, choose, end, look_up, perform
from bot.services.binder import Binder, Code, CodeSent
from bot.services.filings import Filings
from bot.services.papers import ArchiveMade, Exported, Papers, PapersAt, Place


class ExportWish(Choice):
    """What is to be exported; members are named as the kinds."""

    PEOPLE = ("参保人员名单", "人员名单", "花名册", "名单", "人员")
    FILINGS = ("申报记录", "申报", "记录")


async def where_exported(papers: Papers) -> PapersAt:
    """Where exports are to be had."""
    return await papers.exports_at()


async def send_code(binder: Binder, acting_for: str, acting_as: str) -> Code:
    """Has the bureau send a one-time code to the operator who is bound."""
    return await binder.send_code(acting_for, acting_as)


async def export(request: str, papers: Papers, acting_for: str, which: ExportWish, code: str) -> ArchiveMade:
    """Has the archive made; the code is used up."""
    return await papers.acting(acting_for).export(request, ExportKind[which.name], code)


def the_archive(archive_files: tuple[FileRef, ...]) -> tuple[FileRef, ...]:
    """The archive."""
    return archive_files


def how_on_the_portal(filings: Filings) -> tuple[str | Offer, ...]:
    """How it is exported on the portal."""
    return ("query.export",)


def once_more(filings: Filings) -> tuple[str | Offer, ...]:
    """Another try, with a new code."""
    return (Offer("export_data", {}, "重新发验证码"),)


class ExportData(CanbaoDialog):
    """导出信息: the password of the archive is the mobile that the operator registered with; it is never said here.

    Source: 002 §四 (exports: identity confirmed before, password the registered mobile)
    """

    key = "export_data"
    topic = "query.export"
    title = "导出参保信息"
    version = 1

    where: PapersAt = look_up(
        where_exported,
        {Place.HERE: "which", Place.NOT_BOUND: "not_bound", Place.PORTAL: "portal", Place.UNKNOWN: "silent"},
    )
    which: ExportWish = choose("{{ demo }}要导出{{ employer_name }}的哪一种？", label="导出什么")
    sending: Code = look_up(send_code, {CodeSent.ASKED: "code", CodeSent.UNKNOWN: "silent"})
    code: OneTimeCode = ask(
        """
        {{ demo }}名单里都是个人信息，导出前再确认一次是您本人：验证码已发给绑定的经办人，10分钟内有效。
        {% if shown_code %}
        【演示】收到的验证码是：{{ shown_code }}
        {% endif %}
        请输入验证码。网厅的密码和验证码我不要，请别发。
        """,
        label="验证码",
    )
    exported: ArchiveMade = perform(
        export,
        {
            Exported.DONE: "done",
            Exported.WRONG_CODE: "wrong",
            Exported.NO_AUTHORITY: "no_right",
            Exported.PORTAL: "portal",
            Exported.UNKNOWN: "silent",
        },
    )

    portal = end("要导出的信息在网厅导，点哪里我可以告诉您。", offers=how_on_the_portal, silent=True)
    done = end(
        """
        {{ demo }}{{ which }}导出好了，附件是加密的压缩包。
        密码是您注册账号时登记的手机号，我不会把它写在聊天里。手机上打不开的，存到电脑上用解压软件打开。
        {% if demo %}
        【演示】虚构的手机号在演示面板里。
        {% endif %}
        """,
        made=the_archive,
        outcome=Outcome.SOLVED,
    )
    wrong = end("{{ demo }}没有导出：验证码不对、用过了或者过了时间。", offers=once_more, silent=True)
    no_right = end("{{ demo }}没有导出：{{ export_refused }}", silent=True)
    not_bound = end("{{ demo }}要先绑定单位，才能导出它的信息。", offers=bind_first, silent=True)
    silent = end("经办系统没有回话，没有导出。过一会儿再试，再导一次没有关系。", silent=True)
