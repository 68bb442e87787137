"""What the knowledge gives to learn from: every phrasing, whose it is, and what a text about it says."""

from collections.abc import Iterable, Iterator

from faq.entries import Cued, Phrased, Topic
from faq.knowledge import Knowledge
from faq.normalize import letters, plain
from faq.retrieval import Phrasing
from faq.understood import Decision

_LEAST = 4
"""Letters of a line about a topic that is worth reading."""


def phrasings(knowledge: Knowledge) -> Iterator[Phrasing]:
    """Every text that shows how an entry is talked about; titles first, then what users say, then what tells of it."""
    for topic in knowledge.topics.values():
        yield Phrasing(topic.id, plain(topic.title))
    for entry, key in entries(knowledge):
        yield from (Phrasing(key, plain(asked)) for asked in entry.ask)
    for key, line in told(knowledge):
        if len(line) >= _LEAST:
            yield Phrasing(key, plain(line), whole=False)


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


def exact(known: Iterable[Phrasing]) -> dict[str, str]:
    """The key of the entry that a text belongs to word for word, by its letters; the first one counts."""
    found: dict[str, str] = {}
    for phrasing in known:
        if phrasing.whole:
            found.setdefault(letters(phrasing.text), phrasing.entry)
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


def told(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """What answers say, line by line, each with the key of what it is about."""
    for topic in knowledge.topics.values():
        yield from ((topic.id, line) for line in _lines(topic))
    for error in knowledge.errors.values():
        yield from ((error.topic, line) for line in (error.message, *error.variants, error.cause))
    for matter in knowledge.out_of_scope.values():
        yield from ((key_of(Decision.OUT_OF_SCOPE, matter.id), line) for line in matter.say.split("。"))


def _lines(topic: Topic) -> Iterator[str]:
    yield from topic.answer.split("\n")
    yield from (*topic.path, *topic.prepare, *topic.notes)
    yield from (later.fact for later in topic.later)
    yield from (asked + told for asked, told in topic.follow.items())
