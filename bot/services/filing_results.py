"""What filing gives back to dialogs: whether, for whom, what the bureau said, each with what a text may read of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.engine.choice import Choice


class May(Choice):
    """Whether the person may file this matter for the employer at hand."""

    YES = "可以申报"
    NO_BUREAU = "没有接通经办系统"
    NOT_BOUND = "还没有绑定单位"
    NOT_GRANTED = "没有这项权限"
    UNKNOWN = "查不到权限"


class FoundPerson(Choice):
    """What the bureau shows of the person whom a filing is about."""

    HERE = "在本单位参保"
    KNOWN = "有基础信息，不在本单位"
    SEVERAL = "有几条人员信息"
    NO_RECORD = "没有基础信息"
    NOT_SHOWN = "这里查不到人员信息"
    UNKNOWN = "经办系统没有回话"


class Named(Choice):
    """Whether it is plain who is meant."""

    NUMBER = "说了号码"
    ONE = "按姓名查到一位"
    SEVERAL = "同名的不止一位"
    NOBODY = "没有查到这个姓名"
    NOT_SHOWN = "这里查不到"
    UNKNOWN = "经办系统没有回话"


class Foreseen(Choice):
    """What would become of the filing now."""

    CLEAR = "可以提交"
    REFUSED = "会被退回"
    UNKNOWN = "经办系统没有回话"


class Sent(Choice):
    """What became of the filing."""

    ACCEPTED = "已办成"
    IN_REVIEW = "审核中"
    REFUSED = "没有办成"
    NO_AUTHORITY = "没有权限"
    BY_HAND = "由您在网厅提交"
    UNKNOWN = "结果未知"


@dataclass(frozen=True, slots=True)
class Authorized:
    """Whether the person may file, and for which employer; ``who_can`` says who can where the person may not.

    ``acting_for`` is the employer's credit code: the filing stays with it, whichever employer is current later.
    ``host_codes`` and ``host_names`` are an agency's host employers, as far as the bureau shows them.
    """

    outcome: May
    employer_name: str = ""
    who_can: str = ""
    is_agency: bool = False
    acting_for: str = ""
    host_codes: tuple[str, ...] = ()
    host_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonShown:
    """The person as the bureau shows it; ``record_lines`` tell records under one number apart."""

    outcome: FoundPerson
    person_name: str = field(default="", repr=False)
    present_base: str = ""
    record_lines: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """Who is meant by a number or a name; of several, each as one line with the number masked."""

    outcome: Named
    named_number: str = field(default="", repr=False)
    same_name_lines: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Foresight:
    """What the bureau would refuse first, and what it would add, each as one line."""

    outcome: Foreseen
    refusal: str = ""
    refusal_error: str = ""
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilingSent:
    """The bureau's answer to a filing.

    Args:
        to_type: what to type where, where the person files by hand.
        filed_topic: which matter it is, by its topic.
        receipt_url: what the receipt's code opens.
    """

    outcome: Sent
    filing_number: str = ""
    refused_because: str = ""
    refused_error: str = ""
    got: tuple[str, ...] = ()
    to_type: tuple[str, ...] = field(default=(), repr=False)
    filed_topic: str = ""
    receipt_url: str = ""


class Undo(Choice):
    """Whether there is something to roll back."""

    SOME = "有可以回退的"
    NONE = "没有可以回退的"
    NOT_SHOWN = "这里查不到"
    UNKNOWN = "经办系统没有回话"


@dataclass(frozen=True, slots=True)
class Undoable:
    """The filings about a person that may be rolled back today, newest first, each as one line."""

    outcome: Undo
    undo_numbers: tuple[str, ...] = ()
    undo_lines: tuple[str, ...] = field(default=(), repr=False)


class Listed(Choice):
    """Whether there are filings to show."""

    SOME = "有申报"
    NONE = "没有申报"
    NOT_BOUND = "还没有绑定单位"
    NOT_SHOWN = "这里查不到"
    UNKNOWN = "经办系统没有回话"


@dataclass(frozen=True, slots=True)
class ListedFilings:
    """Filings of the current employer, newest first, each as one line with the person masked."""

    outcome: Listed
    listed_for: str = ""
    listed_lines: tuple[str, ...] = field(default=(), repr=False)


class ProjectFound(Choice):
    """Whether the employer has the project."""

    OURS = "本单位的项目"
    NOT_OURS = "本单位没有这个项目"
    NOT_SHOWN = "这里查不到"
    UNKNOWN = "经办系统没有回话"


@dataclass(frozen=True, slots=True)
class ProjectShown:
    """A project as the bureau shows it, with its workers masked, each as one line."""

    outcome: ProjectFound
    project_name: str = ""
    project_days: str = ""
    worker_lines: tuple[str, ...] = field(default=(), repr=False)
