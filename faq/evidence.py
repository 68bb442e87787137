"""What speaks for each decision about a message, and how much of it is enough."""

import re
from dataclasses import dataclass, field
from itertools import chain
from math import exp, log

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
_AFTER_COURTESY = 2
"""Letters that must be left when a greeting is taken off."""
_SAYS_ENOUGH = 6
"""Letters of a phrasing that is not said by chance."""
_NEARLY = 85.0
"""Similarity of two texts that differ in a particle or a slip."""


@dataclass(frozen=True)
class Thresholds:
    """Where the decision turns, in cosines. Found by holding out phrasings, and whole kinds of matters."""

    cue: float = 0.12
    """What a word that gives a matter away is worth."""
    wording: float = 0.15
    """What a phrasing is worth that stands in the message, or nearly is the message."""
    out_of_scope: float = -0.03
    smalltalk: float = -0.01
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
    doubt: float = 0.15
    """Below this confidence the user chooses."""


FOUND = Thresholds()


@dataclass(frozen=True)
class Evidence:
    """How near a message is to everything, best first."""

    topics: tuple[Candidate, ...] = ()
    """Without :data:`PERSON`, which stands in ``talk``."""
    talk: dict[Decision, Candidate] = field(default_factory=dict)
    """The nearest entry of each other decision."""
    known: float = 0.0
    length: int = 0
    foreign: bool = False
    """A word gives a matter away that is not ours."""

    @property
    def best(self) -> float:
        """The nearness of the first topic."""
        return self.topics[0].score if self.topics else 0.0

    @property
    def margin(self) -> float:
        """How much nearer the first topic is than the second."""
        return self.best - (self.topics[1].score if len(self.topics) > 1 else 0.0)

    @property
    def confidence(self) -> float:
        """How often the first topic was right at such a nearness and margin when phrasings were held out."""
        nearness, lead = 0.6 * log(self.best + 0.01), 1.03 * log(self.margin + 0.005)
        return 1 / (1 + exp(-(6.1 + nearness + lead - 0.42 * log(self.length or 1))))

    def gain(self, decision: Decision, limits: Thresholds) -> float:
        """What ``decision`` gains on the best topic."""
        match decision:
            case Decision.OUT_OF_SCOPE:
                return limits.out_of_scope
            case Decision.HUMAN:
                return limits.human
            case Decision.SMALLTALK:
                long = self.length > 2 * limits.vague_units
                return limits.smalltalk + (limits.long_smalltalk if long else 0.0)
            case Decision.CLARIFY:
                return limits.clarify - limits.vague_unit * max(0, self.length - limits.vague_units)
            case Decision.ANSWER:
                return 0.0


class Witness:
    """Gathers the evidence for a message from one snapshot of the knowledge."""

    def __init__(self, knowledge: Knowledge, limits: Thresholds) -> None:
        known = tuple(phrasings(knowledge))
        self._topics = knowledge.topics
        self._cues = cues(knowledge)
        self._limits = limits
        self._index = Index(known)
        self._owners = exact(known)
        self._telling = tuple(wording for wording in self._owners if len(wording) >= _SAYS_ENOUGH)

    def owner(self, *texts: str) -> str | None:
        """The entry that the first of some plain texts belongs to word for word."""
        return next((owner for text in texts if (owner := self._owners.get(letters(text)))), None)

    def evidence(self, text: str) -> Evidence:
        """What speaks for what in a plain text."""
        scores = dict(zip(self._index.ids, map(float, self._index.near(text)), strict=True))
        cued = self._cued(letters(text))
        for key in cued:
            scores[key] += self._limits.cue
        for key in self._worded(letters(text)):
            scores[key] += self._limits.wording
        ranked = sorted((near for near in scores.items() if near[1] > 0), key=lambda near: -near[1])
        topics = (near for near in ranked if near[0] in self._topics and near[0] != PERSON)
        return Evidence(
            topics=tuple(Candidate(topic, min(1.0, score)) for topic, score in topics),
            talk=_talk(ranked),
            known=self._index.known_part(text),
            length=len(units(text)),
            foreign=any(key.startswith(Decision.OUT_OF_SCOPE) for key in cued),
        )

    def _cued(self, bare: str) -> frozenset[str]:
        return frozenset(key for word, key in self._cues if word in bare)

    def _worded(self, bare: str) -> frozenset[str]:
        """The entries with a phrasing that stands in the text whole, or that the text nearly is."""
        if len(bare) < _SAYS_ENOUGH:
            return frozenset()
        close = process.extract(bare, self._telling, scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=None)
        said = chain((wording for wording in self._telling if wording in bare), (wording for wording, _, _ in close))
        return frozenset(self._owners[wording] for wording in said)


def without_courtesy(text: str) -> str:
    """A plain text without the greeting before and the thanks after a question."""
    rest = _COURTESY.sub("", text)
    return rest if len(letters(rest)) >= _AFTER_COURTESY else text


def _talk(ranked: list[tuple[str, float]]) -> dict[Decision, Candidate]:
    nearest: dict[Decision, Candidate] = {}
    for key, score in ranked:
        named = key_of(Decision.HUMAN, PERSON) if key == PERSON else key
        decision, mark, _ = named.partition(":")
        if mark:
            nearest.setdefault(Decision(decision), Candidate(named, score))
    return nearest
