"""Which topic a message means right after another one: the one before, one that it names, or one of its own.

How likely the message alone is about each topic is weighed together with how much it looks like a piece of a
conversation (那补缴呢, 要法人去吗) and whether the topic before, or one that it refers to, tells of such things. What
each sign weighs was learned from messages that follow an answer, and from others that stand alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import exp, log

from faq.corpus import told
from faq.entries import Topic
from faq.evidence import PERSON, Evidence
from faq.knowledge import Knowledge
from faq.normalize import letters
from faq.pinyin import units
from faq.understood import Candidate, Decision

Signs = dict[str, dict[str, float]]
"""Every reading of a message, a topic or a decision, and the signs that speak for it."""
_OPENS = re.compile("那(?!个|些|边|天|年)|要是|如果|万一|然后|之后")
"""How a message takes up the one before."""
_MIDST = re.compile("[还再也要得能多几去换]|需要|可以|可不可以|非得|必须|一定|[上里]面|这")
"""What a message may begin with whose matter was named before."""
_ASKS = re.compile("(?:[呢吗么嘛不啥吧办弄]|什么|多久)$")
_LONG = 14
"""Units of a message that hardly leaves its matter out; ten fewer surely may."""
_LEAST_LIKELY = 3e-3
"""A likelihood below this says no more: what was learned is too sure about pieces of sentences."""
_OWN = 3
"""Topics of the message alone, and of it together with the topic before, that compete."""
_TALK = (Decision.CLARIFY, Decision.SMALLTALK, Decision.OUT_OF_SCOPE, Decision.HUMAN)


class Leaning:
    """Reads a message in the light of the topic that was answered before. ``weights`` are those of the signs."""

    def __init__(self, knowledge: Knowledge, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._topics = knowledge.topics
        self._told: dict[str, set[str]] = {}
        for topic, line in told(knowledge):
            if topic in self._topics:
                self._told.setdefault(topic, set()).update(_pairs(letters(line)))
        self._tellers = Counter(pair for pairs in self._told.values() for pair in pairs)

    def read(self, text: str, before: Topic, alone: Evidence, together: Evidence) -> Candidate | None:
        """The topic that a plain text means after ``before``; None where it is to be understood as it stands.

        ``together`` is the evidence for the title of ``before`` with the text behind it.
        """
        if not self._weights or alone.foreign:
            return None
        weights = {
            reading: exp(sum(self._weights.get(sign, 0.0) * value for sign, value in found.items()))
            for reading, found in self.signs(text, before, alone, together).items()
        }
        best = max(weights, key=lambda reading: weights[reading])
        share = weights[best] / sum(weights.values())
        return Candidate(best, share) if best in self._topics else None

    def signs(self, text: str, before: Topic, alone: Evidence, together: Evidence) -> Signs:
        """What speaks for each reading."""
        own, joined = _shares(alone), _shares(together)
        answered = _logarithm(alone.chances[Decision.ANSWER])
        shape = _shape(text, alone)
        near = (before.id, *before.see)
        found: Signs = {}
        for topic in dict.fromkeys((*near, *list(own)[:_OWN], *list(joined)[:_OWN])):
            if topic == PERSON:
                continue
            place = "before" if topic == before.id else "related" if topic in near else "other"
            found[topic] = {
                "likely": _logarithm(own.get(topic, 0.0)),
                "together": _logarithm(joined.get(topic, 0.0)),
                "tells": self._tells(text, topic),
                "answered": answered,
                **{f"{place} {name}": value for name, value in shape.items()},
            }
        for decision in _TALK:
            found[decision] = {
                "chance": _logarithm(alone.chances.get(decision, 0.0)),
                **{f"{decision} {name}": value for name, value in shape.items()},
            }
        return found

    def _tells(self, text: str, topic: str) -> float:
        """The part of a text's pairs of characters, by rarity, that stands in what is told of the topic: 0 to 1."""
        rarity = {
            pair: log((1 + len(self._told)) / self._tellers[pair])
            for pair in _pairs(letters(text))
            if pair in self._tellers
        }
        mine = self._told.get(topic, set())
        return sum(value for pair, value in rarity.items() if pair in mine) / (sum(rarity.values()) or 1.0)


def _shape(text: str, alone: Evidence) -> dict[str, float]:
    """How much a text looks like a piece of a conversation, 0 to 1 each but for the logarithm of the odds to stay."""
    bare = letters(text)
    stays = min(1 - _LEAST_LIKELY, max(_LEAST_LIKELY, alone.stays))
    return {
        "always": 1.0,
        "takes up": float(_takes_up(bare)),
        "midst": float(bool(_MIDST.match(bare))),
        "asks": float(bool(_ASKS.search(bare))),
        "short": min(1.0, max(0.0, (_LONG - len(units(text))) / 10)),
        "stays": log(stays / (1 - stays)),
    }


def _shares(evidence: Evidence) -> dict[str, float]:
    """How likely each topic is, given that there is an answer; best first."""
    answer = evidence.chances[Decision.ANSWER] or 1e-9
    return {candidate.id: candidate.score / answer for candidate in evidence.topics}


def _logarithm(share: float) -> float:
    return log(max(_LEAST_LIKELY, share))


def _takes_up(bare: str) -> bool:
    return bool(_OPENS.match(bare)) or bare.endswith("呢")


def _pairs(bare: str) -> Iterator[str]:
    return (bare[place : place + 2] for place in range(len(bare) - 1))
