"""What every form of the bureau does, and what some of them do beside it.

``prepare``, ``submit`` and ``status`` are everyone's. Look-ups, bindings and records are capabilities: whoever wants
one asks with ``isinstance(bureau, LooksUp)``. Days are Beijing calendar days, amounts ``Decimal`` yuan, instants aware.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from pydantic import Base64Bytes

from rules.modules import Module
from rules.permissions import Role

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]


class BureauForm(StrEnum):
    """Which form of the bureau stands behind the assistant."""

    SIMULATED = "simulated"
    GUIDED = "guided"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Document:
    """A file with its content; ``kind`` is a MIME type."""

    name: str
    kind: str
    content: Base64Bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Filing:
    """What is submitted (申报) for one person, or for the employer itself.

    Args:
        module: the filing module.
        employer: credit code (统一社会信用代码) of the employer that files.
        operator: identity number of whoever files; empty with ``guided``, which knows no operators.
        answers: the form's fields by their glossary names, as JSON values: days as ISO text, amounts as text.
        attachments: files that go with it (附件); a bureau that wants none leaves them aside.
    """

    module: Module
    employer: str
    operator: str = field(repr=False)
    answers: Mapping[str, Json] = field(repr=False)
    attachments: tuple[Document, ...] = field(default=(), repr=False)


class Standing(StrEnum):
    """How a filing stands with the bureau."""

    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ROLLED_BACK = "rolled_back"
    BY_HAND = "by_hand"

    @property
    def label(self) -> str:
        """For users."""
        return _STANDINGS[self]

    @property
    def final(self) -> bool:
        """Whether nothing more is to come by itself."""
        return self not in (Standing.IN_REVIEW, Standing.BY_HAND)


_STANDINGS = {
    Standing.IN_REVIEW: "审核中",
    Standing.ACCEPTED: "已办成",
    Standing.REFUSED: "没有办成",
    Standing.ROLLED_BACK: "已回退",
    Standing.BY_HAND: "由您在网厅提交",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the bureau does not take a filing.

    Args:
        error: the entry of the error catalogue (``data/errors``) whose remedy helps; empty where there is none.
        message: as the portal says it, in Chinese.
        field: the answer that it is about, where it is about one.
    """

    error: str
    message: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that the bureau adds to a filing, for the card and the receipt: its Chinese label and its text."""

    name: str
    label: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the bureau says before anything is sent: what it would refuse, and what it would add.

    A preparation binds nobody: ``submit`` decides again.
    """

    refusals: tuple[Refusal, ...] = ()
    facts: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing as the bureau has it.

    Args:
        request: the id under which it was submitted; asking again with it never files twice.
        filing_number: 业务编号; empty where it was refused at once, without a review.
        refusal: where ``standing`` is REFUSED.
        facts: what the bureau added: months made up, amounts, insurances.
        at: when the bureau took or refused it.
        changed_at: when ``standing`` last changed.
    """

    request: str
    standing: Standing
    filing_number: str
    refusal: Refusal | None
    facts: tuple[Known, ...]
    at: datetime
    changed_at: datetime


class Outage(Exception):
    """The bureau did not answer. Whether what was sent arrived is not known until ``status`` says so."""


class NoAuthority(Exception):
    """The operator may not do this for the employer; ``message_zh`` says who can."""

    def __init__(self, message_zh: str) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh


class Bureau(Protocol):
    """Takes filings. Every method may raise ``Outage``; those with an operator ``NoAuthority``."""

    @property
    def form(self) -> BureauForm:
        """Which form this is."""
        ...

    async def prepare(self, filing: Filing) -> Prepared:
        """What would become of the filing now; changes nothing."""
        ...

    async def submit(self, request: str, filing: Filing) -> Filed:
        """Submits the filing once under ``request``: the same request again gives how that filing stands.

        Raises:
            ValueError: the request was used for another employer's filing, or for another module.
        """
        ...

    async def submit_many(self, filings: Sequence[tuple[str, Filing]]) -> Sequence[Filed]:
        """Submits several, each as ``submit`` would, in order; the later ones see the earlier ones.

        They may be taken in groups. Where it raises, groups before may have been taken; trying again is safe.
        """
        ...

    async def status(self, request: str) -> Filed | None:
        """How the filing submitted under ``request`` stands; None where it never arrived."""
        ...


@dataclass(frozen=True, slots=True)
class HostSeen:
    """A host employer (实际用工单位) of an agency, by the code that filings name it with."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class EmployerSeen:
    """An employer as the bureau shows it: ``name`` in full, ``region`` its city of insurance, ``hosts`` an agency's."""

    credit_code: str
    name: str
    region: str
    is_agency: bool
    registered: bool
    hosts: tuple[HostSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """A person as the bureau shows it to an employer that may ask.

    Args:
        name: in full to an employer that enrolled the person; to any other, the first sign alone.
        household_registration_type, contribution_base: empty where the person is not enrolled by the employer.
        person_number: 个人编号, which tells records under one identity number apart.
    """

    identity_number: str = field(repr=False)
    name: str = field(repr=False)
    household_registration_type: str = field(repr=False, default="")
    enrolled_here: bool = False
    contribution_base: str = field(repr=False, default="")
    person_number: str = ""


@dataclass(frozen=True, slots=True)
class FilingSeen:
    """A filing of the employer, for history and for what can be rolled back."""

    filing_number: str
    module: Module
    identity_number: str = field(repr=False)
    name: str = field(repr=False)
    day: date
    standing: Standing


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """Somebody enrolled in a project."""

    identity_number: str = field(repr=False)
    name: str = field(repr=False)
    person_number: str
    entry_day: date
    exit_day: date | None


@dataclass(frozen=True, slots=True)
class ProjectSeen:
    """A construction project (工程建设项目) of the employer with its workers, as the form shows them."""

    code: str
    name: str
    region_code: str
    cost: str
    begins: date
    ends: date
    workers: tuple[WorkerSeen, ...] = field(repr=False)


@runtime_checkable
class LooksUp(Protocol):
    """A bureau that shows employers, people and filings to operators of the employer alone."""

    async def employer(self, operator: str, credit_code: str) -> EmployerSeen | None:
        """The employer; None where there is none."""
        ...

    async def person(self, operator: str, employer: str, identity_number: str) -> PersonSeen | None:
        """What the employer may know of the person; None where the bureau has no record (人员基础信息)."""
        ...

    async def records(self, operator: str, employer: str, identity_number: str) -> Sequence[PersonSeen]:
        """Every record under the number; where there are several (多条人员信息), one has to be chosen."""
        ...

    async def people(self, operator: str, employer: str) -> Sequence[PersonSeen]:
        """Everyone who is enrolled by the employer."""
        ...

    async def project(self, operator: str, employer: str, project_code: str) -> ProjectSeen | None:
        """The employer's project with its workers; None where the employer has none of that code."""
        ...

    async def filings(self, operator: str, employer: str, identity_number: str = "") -> Sequence[FilingSeen]:
        """The employer's filings of matters granted, newest first; of one person where ``identity_number`` is given."""
        ...


@dataclass(frozen=True, slots=True)
class Authority:
    """What an operator may do for an employer; ``modules`` are the matters granted, all for an administrator."""

    employer: EmployerSeen
    role: Role
    modules: frozenset[Module]


@runtime_checkable
class Binds(Protocol):
    """A bureau that lets a person prove, by a one-time code, to be an operator of an employer."""

    async def send_code(self, credit_code: str, identity_number: str) -> None:
        """Sends a one-time 绑定码 to the operator; says nothing of whether there is such an operator."""
        ...

    async def check_code(self, credit_code: str, identity_number: str, code: str) -> Authority | None:
        """The authority that the code proves; None where it is wrong, used, or out of time. Attempts are limited."""
        ...

    async def authority(self, credit_code: str, identity_number: str) -> Authority | None:
        """What the operator may do now; None where nothing (any more)."""
        ...
