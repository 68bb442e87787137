"""Certificates, entitlement records and exports for an employer: from the bureau, kept for the person."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol
from urllib.parse import urlencode

from bot.bureau.papers import ExportKind, Exports, GivesPapers, NotOffered, Paper, PaperWanted
from bot.bureau.protocol import Binds, Document, NoAuthority
from bot.documents.paper import LaidOut, paper_pdf
from bot.documents.receipt import PDF
from bot.engine.choice import Choice
from bot.engine.messages import Address, FileRef, Made
from bot.services.filings import Filings
from bot.services.following import Whose


class Place(Choice):
    """Where papers and exports are to be had by the person at hand."""

    HERE = "这里能出"
    NOT_BOUND = "还没有绑定单位"
    PORTAL = "在网厅出"
    UNKNOWN = "没有查到"


@dataclass(frozen=True, slots=True)
class PapersAt:
    """Where papers or exports are to be had, and for which employer: credit code, identity number and name."""

    outcome: Place
    acting_for: str = ""
    employer_name: str = ""
    acting_as: str = field(default="", repr=False)


class Issued(Choice):
    """Whether a paper was issued."""

    ISSUED = "开好了"
    PASSED_ON = "经办系统的原件"
    NOBODY = "没有在本单位参保的人"
    NO_AUTHORITY = "没有权限"
    PORTAL = "在网厅出"
    UNKNOWN = "经办系统没有回话"


class Exported(Choice):
    """Whether an archive was made."""

    DONE = "导出好了"
    WRONG_CODE = "验证码不对"
    NO_AUTHORITY = "没有权限"
    PORTAL = "在网厅出"
    UNKNOWN = "经办系统没有回话"


class KeepsFiles(Protocol):
    """Keeps files for the person met at an address."""

    async def keep(self, address: Address, made: Made) -> FileRef:
        """Keeps a file; may raise ``StoreTrouble``."""
        ...


@dataclass(frozen=True, slots=True)
class PaperIssued:
    """A paper; its code is for whoever verifies it."""

    outcome: Issued
    paper_number: str = ""
    paper_code: str = field(default="", repr=False)
    valid_until: date | None = None
    paper_files: tuple[FileRef, ...] = field(default=(), repr=False)
    paper_refused: str = ""
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveMade:
    """An encrypted archive."""

    outcome: Exported
    archive_files: tuple[FileRef, ...] = field(default=(), repr=False)
    export_refused: str = ""


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers and exports for one person's current employer; ``base_url`` is where papers are verified."""

    filings: Filings
    files: KeepsFiles | None
    base_url: str

    def acting(self, acting_for: str) -> Papers:
        """The same for the employer of that credit code."""
        return replace(self, filings=self.filings.acting(acting_for))

    async def papers_at(self) -> PapersAt:
        """Where papers are to be had."""
        return await self._place(isinstance(self.filings.bureau, GivesPapers))

    async def exports_at(self) -> PapersAt:
        """Where exports are to be had; whoever wants one has to prove by a code who they are."""
        return await self._place(isinstance(self.filings.bureau, Exports) and isinstance(self.filings.bureau, Binds))

    async def issue(self, request: str, wanted: PaperWanted) -> PaperIssued:
        """Has the bureau issue a paper, and keeps it for the person; raises ``Outage`` and ``StoreTrouble``."""
        binding = await self.filings.current()
        if binding is None or self.files is None or not isinstance(self.filings.bureau, GivesPapers):
            return PaperIssued(Issued.PORTAL)
        try:
            paper = await self.filings.bureau.issue_paper(binding.operator, binding.credit_code, wanted)
        except NoAuthority as refused:
            return PaperIssued(Issued.NO_AUTHORITY, paper_refused=refused.message_zh)
        except NotOffered:
            return PaperIssued(Issued.PORTAL)
        if paper is None:
            return PaperIssued(Issued.NOBODY)
        kept = await self._keep(paper.document or await asyncio.to_thread(self._laid_out, paper, wanted))
        await self._note(request, f"issued:{wanted.kind.value}", binding.credit_code)
        outcome = Issued.PASSED_ON if paper.document else Issued.ISSUED
        return PaperIssued(outcome, paper.number, paper.code, paper.valid_until, (kept,), verify_url=self._verify_url)

    async def export(self, request: str, kind: ExportKind, code: str) -> ArchiveMade:
        """Has the bureau export, which takes the code; raises ``Outage`` and ``StoreTrouble``."""
        binding = await self.filings.current()
        if binding is None or self.files is None or not isinstance(self.filings.bureau, Exports):
            return ArchiveMade(Exported.PORTAL)
        try:
            document = await self.filings.bureau.export(binding.operator, binding.credit_code, kind, code)
        except NoAuthority as refused:
            return ArchiveMade(Exported.NO_AUTHORITY, export_refused=refused.message_zh)
        except NotOffered:
            return ArchiveMade(Exported.PORTAL)
        if document is None:
            return ArchiveMade(Exported.WRONG_CODE)
        kept = await self._keep(document)
        await self._note(request, f"exported:{kind.value}", binding.credit_code)
        return ArchiveMade(Exported.DONE, (kept,))

    async def _place(self, given: bool) -> PapersAt:
        if self.files is None or not given:
            return PapersAt(Place.PORTAL)
        binding = await self.filings.current()
        if binding is None:
            return PapersAt(Place.NOT_BOUND)
        return PapersAt(Place.HERE, binding.credit_code, binding.name, binding.operator)

    async def _keep(self, document: Document) -> FileRef:
        assert self.files is not None
        return await self.files.keep(self.filings.address, Made(document.name, document.kind, document.content))

    async def _note(self, request: str, action: str, employer: str) -> None:
        filings = self.filings
        await filings.journal.note(Whose(filings.person, filings.address, filings.stamp), request, action, employer)

    @property
    def _verify_url(self) -> str:
        return f"{self.base_url.rstrip('/')}/verify"

    def _laid_out(self, paper: Paper, wanted: PaperWanted) -> Document:
        """The paper in a layout of ours, with a code that opens its verification."""
        asked = urlencode({"number": paper.number, "code": paper.code})
        lines = [("编号", paper.number), ("验证码", paper.code)]
        lines += [(fact.label, fact.text) for fact in paper.lines]
        lines.append(("可验证到", f"{paper.valid_until:%Y-%m-%d}"))
        rows = [(row.name, row.identity_number, row.first_month, row.last_month, row.months) for row in paper.rows]
        url = f"{self._verify_url}?{asked}"
        title = paper.kind.label if wanted.identity_number else f"单位{paper.kind.label}"
        employer = next((fact.text for fact in paper.lines if fact.name == "employer"), "")
        made = LaidOut(title, tuple(lines), tuple(rows), paper.issued_on, url)
        return Document(f"{employer}{title}.pdf", PDF, paper_pdf(made))
