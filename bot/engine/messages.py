"""What comes in from a channel and what goes out to it, the same for all channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Decision(StrEnum):
    """What the assistant made of a message."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    OUT_OF_SCOPE = "out_of_scope"
    HUMAN = "human"
    SMALLTALK = "smalltalk"
    STEP = "step"
    COMMAND = "command"
    NOT_UNDERSTOOD = "not_understood"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is met: a channel, and the person's id on it."""

    channel: str
    user: str


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that the store keeps: ``id`` finds it again, ``size`` is in bytes, ``kind`` is a MIME type."""

    id: str
    name: str
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Made:
    """A file that an answer comes with, not yet kept; ``kind`` is a MIME type."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class LateResult:
    """What a ``wait`` step waited for: the value for the step at ``address`` of the run ``run``."""

    run: str
    address: str
    value: Any


class PictureTrouble(StrEnum):
    """Why a picture was not read."""

    NO_READER = "no_reader"
    NOT_A_PICTURE = "not_a_picture"
    HEIC = "heic"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"
    NO_TEXT = "no_text"
    BUSY = "busy"
    TOO_SLOW = "too_slow"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was looked at and not kept: the text read on it, or why none was."""

    name: str
    text: str = ""
    trouble: PictureTrouble | None = None


class UnreadKind(StrEnum):
    """What came that the assistant can make nothing of."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BROKEN_SHEET = "broken_sheet"
    FOREIGN_SHEET = "foreign_sheet"
    DOCUMENT = "document"
    VOICE = "voice"
    VIDEO = "video"
    STICKER = "sticker"
    PLACE = "place"
    LINK = "link"
    CARD = "card"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or message that was not taken: its name, where it has one, and for a broken sheet why, in Chinese."""

    kind: UnreadKind
    name: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of a person: ``text``, a ``choice`` (the id of an option shown before), a file, a picture that was
    read, something that cannot be read, or a late result.

    ``message_id`` is the channel's own: the same id twice is the same message. ``private`` is false in groups.
    """

    address: Address
    message_id: str
    text: str | None = None
    choice: str | None = None
    file: FileRef | None = None
    picture: Picture | None = None
    unread: Unread | None = None
    late: LateResult | None = None
    private: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: ``id`` comes back in ``Inbound.choice``; the position in the reply is its number."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said back: messages in order, then numbered options, then files."""

    messages: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    files: tuple[FileRef, ...] = ()
    dialog: str | None = None
    step: str | None = None
    topic: str | None = None
    decision: Decision | None = None

    def as_json(self) -> dict[str, Any]:
        """The public form: option ids stay out, since scripts choose by number or label."""
        return {
            "messages": [{"text": text} for text in self.messages],
            "options": [{"number": n, "label": o.label} for n, o in enumerate(self.options, 1)],
            "files": [{"id": f.id, "name": f.name, "size": f.size, "kind": f.kind} for f in self.files],
            "dialog": self.dialog,
            "step": self.step,
            "topic": self.topic,
            "decision": self.decision.value if self.decision else None,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that a message may be about; ``score`` runs from 0 to 1."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Offer:
    """A dialog to propose, with the answers that it starts with; ``label`` where its title does not say enough."""

    dialog: str
    given: Mapping[str, str] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """On whose behalf a text wants something done, as ``Context.behalf`` names it.

    ``rests`` are the text without that name, the likeliest first; ``refused`` says why it cannot be done so.
    """

    behalf: str = ""
    rests: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the knowledge makes of a text: a decision, what to say, and where to go from there.

    Args:
        certain: the text can hardly be anything else, so that it may interrupt a free-text step.
        missed: nothing in it was understood at all, whatever is said to it.
        more: things to unfold, such as the reasons: label by the key that ``Knowledge.more`` takes.
        related: topics to look at when it did not help.
        lean: what ``Knowledge.hear`` wants back with the next text, for questions that lean on this one.
        made: files that belong to it.
        start: a dialog that was plainly asked for, to begin at once.
        wish: whether the text wants something done, not told: where the dialog offered is a form, it begins.
        leans: it was taken for asking on about the answer before, without naming its matter.
    """

    decision: Decision
    messages: tuple[str, ...] = ()
    topics: tuple[Candidate, ...] = ()
    offer: Offer | None = None
    choices: tuple[Candidate, ...] = ()
    certain: bool = False
    missed: bool = False
    more: Mapping[str, str] = field(default_factory=dict)
    related: tuple[Candidate, ...] = ()
    lean: str = ""
    made: tuple[Made, ...] = ()
    start: Offer | None = None
    wish: bool = False
    leans: bool = False

    @property
    def topic(self) -> str | None:
        """The topic that was answered, if one was."""
        return self.topics[0].id if self.decision is Decision.ANSWER and self.topics else None
