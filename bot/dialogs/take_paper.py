"""打印证明: a certificate or an entitlement record of the employer, or of one of those whom it insures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from bot.bureau.papers import PaperKind, PaperWanted
from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.fields import IDENTITY
from bot.dialogs.filing_steps import bind_first
from bot.engine.checks import Found, fold
from bot.engine.choice import Choice
from bot.engine.conversation import Outcome
from bot.engine.messages import FileRef, Offer
from bot.engine.steps import ask, choose, end, look_up, perform
from bot.services.filings import Filings
from bot.services.papers import Issued, PaperIssued, Papers, PapersAt, Place
from rules.month import Month

ALL = "全部"
_EVERYONE = frozenset((ALL, "全体", "所有人", "整个单位", "全单位", "单位", "都要", "全部职工", "全体职工"))


@dataclass(frozen=True, slots=True)
class EveryoneOr:
    """Everyone, or the identity number of one."""

    label: str
    example: str
    strict: bool = True
    greedy: bool = False

    def parse(self, text: str, today: date) -> str:
        return ALL if fold(text) in _EVERYONE else IDENTITY.parse(text, today)

    def find(self, text: str, today: date) -> Iterator[Found]:
        return IDENTITY.find(text, today)

    def show(self, value: object, private: bool) -> str:
        return ALL if value == ALL else IDENTITY.show(value, private)


PaperSubject = Annotated[str, EveryoneOr("给谁", "全部，或者一位职工的公民身份号码")]


class PaperWish(Choice):
    """Which paper, of which months."""

    CERTIFICATE = ("参保证明", "证明", "参保缴费证明")
    RECORD = ("权益记录单，近12个月", "权益记录单", "权益单", "记录单", "近12个月", "近一年")
    THIS_YEAR = ("权益记录单，今年", "今年的权益单", "今年")
    LAST_YEAR = ("权益记录单，去年全年", "去年的权益单", "去年", "去年全年")

    @property
    def kind(self) -> PaperKind:
        """Which paper it is."""
        return PaperKind.CERTIFICATE if self is PaperWish.CERTIFICATE else PaperKind.RECORD


async def where_issued(papers: Papers) -> PapersAt:
    """Where papers are to be had."""
    return await papers.papers_at()


async def issue(
    request: str, papers: Papers, acting_for: str, which: PaperWish, whom: str, today: date
) -> PaperIssued:
    """Has the paper issued."""
    first, last = _months(which, today)
    wanted = PaperWanted(which.kind, "" if whom == ALL else whom, first, last)
    return await papers.acting(acting_for).issue(request, wanted)


def _months(which: PaperWish, today: date) -> tuple[str, str]:
    now = Month.of(today)
    match which:
        case PaperWish.CERTIFICATE:
            return "", ""
        case PaperWish.RECORD:
            return str(now - 11), str(now)
        case PaperWish.THIS_YEAR:
            return f"{today.year}-01", str(now)
        case PaperWish.LAST_YEAR:
            return f"{today.year - 1}-01", f"{today.year - 1}-12"


def the_paper(paper_files: tuple[FileRef, ...]) -> tuple[FileRef, ...]:
    """The paper."""
    return paper_files


def on_the_portal(filings: Filings) -> tuple[str | Offer, ...]:
    """How it is printed on the portal."""
    return ("query.certificate", "query.rights_record")


class TakePaper(CanbaoDialog):
    """打印证明: a real bureau's own file is passed on; the demonstration's is laid out here, with 演示 across it.

    Whether the portal prints them for a single employee the guide does not say.

    Source: 002 §四 (certificates and entitlement records, six months' validity)
    """

    key = "take_paper"
    topic = "query.certificate"
    title = "打印参保证明和权益记录单"
    version = 1

    where: PapersAt = look_up(
        where_issued,
        {Place.HERE: "which", Place.NOT_BOUND: "not_bound", Place.PORTAL: "portal", Place.UNKNOWN: "silent"},
    )
    which: PaperWish = choose("{{ demo }}{{ employer_name }}的证明，要哪一种？", label="哪一种")
    whom: PaperSubject = ask(
        "{{ demo }}列出单位全部职工，还是只给一位？回复“全部”，或者输入这位职工的公民身份号码。", label="给谁"
    )
    issued: PaperIssued = perform(
        issue,
        {
            Issued.ISSUED: "done",
            Issued.PASSED_ON: "passed_on",
            Issued.NOBODY: "nobody",
            Issued.NO_AUTHORITY: "no_right",
            Issued.PORTAL: "portal",
            Issued.UNKNOWN: "silent",
        },
    )

    portal = end("证明和权益记录单在网厅打印，点哪里我可以告诉您。", offers=on_the_portal, silent=True)
    done = end(
        """
        {{ demo }}{{ which }}开好了，编号{{ paper_number }}。
        可以验证到{{ valid_until }}，次数不限：扫右上角的码，或者打开{{ verify_url }}
        输入编号和验证码{{ paper_code }}。
        上面有职工的个人信息，请妥善保管。
        """,
        made=the_paper,
        outcome=Outcome.SOLVED,
    )
    passed_on = end(
        """
        {{ which }}开好了，编号{{ paper_number }}。附件是经办系统出的原件，我没有改动。
        可以验证到{{ valid_until }}，次数不限。上面有职工的个人信息，请妥善保管。
        """,
        made=the_paper,
        outcome=Outcome.SOLVED,
    )
    nobody = end("{{ demo }}没有开：您的单位名下没有这样的参保人。只给一位的，请核对号码。", silent=True)
    no_right = end("{{ demo }}没有开：{{ paper_refused }}", silent=True)
    not_bound = end("{{ demo }}要先绑定单位，才能开它的证明。", offers=bind_first, silent=True)
    silent = end("经办系统没有回话，没有开成。过一会儿再试，再开一次没有关系。", silent=True)
