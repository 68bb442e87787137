"""Certificates and entitlement records for an employer's people, and their verification by whoever is shown one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.bureau.protocol import GivesPapers, NoAuthority, PaperKind
from bot.documents.receipt import PDF, Receipt, receipt_pdf
from bot.engine.choice import Choice
from bot.engine.messages import Made
from bot.services.filings import Filings


class Issued(Choice):
    """Whether a paper was issued."""

    ISSUED = "开好了"
    NOT_HERE = "这个人不在本单位参保"
    NO_AUTHORITY = "没有权限"
    NOT_GIVEN = "这里不能开"
    UNKNOWN = "经办系统没有回话"


@dataclass(frozen=True, slots=True)
class PaperIssued:
    """A paper; its code is for whoever verifies it."""

    outcome: Issued
    paper_number: str = ""
    paper_code: str = field(default="", repr=False)
    valid_until: date | None = None
    paper_lines: tuple[str, ...] = field(default=(), repr=False)
    paper_refused: str = ""


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers for one person's current employer; ``base_url`` is where they are verified."""

    filings: Filings
    base_url: str
    now: datetime

    @property
    def given(self) -> bool:
        """Whether the bureau at hand issues papers here."""
        return isinstance(self.filings.bureau, GivesPapers)

    async def issue(self, kind: PaperKind, identity_number: str) -> PaperIssued:
        """Has the bureau issue it; raises ``Outage``."""
        binding = await self.filings.current()
        if binding is None or not isinstance(self.filings.bureau, GivesPapers):
            return PaperIssued(Issued.NOT_GIVEN)
        try:
            paper = await self.filings.bureau.issue_paper(binding.operator, binding.credit_code, kind, identity_number)
        except NoAuthority as refused:
            return PaperIssued(Issued.NO_AUTHORITY, paper_refused=refused.message_zh)
        if paper is None:
            return PaperIssued(Issued.NOT_HERE)
        lines = tuple(f"{fact.label}：{fact.text}" for fact in paper.lines)
        return PaperIssued(Issued.ISSUED, paper.number, paper.code, paper.valid_until, lines)

    def files(self, kind: PaperKind, issued: PaperIssued, demo: bool) -> tuple[Made, ...]:
        """The paper as PDF, with a code that opens its verification."""
        url = f"{self.base_url.rstrip('/')}/verify?number={issued.paper_number}&code={issued.paper_code}"
        rows = [("编号", issued.paper_number), ("验证码", issued.paper_code)]
        rows += [(label, text) for label, _, text in (line.partition("：") for line in issued.paper_lines)]
        if issued.valid_until is not None:
            rows.append(("可验证到", f"{issued.valid_until:%Y-%m-%d}"))
        paper = Receipt(kind.label, tuple(rows), self.now, url, demo, suffix="")
        return (Made(f"{kind.label}.pdf", PDF, receipt_pdf(paper)),)
