"""What a message was understood as."""

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What to do with a message."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    OUT_OF_SCOPE = "out_of_scope"
    HUMAN = "human"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True)
class Candidate:
    """A topic, and how likely it is meant (0 to 1)."""

    id: str
    score: float


@dataclass(frozen=True)
class Understood:
    """A message, and what was made of it."""

    text: str
    """The message as written, cut to what was read."""
    decision: Decision
    topics: tuple[Candidate, ...]
    """Best first, four where anything is near at all."""
    error: str | None = None
    """The entry of the error catalogue that the message quotes."""
    kind: str | None = None
    """Which entry of the decision's file (smalltalk, out_of_scope, clarify, human) fits, if one does."""
    confidence: float = 0.0
    """How likely the decision's first topic or kind is right, 0 to 1."""
    needs: tuple[str, ...] = ()
    """When clarifying: the two to four topics to choose from."""
    follow: str | None = None
    """The key of the topic's ``follow`` that answers a follow-up question."""
    leans: bool = False
    """Whether the message is a piece of a conversation that stays with the topic answered before it."""
    also: tuple[str, ...] = ()
    """Further topics that the same message asks for, in the order asked; the first one leads ``topics``."""
