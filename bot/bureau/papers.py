"""What some bureaus give out beside taking filings: certificates, entitlement records, exports.

Whoever wants one asks with ``isinstance(bureau, GivesPapers)``, and is told ``NotOffered`` where the bureau behind it
does not give this. Source: 002 §四
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol, runtime_checkable

from bot.bureau.protocol import Document, Known


class NotOffered(Exception):
    """The bureau does not give this out here; the portal does."""


class PaperKind(StrEnum):
    """A paper that a bureau issues about an employer's people."""

    CERTIFICATE = "certificate"
    RECORD = "rights_record"

    @property
    def label(self) -> str:
        """For users."""
        return "参保证明" if self is PaperKind.CERTIFICATE else "权益记录单"


@dataclass(frozen=True, slots=True)
class PaperWanted:
    """Which paper is wanted.

    Args:
        identity_number: whom it is about; empty for everyone whom the employer insures.
        first_month, last_month: the months of a record, as 2026-01, both counted; a certificate has none.
    """

    kind: PaperKind
    identity_number: str = field(default="", repr=False)
    first_month: str = ""
    last_month: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """Somebody on a record: from which to which month, as 2026-01, and how many months."""

    name: str = field(repr=False)
    identity_number: str = field(repr=False)
    first_month: str
    last_month: str
    months: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it was issued; with ``number`` and ``code`` it is verified until ``valid_until``.

    Args:
        lines: what stands at its head.
        rows: everybody on it.
        document: the bureau's own file; without one the assistant lays the paper out.
    """

    number: str
    code: str = field(repr=False)
    kind: PaperKind
    issued_on: date
    valid_until: date
    lines: tuple[Known, ...] = field(default=(), repr=False)
    rows: tuple[PaperRow, ...] = field(default=(), repr=False)
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """What a third party may see of a paper; ``about`` masks a name."""

    number: str
    kind: PaperKind
    employer_name: str
    about: str
    issued_on: date
    valid_until: date


@runtime_checkable
class GivesPapers(Protocol):
    """A bureau that issues papers. Its methods may raise ``Outage`` and ``NotOffered``."""

    async def issue_paper(self, operator: str, employer: str, wanted: PaperWanted) -> Paper | None:
        """The paper; None where the employer insures nobody whom it is about.

        Raises:
            NoAuthority: the operator may not see the employer's people.
        """
        ...

    async def verify_paper(self, number: str, code: str) -> PaperSeen | None:
        """What may be seen of the paper; None where number and code do not belong together."""
        ...


class ExportKind(StrEnum):
    """What can be exported."""

    PEOPLE = "people"
    FILINGS = "filings"

    @property
    def label(self) -> str:
        """For users."""
        return "参保人员名单" if self is ExportKind.PEOPLE else "申报记录"


@runtime_checkable
class Exports(Protocol):
    """A bureau that exports an employer's data; may raise ``Outage`` and ``NotOffered``."""

    async def export(self, operator: str, employer: str, kind: ExportKind, code: str) -> Document | None:
        """An encrypted archive, whose password is the mobile that the operator registered with.

        Args:
            code: a one-time code sent by ``Binds.send_code`` just now; it is used up.

        Returns:
            None where the code is wrong, used, or out of time.

        Raises:
            NoAuthority: the operator may not see the employer's data.
        """
        ...
