"""What is learned from: every phrasing of the knowledge, and the training messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from faq.corpus import entries
from faq.evaluation.messages import Message, Part
from faq.evidence import PERSON
from faq.knowledge import Knowledge
from faq.learned.model import lessons_id
from faq.normalize import plain
from faq.understood import Decision

_SECOND = 0.4
"""What a topic that would be right as well weighs beside the first one."""
_OPTION = 0.15
"""What each option of a vague message weighs as a lesson about topics."""


@dataclass(frozen=True)
class Lesson:
    """A plain text and what is meant by it."""

    text: str
    decision: Decision
    topics: tuple[tuple[str, float], ...] = ()
    """Topics, and what the text weighs as a lesson about each."""
    kind: str | None = None
    invented: bool = False
    """Whether it stands in the training messages and not in the knowledge: only these are held out."""
    development: bool = False
    """Whether nothing is learned from it but how much to trust what was learned."""
    after: str | None = None
    """The topic answered just before. Such a lesson teaches only whether a message stays with it, and how to tell."""


def lessons(knowledge: Knowledge, messages: Iterable[Message]) -> tuple[Lesson, ...]:
    """Each text once, and once behind every topic; what the knowledge says about it counts first."""
    known: dict[tuple[str, str | None], Lesson] = {}
    for lesson in (*_of_knowledge(knowledge), *_of_messages(messages, knowledge)):
        if lesson.text:
            known.setdefault((lesson.text, lesson.after), lesson)
    return tuple(known.values())


def lessons_name(known: Iterable[Lesson]) -> str:
    """What names exactly these lessons."""
    return lessons_id(
        f"{one.development}\t{one.text}\t{one.decision}\t{one.topics}\t{one.kind}\t{one.after}" for one in known
    )


def _of_knowledge(knowledge: Knowledge) -> Iterator[Lesson]:
    for topic in knowledge.topics.values():
        yield _of_topic(topic.id, plain(topic.title))
    for entry, key in entries(knowledge):
        name, mark, kind = key.partition(":")
        for asked in entry.ask:
            yield _of_kind(knowledge, Decision(name), kind, plain(asked)) if mark else _of_topic(key, plain(asked))
    for error in knowledge.errors.values():
        yield from (_of_topic(error.topic, plain(wording)) for wording in (error.message, *error.variants))


def _of_topic(topic: str, text: str) -> Lesson:
    if topic == PERSON:
        return Lesson(text, Decision.HUMAN)
    return Lesson(text, Decision.ANSWER, ((topic, 1.0),))


def _of_kind(knowledge: Knowledge, decision: Decision, kind: str, text: str) -> Lesson:
    options = knowledge.clarify[kind].options if decision is Decision.CLARIFY else ()
    return Lesson(text, decision, tuple((topic, _OPTION) for topic in options), kind)


def _of_messages(messages: Iterable[Message], knowledge: Knowledge) -> Iterator[Lesson]:
    for message in messages:
        if message.part not in (Part.TRAIN, Part.DEV):
            continue
        development = message.part is Part.DEV
        topics = tuple(
            (topic, _weight(message, place)) for place, topic in enumerate(message.topics) if topic != PERSON
        )
        kind = _vague_kind(message, knowledge) if message.expect is Decision.CLARIFY else message.kind
        there = kind in getattr(knowledge, message.expect, {}) if message.expect is not Decision.ANSWER else False
        told = kind if there else None
        made = (plain(message.text), message.expect, topics, told, not development, development)
        yield Lesson(*made, after=message.after)
        # What turns away from the answer before it would mean the same without one.
        if message.after is not None and message.after not in message.topics and not development:
            yield Lesson(*made)


def _weight(message: Message, place: int) -> float:
    if message.expect is Decision.CLARIFY:
        return _OPTION
    return 1.0 if place == 0 else _SECOND


def _vague_kind(message: Message, knowledge: Knowledge) -> str | None:
    """The question back whose options are mostly those that the message wants; None where none fits."""
    wanted = set(message.topics)
    fits = {
        kind: len(wanted & set(entry.options)) / len(wanted | set(entry.options))
        for kind, entry in knowledge.clarify.items()
    }
    best = max(fits, key=lambda kind: fits[kind], default=None)
    return best if best is not None and fits[best] >= 0.5 else None
