"""The same messages by noise, by topic, and by what they were taken for."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from faq.evaluation.judged import Judged
from faq.evaluation.messages import Noise
from faq.evaluation.shares import Share, share_of
from faq.understood import Decision

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Row:
    """Questions in scope that belong together."""

    first: Share
    among: Share
    answered: Share
    """Answered at once, and rightly."""


@dataclass(frozen=True)
class Confusion:
    """What was expected, what was given instead, how often, and one message for which it was."""

    expected: str
    given: str
    count: int
    example: str


def by_noise(judged: Iterable[Judged]) -> dict[Noise | None, Row]:
    """The questions in scope by noise; those without any first, then in the order of :class:`Noise`."""
    rows = _rows(judged, lambda each: each.message.noise)
    return {noise: rows[noise] for noise in (None, *Noise) if noise in rows}


def by_topic(judged: Iterable[Judged]) -> dict[str, Row]:
    """The questions in scope by the first of their topics; the worst first, of equals those with more messages."""
    rows = _rows(judged, lambda each: each.message.topics[0])
    worst = sorted(rows, key=lambda topic: (rows[topic].first.value or 0.0, -rows[topic].first.of, topic))
    return {topic: rows[topic] for topic in worst}


def confusions(judged: Iterable[Judged]) -> tuple[Confusion, ...]:
    """What was taken for what, the most frequent first; only what is not right."""
    wrong = _grouped((each for each in judged if not each.right), lambda each: (expected(each), given(each)))
    found = (Confusion(*pair, len(held), held[0].message.text) for pair, held in wrong.items())
    return tuple(sorted(found, key=lambda each: (-each.count, each.expected, each.given)))


def decisions(judged: Iterable[Judged]) -> Mapping[tuple[Decision, Decision], int]:
    """How often each expected decision (first of the pair) became which one (second)."""
    return Counter((each.message.expect, each.given) for each in judged)


def expected(each: Judged) -> str:
    """The first topic that should be answered, or the decision."""
    return each.message.topics[0] if each.message.expect is Decision.ANSWER else each.message.expect.value


def given(each: Judged) -> str:
    """The topic that was answered, or the decision."""
    topics = each.understood.topics
    return topics[0].id if each.given is Decision.ANSWER and topics else each.given.value


def _rows(judged: Iterable[Judged], key: Callable[[Judged], K]) -> dict[K, Row]:
    grouped = _grouped((each for each in judged if each.message.asks), key)
    return {name: _row(held) for name, held in grouped.items()}


def _row(held: Sequence[Judged]) -> Row:
    return Row(
        share_of(each.first_right for each in held),
        share_of(each.among_right for each in held),
        share_of(each.right for each in held),
    )


def _grouped(judged: Iterable[Judged], key: Callable[[Judged], K]) -> dict[K, list[Judged]]:
    grouped: dict[K, list[Judged]] = {}
    for each in judged:
        grouped.setdefault(key(each), []).append(each)
    return grouped
