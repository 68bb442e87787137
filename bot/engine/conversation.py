"""What is kept of a conversation: dialog keys, versions and answers by step address; never a position."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from bot.engine.messages import Decision, Option


class Origin(StrEnum):
    """Where an answer came from: said by the person, prefilled, decided by a rule, or done (an effect's result)."""

    SAID = "said"
    PREFILLED = "prefilled"
    DECIDED = "decided"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Given:
    """One stored answer: its JSON value, its origin, and for rules and cards what it was based on.

    ``day`` and ``stamp`` name the day and the parameters' version of a rule's result; ``basis`` is a digest of what
    a rule read, or of the card that a confirmation belongs to. ``sealed`` ones lie before a performed effect: they
    stay as they were sent, whatever the day or the parameters.
    """

    value: Any
    origin: Origin = Origin.SAID
    day: date | None = None
    stamp: str | None = None
    basis: str | None = None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One dialog under way. Addresses are step names; inside groups and called dialogs ``people.0.name``.

    ``offered`` holds old values of reopened steps, ``picked`` what is picked so far where several may be, ``told`` the
    addresses of texts already said, ``slips`` how often the open step got an invalid value in a row, ``begun_on`` where
    it was begun, for users, where two conversations became one. ``only_at`` is the digest of the one address at which
    it may go on, where its dialog is ``passing``; ``behalf`` the one on whose behalf it was begun.
    """

    id: str
    dialog: str
    version: int
    given: dict[str, Given] = field(default_factory=dict)
    offered: dict[str, Any] = field(default_factory=dict)
    picked: dict[str, list[Any]] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    slips: int = 0
    begun_on: str = ""
    only_at: str = ""
    behalf: str = ""

    @property
    def is_begun(self) -> bool:
        """Whether the person said anything in it."""
        return any(given.origin is Origin.SAID for given in self.given.values())

    def with_given(self, address: str, given: Given) -> Run:
        """A copy in which the step at ``address`` is answered."""
        return replace(self, given={**self.given, address: given})


class Outcome(StrEnum):
    """How a matter ended, as the person says it, or ``LEFT`` when nothing was said."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    PERSON_WANTED = "person_wanted"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a person came with, for the report: no personal data. ``steps`` counts answers given."""

    id: str
    topic: str | None
    dialog: str | None
    step: str | None
    steps: int
    channel: str
    began: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question in the person's own words, masked; what was made of it, and the topics nearest to it, best first."""

    text: str
    decision: Decision
    nearest: tuple[tuple[str, float], ...]
    asked: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that is kept between turns: runs (the last one is active), what was shown, and the matter at hand.

    ``aside`` is the run that was cancelled or restarted last, so that a slip loses nothing; ``trail`` are the titles
    of what was answered and gone through lately, for the person who takes over; ``lean`` is what the knowledge wants
    to know of its last answer; ``asked`` is the question just answered or asked back about, until anything else comes;
    ``shown_at`` is the digest of the chat in which the options were shown.
    """

    runs: tuple[Run, ...] = ()
    aside: Run | None = None
    shown: tuple[Option, ...] = ()
    last_topic: str | None = None
    lean: str = ""
    misses: int = 0
    asleep: bool = False
    closing: bool = False
    matter: Matter | None = None
    trail: tuple[str, ...] = ()
    updated: datetime | None = None
    asked: Question | None = None
    shown_at: str = ""

    @property
    def active(self) -> Run | None:
        """The run that the next answer belongs to."""
        return self.runs[-1] if self.runs else None

    def with_active(self, run: Run) -> Conversation:
        """A copy whose active run is ``run``."""
        return replace(self, runs=(*self.runs[:-1], run))


_adapter: TypeAdapter[Conversation] = TypeAdapter(Conversation)


def dump_conversation(conversation: Conversation) -> bytes:
    """The conversation as JSON bytes."""
    return _adapter.dump_json(conversation)


def load_conversation(kept: bytes) -> Conversation:
    """The conversation from JSON bytes.

    Raises:
        pydantic.ValidationError: the bytes are not a conversation.
    """
    return _adapter.validate_json(kept)
