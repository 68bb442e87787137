"""What the engine needs from outside, as Protocols that the floors around it fulfill."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from bot.engine.conversation import Conversation, Matter, Outcome, Question
from bot.engine.messages import Address, Heard, Inbound, Reply


class Clock(Protocol):
    """Tells the time; ``today`` is the Beijing calendar day."""

    def now(self) -> datetime:
        """The instant, aware."""
        ...

    def today(self) -> date:
        """The Beijing calendar day."""
        ...


class Knowledge(Protocol):
    """Understands a text and answers it for a day."""

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = "") -> Heard:
        """What ``text`` is about, and what to say to it. Follow-ups lean on ``last_topic``, and on the last answer's
        ``Heard.lean``.
        """
        ...

    def quoted(self, text: str) -> str:
        """The one message that surely stands among other things in ``text``; empty where there is none."""
        ...

    def tell(self, topic: str, today: date) -> Heard:
        """The answer to a topic chosen by its id; an unknown id gives ``NOT_UNDERSTOOD``."""
        ...

    def more(self, key: str, today: date) -> Heard:
        """What an earlier answer offered to unfold; an unknown key gives ``NOT_UNDERSTOOD``."""
        ...


@dataclass(frozen=True, slots=True)
class Session:
    """A person's conversation as loaded; ``revision`` says whether another process saved it meanwhile."""

    person: str
    conversation: Conversation
    revision: int


@dataclass(frozen=True, slots=True)
class MatterEnd:
    """A matter that came to its end, and how."""

    matter: Matter
    outcome: Outcome
    ended: datetime


class Why(StrEnum):
    """Why a question counts as unanswered."""

    NOT_UNDERSTOOD = "not_understood"
    FOREIGN = "foreign"
    """It was taken for a matter that is not ours, and not for sure."""
    UNCHOSEN = "unchosen"
    """It was asked back about, and none of the topics offered was chosen."""
    UNSOLVED = "unsolved"
    """It was answered, and right after that the person said that this did not help."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that found no answer, and why it counts so."""

    question: Question
    why: Why


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn leaves behind: the message, the reply, the new conversation, ended matters.

    ``unanswered`` is a question that found no answer; the store masks it, as it masks the message and the reply,
    before anything is kept. ``found`` is when a question was asked that was left unchosen, and is not any more.
    ``closings`` are the dialogs that ended, each with its closing. ``moves`` names what becomes of the person's
    addresses with this turn (see ``Moving``), and ``joined_at`` is the revision of the other person's conversation that
    this one took in.
    """

    inbound: Inbound
    reply: Reply
    conversation: Conversation
    at: datetime
    said: str
    ended: tuple[MatterEnd, ...] = ()
    unanswered: Unanswered | None = None
    found: datetime | None = None
    closings: tuple[tuple[str, str], ...] = ()
    moves: str = ""
    joined_at: int | None = None


@runtime_checkable
class Moving(Protocol):
    """The result of an effect that changes where its person is met, once the turn is kept and not before.

    ``moves`` is the request under which it is written down, empty where nothing moves; ``here`` and ``there`` say for
    users where each of two conversations that become one was held.
    """

    moves: str
    here: str
    there: str


class Overtaken(Exception):
    """Another process saved this conversation, or holds it, since it was loaded: load it again and redo the turn."""


class StoreTrouble(Exception):
    """The store did not answer; nothing of this turn was kept."""


class IntentState(StrEnum):
    """How far an effect got: written down, or settled with a result."""

    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Intent:
    """An effect as written down before it is tried. ``request`` is its id on the other side, always the same.

    ``fresh`` is true for the turn that wrote it down; false when an earlier try left it open.
    """

    request: str
    effect: str
    state: IntentState = IntentState.OPEN
    result: Any = None
    fresh: bool = True
    arguments: dict[str, Any] = field(default_factory=dict)


class Conversations(Protocol):
    """Keeps conversations, each turn once. Every method may raise ``StoreTrouble``."""

    async def load(self, address: Address) -> Session:
        """The session of the person met at ``address``; a new person is made where there is none."""
        ...

    async def replay(self, address: Address, message_id: str) -> Reply | None:
        """The reply that this message got before, or None if it is new."""
        ...

    async def save(self, session: Session, turn: Turn) -> Session:
        """Keeps the turn in one transaction and gives the session to go on with.

        Raises:
            Overtaken: the conversation moved on, is held by another process, or the message was already answered.
        """
        ...

    async def intend(self, session: Session, intent: Intent) -> tuple[Session, Intent]:
        """Writes the intent down and holds the conversation for this process until saved or expired.

        Gives back the intent as it stands: open and fresh, open from an earlier try, or settled.

        Raises:
            Overtaken: as for ``save``.
        """
        ...

    async def other(self, session: Session, request: str) -> Session | None:
        """The conversation that becomes one with the session's by the move of this request; None where none does."""
        ...

    async def settle(self, intent: Intent, result: Any) -> None:
        """Keeps the effect's result, so that it is never tried again."""
        ...
