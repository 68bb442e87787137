"""What the knowledge gives to learn from: every phrasing, whose it is, and what a text about it says."""

from collections.abc import Iterator

from faq.entries import Cued, ErrorEntry, Phrased, Topic
from faq.knowledge import Knowledge
from faq.normalize import letters, plain
from faq.retrieval import Phrasing
from faq.understood import Decision

_LEAST = 4
"""Letters of a line about a topic that is worth reading."""


def phrasings(knowledge: Knowledge) -> Iterator[Phrasing]:
    """Every text that shows how an entry is talked about."""
    for entry, key in entries(knowledge):
        yield from (Phrasing(key, plain(asked)) for asked in entry.ask)
    for topic in knowledge.topics.values():
        yield from (Phrasing(topic.id, plain(line)) for line in _lines(topic) if len(line) >= _LEAST)
    for error in knowledge.errors.values():
        yield from (Phrasing(error.topic, plain(line)) for line in _told(error))
    for matter in knowledge.out_of_scope.values():
        said = (line for line in matter.say.split("。") if len(line) >= _LEAST)
        yield from (Phrasing(key_of(Decision.OUT_OF_SCOPE, matter.id), plain(line)) for line in said)


def entries(knowledge: Knowledge) -> Iterator[tuple[Phrased, str]]:
    """Every entry that is recognized by its phrasings, and its key: a topic's id, or ``decision:kind``."""
    for topic in knowledge.topics.values():
        yield topic, topic.id
    for decision, kinds in (
        (Decision.SMALLTALK, knowledge.smalltalk),
        (Decision.OUT_OF_SCOPE, knowledge.out_of_scope),
        (Decision.CLARIFY, knowledge.clarify),
        (Decision.HUMAN, knowledge.human),
    ):
        for entry in kinds.values():
            yield entry, key_of(decision, entry.id)


def exact(knowledge: Knowledge) -> dict[str, str]:
    """The key of the entry that a text belongs to word for word, by its letters; titles count."""
    found = {letters(plain(topic.title)): topic.id for topic in knowledge.topics.values()}
    for entry, key in entries(knowledge):
        for asked in entry.ask:
            found.setdefault(letters(plain(asked)), key)
    found.pop("", None)
    return found


def cues(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """The words that give an entry away, each with the entry's key."""
    return tuple(
        (letters(plain(word)), key)
        for entry, key in entries(knowledge)
        if isinstance(entry, Cued)
        for word in entry.words
    )


def key_of(decision: Decision, kind: str) -> str:
    """How an entry that is no topic is named beside the topics."""
    return f"{decision}:{kind}"


def _told(error: ErrorEntry) -> tuple[str, ...]:
    return (error.message, *error.variants, error.cause)


def _lines(topic: Topic) -> Iterator[str]:
    yield topic.title
    yield from topic.answer.split("\n")
    yield from (*topic.path, *topic.prepare, *topic.notes)
    yield from (later.fact for later in topic.later)
    yield from (asked + told for asked, told in topic.follow.items())
