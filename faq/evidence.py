"""What speaks for each decision about a message, and how much of it is enough."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

from rapidfuzz import fuzz, process

from faq.corpus import cues, exact, key_of, phrasings
from faq.knowledge import Knowledge
from faq.normalize import letters
from faq.pinyin import units
from faq.retrieval import Index
from faq.understood import Candidate, Decision

PERSON = "service.human"
"""The topic that is not told but done: whoever asks for it wants a person."""

_COURTESY = re.compile(
    r"^(?:(?:你好|您好|hi|hello|嗨|请问一下|请问|问一下|想问一下|咨询一下|请教一下|打扰一下|打扰了|老师|麻烦问下|麻烦)"
    r"[呀啊,.!~ ]*)+"
    r"|[,.!~ ]*(?:谢谢(?:老师|你|您|啦|了|呀)?|多谢|感谢|辛苦了|麻烦了|求助|求解|在线等|急急急|急)[,.!~ ]*$"
)
_WISH = re.compile(r"^(?:我们?)?(?:想要|需要|要|想)(?=.)|^(?:请|麻烦)?(?:你|您)?(?:帮|给)我(?=.)")
_AFTER_COURTESY = 2
"""Letters that must be left when a greeting is taken off."""
_SAYS_ENOUGH = 6
"""Letters of a phrasing that is not said by chance."""
_NEARLY = 85.0
"""Similarity of two texts that differ in a particle or a slip."""
_SHARPNESS = 8
"""Power of the nearness that an entry's likelihood grows with."""


_CLEAR, _SURELY_NO_QUESTION = 0.85, 0.97
_CLEAR_ALONE = (Decision.SMALLTALK, Decision.OUT_OF_SCOPE)
"""Decisions that a message alone may be clear about; a vague one is what leans."""


@dataclass(frozen=True)
class Thresholds:
    """Where the decision turns, in cosines. Found by holding out phrasings, and whole kinds of matters."""

    cue: float = 0.12
    """What a word that gives a matter away is worth."""
    wording: float = 0.15
    """What a phrasing is worth that nearly is the message; one that is a part of it counts by its length."""
    out_of_scope: float = -0.02
    smalltalk: float = 0.0
    human: float = -0.01
    clarify: float = -0.04
    """What the best entry of these decisions gains on the best topic."""
    long_smalltalk: float = -0.04
    """What small talk loses in a message of more than twice ``vague_units``."""
    vague_units: int = 5
    vague_unit: float = 0.05
    """What each unit beyond ``vague_units`` speaks against a vague message."""
    nothing: float = 0.07
    """Below this nearness no topic is meant."""
    strange: float = 0.4
    """Below this part of known runs no topic is meant."""
    faint: float = 0.07
    """Below this nearness small talk or a foreign matter is not told by its kind."""
    short_units: int = 4
    short_margin: float = 0.05
    """A message as short as this must be that much nearer to one topic than to the next."""
    chance: float = 0.09
    """The nearness that a text may have to anything by chance."""
    doubt: float = 0.12
    """Below this confidence the user chooses."""
    tie: float = 1.1
    """A topic must be so many times as likely as the next, or the user chooses between them."""
    offered: float = 0.3
    """The part of the first topic's likelihood from which on another one is offered beside it."""


FOUND = Thresholds()


@dataclass(frozen=True)
class Evidence:
    """How near a message is to everything, best first."""

    topics: tuple[Candidate, ...] = ()
    """How likely each topic is meant. Without :data:`PERSON`, which stands in ``talk``."""
    talk: dict[Decision, Candidate] = field(default_factory=dict)
    """The nearest entry of each other decision, and its nearness."""
    nearness: tuple[float, ...] = ()
    """The cosines of the topics, with what cues and wordings add."""
    bids: dict[Decision, float] = field(default_factory=dict)
    """What each other decision sets against the best topic: its nearness and its gain."""
    known: float = 0.0
    length: int = 0
    foreign: bool = False
    """A word gives a matter away that is not ours."""
    chances: dict[Decision, float] = field(default_factory=dict)
    """How likely each decision that is no answer is right, 0 to 1."""
    offers: tuple[str, ...] = ()
    """The topics that a question back offers; none where those of the question's own kind serve."""
    stays: float = 0.0
    """How likely the message stays with whatever topic was answered just before it."""

    @property
    def best(self) -> float:
        """The nearness of the first topic."""
        return self.nearness[0] if self.nearness else 0.0

    @property
    def margin(self) -> float:
        """How much nearer the first topic is than the second."""
        return self.best - (self.nearness[1] if len(self.nearness) > 1 else 0.0)

    @property
    def lead(self) -> float:
        """How many times as likely the first topic is as the second."""
        return self.topics[0].score / (self.topics[1].score or 1e-9) if len(self.topics) > 1 else inf

    @property
    def is_clear(self) -> bool:
        """Whether one reading is so likely that what was said before changes nothing."""
        others = max(self.chances.get(decision, 0.0) for decision in _CLEAR_ALONE)
        return Decision.ANSWER in self.chances and (self.confidence >= _CLEAR or others >= _SURELY_NO_QUESTION)

    @property
    def confidence(self) -> float:
        """How likely the first topic is meant."""
        return self.topics[0].score if self.topics else 0.0


class Witness(Protocol):
    """Gathers the evidence for a message."""

    @property
    def limits(self) -> Thresholds:
        """Where the decision turns, in the measure of this witness."""
        ...

    @property
    def leaning(self) -> Mapping[str, float]:
        """What each sign weighs by which a message leans on the answer before it; empty where that was not learned."""
        ...

    def evidence(self, text: str) -> Evidence:
        """What speaks for what in a plain text."""
        ...


class Owners:
    """Which entry a text belongs to word for word."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._owners = exact(phrasings(knowledge))

    def owner(self, *texts: str) -> str | None:
        """The entry that the first of some plain texts belongs to."""
        return next((owner for text in texts if (owner := self._owners.get(letters(text)))), None)


class NearnessWitness:
    """Goes by how near a message is to what is known, without any training: a new knowledge is understood at once."""

    def __init__(self, knowledge: Knowledge, limits: Thresholds = FOUND) -> None:
        known = tuple(phrasings(knowledge))
        self._topics = knowledge.topics
        self._cues = cues(knowledge)
        self.limits = self._limits = limits
        self.leaning: Mapping[str, float] = {}
        self._index = Index(known)
        self._owners = exact(known)
        self._telling = tuple(wording for wording in self._owners if len(wording) >= _SAYS_ENOUGH)
        self._longest = max(map(len, self._owners), default=0)

    def evidence(self, text: str) -> Evidence:
        """What speaks for what in a plain text."""
        cued, length = self._cued(letters(text)), len(units(text))
        ranked = self._ranked(text, cued)
        topics = {key: near for key, near in ranked if key in self._topics and key != PERSON}
        talk = _talk(ranked)
        if (person := talk.get(Decision.HUMAN)) is not None and not cued:
            talk[Decision.HUMAN] = self._wished(text, person)
        bids = {decision: near.score + _gain(decision, length, self._limits) for decision, near in talk.items()}
        everything = sum(map(_mass, (self._limits.chance, *topics.values(), *bids.values())))
        return Evidence(
            topics=tuple(Candidate(topic, _mass(near) / everything) for topic, near in topics.items()),
            talk=talk,
            nearness=tuple(topics.values()),
            bids=bids,
            known=self._index.known_part(text),
            length=length,
            foreign=any(key.startswith(Decision.OUT_OF_SCOPE) for key in cued),
            chances={decision: min(1.0, 2 * near.score) for decision, near in talk.items()},
        )

    def _ranked(self, text: str, cued: Iterable[str]) -> list[tuple[str, float]]:
        """Every entry that a plain text is near to at all, best first."""
        scores = dict(zip(self._index.ids, map(float, self._index.near(text)), strict=True))
        for key in cued:
            scores[key] += self._limits.cue
        for key, part in self._worded(letters(text)).items():
            scores[key] += self._limits.wording * part
        return sorted((near for near in scores.items() if near[1] > 0), key=lambda near: -near[1])

    def _wished(self, text: str, person: Candidate) -> Candidate:
        """How near the text is to the wish for a person without the words that any wish begins with (我要…)."""
        rest = _WISH.sub("", text, count=1)
        if rest == text:
            return person
        alone = dict(zip(self._index.ids, map(float, self._index.near(rest)), strict=True))
        return Candidate(person.id, min(person.score, max(_of_a_person(alone))))

    def _cued(self, bare: str) -> frozenset[str]:
        return frozenset(key for word, key in self._cues if word in bare)

    def _worded(self, bare: str) -> dict[str, float]:
        """The part of a text that a phrasing of an entry says, by entry; nearly the same text is said whole."""
        if len(bare) < _SAYS_ENOUGH:
            return {}
        close = process.extract(bare, self._telling, scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=None)
        whole = {self._owners[wording]: 1.0 for wording, _, _ in close}
        lengths = range(_SAYS_ENOUGH, min(len(bare), self._longest) + 1)
        pieces = (bare[start : start + length] for length in lengths for start in range(len(bare) - length + 1))
        return {self._owners[said]: len(said) / len(bare) for said in pieces if said in self._owners} | whole


def without_courtesy(text: str) -> str:
    """A plain text without the greeting before and the thanks after a question."""
    rest = _COURTESY.sub("", text)
    return rest if len(letters(rest)) >= _AFTER_COURTESY else text


def _talk(ranked: Iterable[tuple[str, float]]) -> dict[Decision, Candidate]:
    """The nearest entry of each decision that is no answer, and its nearness."""
    nearest: dict[Decision, Candidate] = {}
    for key, near in ranked:
        named = key_of(Decision.HUMAN, PERSON) if key == PERSON else key
        decision, mark, _ = named.partition(":")
        if mark:
            nearest.setdefault(Decision(decision), Candidate(named, near))
    return nearest


def _of_a_person(scores: Mapping[str, float]) -> Iterator[float]:
    return (near for key, near in scores.items() if key == PERSON or key.startswith(Decision.HUMAN))


def _gain(decision: Decision, length: int, limits: Thresholds) -> float:
    """What ``decision`` gains on the best topic in a message of ``length`` units."""
    match decision:
        case Decision.OUT_OF_SCOPE:
            return limits.out_of_scope
        case Decision.HUMAN:
            return limits.human
        case Decision.SMALLTALK:
            return limits.smalltalk + (limits.long_smalltalk if length > 2 * limits.vague_units else 0.0)
        case Decision.CLARIFY:
            return limits.clarify - limits.vague_unit * max(0, length - limits.vague_units)
        case Decision.ANSWER:
            return 0.0


def _mass(near: float) -> float:
    """How much more is meant by what is nearer: so often was each right when phrasings were held out."""
    return float(max(0.0, near) ** _SHARPNESS)
