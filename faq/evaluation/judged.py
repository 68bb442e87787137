"""A message beside what was made of it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from faq.evaluation.messages import Message
from faq.understood import Decision, Understood

NAMED = 3
"""How many topics a person can be shown to choose from."""


class Understands(Protocol):
    """Whatever makes something of a message."""

    def understand(self, text: str, last_topic: str | None = None) -> Understood:
        """What ``text`` asks for, after an answer about ``last_topic``."""
        ...


@dataclass(frozen=True)
class Judged:
    """A message, what was made of it, and how long that took, in seconds."""

    message: Message
    understood: Understood
    first_seconds: float | None = None
    """At first sight; None where the same text came before."""
    again_seconds: float = 0.0
    """When it was read once more."""

    @property
    def given(self) -> Decision:
        """What was decided."""
        return self.understood.decision

    @property
    def decided_right(self) -> bool:
        """Whether the decision is the expected one, whatever the topic."""
        return self.given is self.message.expect

    @property
    def first_right(self) -> bool:
        """Whether the first topic is one of the expected ones, whatever was decided."""
        return self._among(1)

    @property
    def among_right(self) -> bool:
        """Whether one of the first three topics is expected, whatever was decided."""
        return self._among(NAMED)

    @property
    def right(self) -> bool:
        """Whether the decision is the expected one and, for an answer, the first topic too."""
        return self.decided_right and (self.given is not Decision.ANSWER or self.first_right)

    @property
    def answered_wrongly(self) -> bool:
        """Whether it was answered although something else should be done, or about a wrong topic."""
        return self.given is Decision.ANSWER and not self.right

    @property
    def asked_back_of(self) -> frozenset[str]:
        """The expected options that a question back offers; none where nothing was asked back."""
        offered = self.understood.needs if self.given is Decision.CLARIFY else ()
        return frozenset(self.message.topics) & frozenset(offered)

    def _among(self, most: int) -> bool:
        return any(candidate.id in self.message.topics for candidate in self.understood.topics[:most])


def judge(messages: Iterable[Message], reader_of: Callable[[Message], Understands]) -> tuple[Judged, ...]:
    """Each message, read twice by its reader: all of them once, then all once more.

    ``reader_of`` lets a message be read by somebody who did not learn from it.
    """
    said = tuple(messages)
    seen: set[tuple[str, str | None]] = set()
    firsts: list[tuple[Understood, float | None]] = []
    for message in said:
        understood, seconds = _read(message, reader_of(message))
        place = (message.text, message.after)
        firsts.append((understood, None if place in seen else seconds))
        seen.add(place)
    return tuple(
        Judged(message, understood, seconds, _read(message, reader_of(message))[1])
        for message, (understood, seconds) in zip(said, firsts, strict=True)
    )


def _read(message: Message, reader: Understands) -> tuple[Understood, float]:
    began = time.perf_counter()
    understood = reader.understand(message.text, message.after)
    return understood, time.perf_counter() - began
