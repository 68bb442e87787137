"""The evidence for a message as training taught it, with what editors have changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b

import numpy as np

from faq.catalogue import Catalogue
from faq.corpus import entries, key_of
from faq.evidence import PERSON, Evidence, Thresholds
from faq.knowledge import Knowledge
from faq.learned.fresh import FreshPhrasings
from faq.learned.meaning import Meaning
from faq.learned.model import DECISION, KINDS, STAYS, TOPIC, Head, Model, Numbers
from faq.learned.second_look import likelihoods, logarithms, looked_at, weighed
from faq.learned.signs import Signs
from faq.learned.traits import traits
from faq.normalize import plain
from faq.pinyin import units
from faq.understood import Candidate, Decision

LIMITS = Thresholds(
    nothing=0.0, strange=0.0, faint=0.0, short_margin=0.0, doubt=0.2, tie=1.0, offered=0.1,
)  # fmt: skip
"""Where the decision turns when what is weighed are likelihoods."""
_REMEMBERED = 4_096
"""Messages whose evidence is kept, by a digest of their words and never the words themselves."""
_OFFERED = 4
"""Topics that a vague message is asked back about."""
_CUED = Decision.OUT_OF_SCOPE.value


def covers(model: Model, knowledge: Knowledge) -> bool:
    """Whether most topics that were learned are known; any number may be new. Else nearness knows better."""
    learned = set(model.heads[TOPIC].labels)
    return 2 * len(learned & set(knowledge.topics)) > len(learned)


class LearnedWitness:
    """Gathers the evidence by the trained file; ``meaning`` is asked where the traits leave a doubt."""

    limits = LIMITS

    def __init__(self, knowledge: Knowledge, model: Model, meaning: Meaning | None) -> None:
        self._model = model
        self._meaning = meaning if model.knows_meaning else None
        self._topics = knowledge.topics
        self._kinds = {name: getattr(knowledge, name) for name in KINDS}
        self._signs = Signs(knowledge, Catalogue(knowledge.errors.values()))
        self.fresh = FreshPhrasings(model, _fresh(knowledge, model))
        self._remembered: dict[bytes, Evidence] = {}

    @property
    def reads_meaning(self) -> bool:
        """Whether there is a sentence model to ask."""
        return self._meaning is not None

    @property
    def leaning(self) -> Mapping[str, float]:
        """What each sign weighs by which a message leans on the answer before it."""
        return self._model.tuning.leaning

    def evidence(self, text: str) -> Evidence:
        """What speaks for what in a plain text."""
        key = blake2b(text.encode(), digest_size=16).digest()
        known = self._remembered.get(key)
        if known is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.pop(next(iter(self._remembered)), None)
            known = self._remembered[key] = self._found(text)
        return known

    def _found(self, text: str) -> Evidence:
        signs = tuple(self._signs(text))
        found = traits(text, signs)
        odds = self._model.weigh(found)
        decisions, topics = self._likely(odds, DECISION), self._likely(odds, TOPIC)
        if self._meaning is not None and self._in_doubt(decisions, topics):
            decisions, topics = self._with_meaning(text, odds, self._meaning)
        kinds = {name: self._likely(odds, name) for name in KINDS}
        for entry, said in self.fresh.near(found).items() if self.fresh else ():
            _learn_from(entry, said, decisions, topics, kinds)
        evidence = self._evidence(decisions, topics, kinds, len(units(text)), signs)
        return replace(evidence, stays=self._likely(odds, STAYS)[STAYS])

    def _in_doubt(self, decisions: Mapping[str, float], topics: Mapping[str, float]) -> bool:
        first, sure = _first(decisions), self._model.tuning.sure
        return decisions[first] < sure or (first == Decision.ANSWER and max(topics.values(), default=0.0) < sure)

    def _with_meaning(self, text: str, odds: Numbers, meaning: Meaning) -> tuple[dict[str, float], dict[str, float]]:
        told = self._model.weigh_meaning(meaning.vectors([text])[0])
        heads, part = self._model.heads, self._model.tuning.meaning_part
        split = len(heads[DECISION].labels)
        decisions, topics = logarithms(odds[heads[DECISION].columns]), logarithms(odds[heads[TOPIC].columns])
        decisions_meant, topics_meant = logarithms(told[:split]), logarithms(told[split:])
        length = np.array([len(units(text))])
        signs = looked_at(decisions[None], decisions_meant[None], topics[None], topics_meant[None], length)
        shares = likelihoods(weighed(signs, self._model.second))[0]
        likely = dict(zip(heads[DECISION].labels, shares.tolist(), strict=True))
        return likely, self._known(heads[TOPIC], (1 - part) * topics + part * topics_meant, TOPIC)

    def _likely(self, odds: Numbers, name: str) -> dict[str, float]:
        head = self._model.heads[name]
        return self._known(head, logarithms(odds[head.columns]), name)

    def _known(self, head: Head, logs: Numbers, name: str) -> dict[str, float]:
        """The likelihoods of the labels that the knowledge still has."""
        there = self._topics if name == TOPIC else self._kinds.get(name)
        shares = likelihoods(logs * self._model.tuning.sharpness.get(name, 1.0))
        kept = {
            label: float(share)
            for label, share in zip(head.labels, shares, strict=True)
            if there is None or label in there
        }
        whole = sum(kept.values()) or 1.0
        return {label: share / whole for label, share in kept.items()}

    def _evidence(
        self,
        decisions: Mapping[str, float],
        topics: Mapping[str, float],
        kinds: Mapping[str, Mapping[str, float]],
        length: int,
        signs: tuple[str, ...],
    ) -> Evidence:
        answer = decisions[Decision.ANSWER]
        ranked = sorted(topics.items(), key=lambda topic: -topic[1])
        talk = {
            Decision(name): Candidate(key_of(Decision(name), _first(shares)), decisions[name])
            for name, shares in kinds.items()
            if shares
        }
        likely = answer * ranked[0][1] if ranked else 0.0
        clear = self._model.tuning.clear
        favor = {name: favor for name, favor in self._model.tuning.favor.items() if likely < clear.get(name, 1.0)}
        return Evidence(
            topics=tuple(Candidate(topic, answer * share) for topic, share in ranked if topic != PERSON),
            talk=talk,
            nearness=(answer,),
            bids={decision: near.score * favor.get(decision, 1.0) for decision, near in talk.items()},
            known=1.0,
            length=length,
            foreign=any(sign.startswith(_CUED) for sign in signs),
            chances={decision: near.score for decision, near in talk.items()} | {Decision.ANSWER: answer},
            offers=tuple(topic for topic, _ in ranked if topic != PERSON)[:_OFFERED],
        )


def _first(likely: Mapping[str, float]) -> str:
    return max(likely, key=lambda label: likely[label])


def _fresh(knowledge: Knowledge, model: Model) -> list[tuple[str, str]]:
    """Entry and plain text of what training has not seen."""
    titles = [(topic.id, plain(topic.title)) for topic in knowledge.topics.values()]
    asked = [(key, plain(said)) for entry, key in entries(knowledge) for said in entry.ask]
    known = [(key, text) for key, text in (*titles, *asked) if text]
    taught = model.were_taught([text for _, text in known])
    return [phrasing for phrasing, seen in zip(known, taught, strict=True) if not seen]


def _learn_from(
    entry: str, said: float, decisions: dict[str, float], topics: dict[str, float], kinds: dict[str, dict[str, float]]
) -> None:
    """Moves the likelihoods towards an entry by what its fresh phrasings say."""
    name, mark, kind = entry.partition(":")
    if entry == PERSON:
        _move(decisions, Decision.HUMAN, said)
    elif mark:
        _move(decisions, name, said)
        _move(kinds[name], kind, said)
    else:
        _move(decisions, Decision.ANSWER, said)
        _move(topics, entry, said)


def _move(shares: dict[str, float], label: str, said: float) -> None:
    for other in shares:
        shares[other] *= 1 - said
    shares[label] = shares.get(label, 0.0) + said
