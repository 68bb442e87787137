"""Which topic a message means right after another one: the one before, one that it names, or one of its own.

How likely the message alone is about each topic is weighed together with how much it looks like a piece of a
conversation (那补缴呢, 要法人去吗) and whether the topic before, or one that it refers to, tells of such things.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import exp, log

from faq.corpus import told
from faq.entries import Topic
from faq.evidence import PERSON, Evidence
from faq.knowledge import Knowledge
from faq.normalize import CHINESE, letters
from faq.pinyin import units
from faq.understood import Candidate, Decision

_OPENS = re.compile("那(?!个|些|边|天|年)|要是|如果|万一|然后|之后")
"""How a message takes up the one before."""
_MIDST = re.compile("[还再也要得能多几去换]|需要|可以|可不可以|非得|必须|一定|[上里]面|这")
"""What a message may begin with whose matter was named before."""
_ASKS = re.compile("(?:[呢吗么嘛不啥吧办弄]|什么|多久)$")
_LONG = 14
"""Units of a message that hardly leaves its matter out; ten fewer surely may."""
_WORD, _SENTENCE = 4, 18
"""Units up to which a message without a question's form is a name or a value, and up to which any may lean."""
_LEAST_LIKELY = 3e-3
"""A likelihood below this says no more: what was learned is too sure about pieces of sentences."""
_OWN = 3
"""Topics of the message alone that compete."""
_ENOUGH, _SURELY = 0.4, 0.7
"""From this part of all readings on a message leans that has the form of a question, and another one."""

_TALK = {Decision.CLARIFY: -1.3, Decision.SMALLTALK: -1.1, Decision.OUT_OF_SCOPE: -0.8, Decision.HUMAN: -0.7}
_LIKELY, _ANSWERED, _TELLS, _ASKING, _TOGETHER = 0.7, 0.8, 0.9, 1.3, 0.4
_BEFORE = (0.6, 1.3, 1.8, 3.1)
_RELATED = (2.3, 1.6, 0.4, 0.9)
"""What the topic before, or one that it refers to, gains: always, where the message takes the one before up, where it
begins in the midst, and by its shortness. All weights were fitted to the follow-ups among the training messages, and to
messages that stand alone behind topics drawn by lot."""


class Leaning:
    """Reads a message in the light of the topic that was answered before."""

    def __init__(self, knowledge: Knowledge) -> None:
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
        if alone.foreign or not _may_lean(text):
            return None
        signs = dict(self.signs(text, before, alone, together))
        weights = {reading: exp(_weight(found)) for reading, found in signs.items()}
        best = max(weights, key=lambda reading: weights[reading])
        share = weights[best] / sum(weights.values())
        near = best in (before.id, *before.see)
        least = _ENOUGH if _takes_up(text) or _ASKS.search(letters(text)) else _SURELY
        if best in self._topics and share >= least and (near or _takes_up(text)):
            return Candidate(best, share)
        return None

    def signs(
        self, text: str, before: Topic, alone: Evidence, together: Evidence
    ) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Every reading, a topic or a decision, and the signs that speak for it."""
        own, joined = _shares(alone), _shares(together)
        answered = _logarithm(alone.chances[Decision.ANSWER])
        shape = (1.0, float(_takes_up(text)), float(bool(_MIDST.match(letters(text)))), _shortness(text))
        asking = float(bool(_ASKS.search(letters(text))))
        near = (before.id, *before.see)
        for topic in dict.fromkeys((*near, *list(own)[:_OWN])):
            if topic == PERSON:
                continue
            found = {"likely": _logarithm(own.get(topic, 0.0)), "answered": answered}
            if topic in near:
                found |= {"tells": self._tells(text, topic), "asking": asking}
                found |= {"together": _logarithm(joined.get(topic, 0.0))}
                place = "before" if topic == before.id else "related"
                found |= {f"{place} {number}": value for number, value in enumerate(shape)}
            yield topic, found
        for decision in _TALK:
            yield decision, {"answered": _logarithm(alone.chances.get(decision, 0.0)), decision: 1.0}

    def _tells(self, text: str, topic: str) -> float:
        """The part of a text's pairs of characters, by rarity, that stands in what is told of the topic: 0 to 1."""
        rarity = {
            pair: log((1 + len(self._told)) / self._tellers[pair])
            for pair in _pairs(letters(text))
            if pair in self._tellers
        }
        mine = self._told.get(topic, set())
        return sum(value for pair, value in rarity.items() if pair in mine) / (sum(rarity.values()) or 1.0)


def _weights() -> dict[str, float]:
    places = {"before": _BEFORE, "related": _RELATED}
    shape = {f"{place} {number}": value for place, values in places.items() for number, value in enumerate(values)}
    plain = {"likely": _LIKELY, "answered": _ANSWERED, "tells": _TELLS, "asking": _ASKING, "together": _TOGETHER}
    return plain | shape | {decision.value: value for decision, value in _TALK.items()}


_WEIGHTS = _weights()


def _weight(found: Mapping[str, float]) -> float:
    return sum(_WEIGHTS[sign] * value for sign, value in found.items())


def _shares(evidence: Evidence) -> dict[str, float]:
    """How likely each topic is, given that there is an answer; best first."""
    answer = evidence.chances[Decision.ANSWER] or 1e-9
    return {candidate.id: candidate.score / answer for candidate in evidence.topics}


def _logarithm(share: float) -> float:
    return log(max(_LEAST_LIKELY, share))


def _may_lean(text: str) -> bool:
    bare, length = letters(text), len(units(text))
    formed = _takes_up(text) or _MIDST.match(bare) or _ASKS.search(bare) or length > _WORD
    return bool(formed and length <= _SENTENCE and re.search(f"[{CHINESE}]", text))


def _takes_up(text: str) -> bool:
    bare = letters(text)
    return bool(_OPENS.match(bare)) or bare.endswith("呢")


def _shortness(text: str) -> float:
    return min(1.0, max(0.0, (_LONG - len(units(text))) / 10))


def _pairs(bare: str) -> set[str]:
    return {bare[place : place + 2] for place in range(len(bare) - 1)}
