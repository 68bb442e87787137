"""打印证明: a certificate or an entitlement record of somebody whom the employer insures."""

from __future__ import annotations

from bot.bureau.protocol import PaperKind
from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.fields import IdentityNumber
from bot.dialogs.filing_steps import bind_first
from bot.engine.choice import Choice
from bot.engine.conversation import Outcome
from bot.engine.messages import Made, Offer
from bot.engine.steps import ask, choose, decide, end, perform
from bot.services.filings import Filings
from bot.services.papers import Issued, PaperIssued, Papers


class PaperWish(Choice):
    """Which paper."""

    CERTIFICATE = ("参保证明", "证明", "参保缴费证明")
    RECORD = ("权益记录单", "权益单", "记录单")


class Given(Choice):
    """Whether papers are issued here."""

    HERE = "这里能开"
    PORTAL = "在网厅开"


def where_given(papers: Papers) -> Given:
    """Whether the bureau at hand issues papers."""
    return Given.HERE if papers.given else Given.PORTAL


async def issue(request: str, papers: Papers, which: PaperWish, identity_number: str) -> PaperIssued:
    """Has the paper issued."""
    return await papers.issue(PaperKind[which.name], identity_number)


def the_paper(papers: Papers, which: PaperWish, issued: PaperIssued, demo: str) -> tuple[Made, ...]:
    """The paper as PDF."""
    return papers.files(PaperKind[which.name], issued, bool(demo))


def on_the_portal(filings: Filings) -> tuple[str | Offer, ...]:
    """How it is printed on the portal."""
    return ("query.certificate", "query.rights_record")


class TakePaper(CanbaoDialog):
    """打印证明: where the bureau is a demonstration, in a layout of ours with 演示 across; else along the portal's way.

    Source: 002 §四 (certificates and entitlement records, six months' validity)
    """

    key = "take_paper"
    topic = "query.certificate"
    title = "打印参保证明和权益记录单"
    version = 1

    where: Given = decide(where_given, {Given.HERE: "which", Given.PORTAL: "portal"})
    which: PaperWish = choose("{{ demo }}要哪一种？", label="哪一种")
    identity_number: IdentityNumber = ask("{{ demo }}给谁开？请输入职工的公民身份号码。", label="公民身份号码")
    issued: PaperIssued = perform(
        issue,
        {
            Issued.ISSUED: "done",
            Issued.NOT_HERE: "not_ours",
            Issued.NO_AUTHORITY: "no_right",
            Issued.NOT_GIVEN: "not_bound",
            Issued.UNKNOWN: "silent",
        },
    )

    portal = end("证明和权益记录单在网厅打印，点哪里我可以告诉您。", offers=on_the_portal, silent=True)
    done = end(
        """
        {{ demo }}{{ which }}开好了，编号{{ paper_number }}。
        可以验证到{{ valid_until }}，次数不限：扫上面的码，或者在验真页输入编号和验证码{{ paper_code }}。
        """,
        made=the_paper,
        outcome=Outcome.SOLVED,
    )
    not_ours = end("{{ demo }}这个人不在您的单位参保，不能给他开。请核对号码。", silent=True)
    no_right = end("{{ demo }}没有开：{{ paper_refused }}", silent=True)
    not_bound = end("{{ demo }}要先绑定单位，才能给它的职工开。", offers=bind_first, silent=True)
    silent = end("经办系统没有回话，没有开成。过一会儿再试，再开一次没有关系。", silent=True)
