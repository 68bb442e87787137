"""From a message to what is done with it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import prod
from typing import Self

from faq.catalogue import SURE, Catalogue, Match
from faq.checks import EMOJI, GIBBERISH, NOTHING_SAID, UNCLEAR, UNKNOWN
from faq.entries import Topic
from faq.evidence import PERSON, Evidence, NearnessWitness, Owners, Witness, without_courtesy
from faq.follow_up import follow_up
from faq.knowledge import Knowledge
from faq.leaning import Leaning
from faq.learned.meaning import Meaning
from faq.learned.model import Model
from faq.learned.witness import LearnedWitness, covers
from faq.meant import is_elsewhere, meant, of_the_employer
from faq.normalize import LIMIT, has_symbols, letters, plain
from faq.several import MOST, parts
from faq.understood import Candidate, Decision, Understood

__all__ = ["PERSON", "Candidate", "Decision", "Understanding", "Understood"]

SHOWN = 6
"""Topics that are named with a message."""
CHOICES = 4
"""Topics that a question back offers at most."""
_CLEARLY, _SET_OFF = 0.9, 0.4
"""From this confidence on a part of a message is a question of its own; less is enough where a word sets it off."""
_VAGUE = 2
"""Topics that a vague part of several questions offers."""
_ONE_STORY = 0.95
"""From this confidence on a message whose questions nothing sets off is about one topic."""
_FITTING = 2
"""So many of the options must be those of a question for its words to be used."""


class Understanding:
    """What users mean, by one snapshot of the knowledge.

    A message goes through: plain form, word for word, leaning on what came before, the portal's messages, and what a
    witness finds: the learned one, or nearness to the phrasings where a knowledge was never trained for. It keeps no
    text that it reads and may be shared between threads.
    """

    def __init__(self, knowledge: Knowledge, model: Model | None = None, meaning: Meaning | None = None) -> None:
        learned = model is not None and covers(model, knowledge)
        witness = LearnedWitness(knowledge, model, meaning) if model and learned else NearnessWitness(knowledge)
        self._set_up(knowledge, witness)

    @property
    def is_learned(self) -> bool:
        """Whether it goes by a trained file."""
        return isinstance(self.witness, LearnedWitness)

    @property
    def reads_meaning(self) -> bool:
        """Whether sentences are read for their meaning."""
        return isinstance(self.witness, LearnedWitness) and self.witness.reads_meaning

    @property
    def newer_phrasings(self) -> int:
        """How many phrasings are newer than the trained file; they count already."""
        return self.witness.fresh.count if isinstance(self.witness, LearnedWitness) else 0

    @classmethod
    def by(cls, knowledge: Knowledge, witness: Witness) -> Self:
        """With the evidence of another witness."""
        understanding = cls.__new__(cls)
        understanding._set_up(knowledge, witness)
        return understanding

    def _set_up(self, knowledge: Knowledge, witness: Witness) -> None:
        self._knowledge = knowledge
        self.witness = witness
        self._limits = witness.limits
        self._catalogue = Catalogue(knowledge.errors.values())
        self._owners = Owners(knowledge)
        self._context = Leaning(knowledge, witness.leaning)

    def understand(self, text: str, last_topic: str | None = None) -> Understood:
        """What ``text`` asks for.

        ``last_topic`` is what was answered just before, for questions that lean on it (要带什么).
        """
        asked, cleaned = text[:LIMIT], plain(text)
        if not letters(cleaned):
            return _wordless(asked, self._knowledge)
        core = without_courtesy(cleaned)
        evidence = self.witness.evidence(core)
        owner = self._owners.owner(cleaned, core)
        if owner is not None and owner in self._knowledge.topics:
            return self._certain(asked, evidence, owner, self._catalogue.recognize(cleaned))
        if owner is None:
            core, evidence = self._reworded(core, evidence)
        if owner is None and (several := self._several(asked, evidence)) is not None:
            return several
        if (leaning := self._leaning(asked, core, evidence, last_topic)) is not None:
            return leaning
        if owner is not None:
            return self._talk(asked, replace(evidence, chances={}, offers=()), Candidate(owner, 1.0))
        return self._at_home(core, self._quoted(asked, cleaned, evidence) or self._weighed(asked, evidence))

    def _reworded(self, core: str, evidence: Evidence) -> tuple[str, Evidence]:
        """The text without what it denies and without places that are not the employer's, where that is understood."""
        affirmed = meant(core)
        for reworded in (affirmed, of_the_employer(affirmed)):
            if reworded != core and self._makes_sense(reworded, instead_of=(core, evidence)):
                core, evidence = reworded, self.witness.evidence(reworded)
        return core, evidence

    def _makes_sense(self, reworded: str, instead_of: tuple[str, Evidence]) -> bool:
        """Whether what is left is answered; asked back is better than nothing, and not than an answer."""
        if self._owners.owner(reworded) in self._knowledge.topics:
            return True
        decision = self._weighed(reworded, self.witness.evidence(reworded)).decision
        answered = self._weighed(*instead_of).decision is Decision.ANSWER
        return decision is Decision.ANSWER or (decision is Decision.CLARIFY and not answered)

    def _at_home(self, core: str, understood: Understood) -> Understood:
        """What was understood; an employer elsewhere has no answer here."""
        kind = "other_province"
        if understood.decision is Decision.ANSWER and is_elsewhere(core) and kind in self._knowledge.out_of_scope:
            return Understood(
                understood.text, Decision.OUT_OF_SCOPE, understood.topics, kind=kind, confidence=_SET_OFF
            )
        return understood

    def _certain(self, asked: str, evidence: Evidence, topic_id: str, quoted: Iterable[Match]) -> Understood:
        """A title or a phrasing word for word."""
        decision = Decision.HUMAN if topic_id == PERSON else Decision.ANSWER
        error = next((match.entry.id for match in quoted if match.entry.topic == topic_id), None)
        return Understood(asked, decision, _led_by((topic_id,), evidence), error=error, confidence=1.0)

    def _several(self, asked: str, evidence: Evidence) -> Understood | None:
        """Several questions, each about a topic of its own; None where one is asked and the rest is its story.

        Where one of them is vague, the user says which is meant first.
        """
        questions = [part for part in parts(asked) if part.asks]
        if len(questions) < 2 or any(match.score >= SURE for match in self._catalogue.recognize(plain(asked))):
            return None
        set_off = any(part.named for part in questions[1:])
        if not set_off and evidence.confidence >= _ONE_STORY:
            return None
        least = _SET_OFF if set_off else _CLEARLY
        found = [told for part in questions if (told := self._meant(part.text, least))[0]]
        meant = [options for options, _ in found]
        topics = tuple(dict.fromkeys(options[0] for options in meant))[:MOST]
        if len(topics) < 2:
            return None
        confidence = prod(likely for _, likely in found)
        if all(len(options) == 1 for options in meant):
            ranked = _led_by(topics, evidence)
            return Understood(asked, Decision.ANSWER, ranked, confidence=confidence, also=topics[1:])
        if not set_off:
            return None
        needs = tuple(dict.fromkeys(topic for options in meant for topic in options[:_VAGUE]))[:CHOICES]
        return Understood(asked, Decision.CLARIFY, _led_by(needs, evidence), confidence=confidence, needs=needs)

    def _meant(self, text: str, least: float) -> tuple[tuple[str, ...], float]:
        """The topic that a part of a message is about, several where it is vague, none where it is something else; and
        how likely that is.
        """
        cleaned = plain(text)
        core = without_courtesy(cleaned)
        evidence = self.witness.evidence(core)
        owner = self._owners.owner(cleaned, core)
        if owner is not None and owner in self._knowledge.topics:
            return ((owner,), 1.0) if owner != PERSON else ((), 0.0)
        if Decision.ANSWER not in evidence.chances or evidence.foreign:
            return (), 0.0
        alone = self._talk(text, evidence, Candidate(owner, 1.0)) if owner else self._weighed(text, evidence)
        if alone.decision is Decision.CLARIFY:
            return alone.needs, alone.confidence
        sure = alone.decision is Decision.ANSWER and alone.confidence >= least
        return ((alone.topics[0].id,), alone.confidence) if sure else ((), 0.0)

    def _leaning(self, asked: str, core: str, evidence: Evidence, last_topic: str | None) -> Understood | None:
        """A question that only makes sense after ``last_topic``."""
        before = self._knowledge.topics.get(last_topic or "")
        if before is None:
            return None
        leaning = follow_up(core, before)
        if leaning is not None and leaning.key is not None:
            meant: Candidate | None = Candidate(before.id, 1.0)
        else:
            meant = self._in_context(core, evidence, before) or (Candidate(before.id, 1.0) if leaning else None)
        if meant is None:
            return None
        topics = _led_by((meant.id,), evidence, meant.score)
        key = leaning.key if leaning and meant.id == before.id else None
        stays = meant.id == before.id
        return Understood(asked, Decision.ANSWER, topics, confidence=meant.score, follow=key, leans=stays)

    def _in_context(self, core: str, evidence: Evidence, before: Topic) -> Candidate | None:
        """What weighing finds, where the witness knows how likely an answer is at all."""
        if evidence.is_clear or Decision.ANSWER not in evidence.chances or any(
            match.score >= SURE for match in self._catalogue.recognize(core)
        ):
            return None
        together = self.witness.evidence(f"{plain(before.title)} {core}")
        return self._context.read(core, before, evidence, together)

    def _quoted(self, asked: str, cleaned: str, evidence: Evidence) -> Understood | None:
        """The portal's message that is quoted, surely or with the rest of the text pointing there too."""
        near = () if evidence.foreign else tuple(candidate.id for candidate in evidence.topics[:3])
        matches = self._catalogue.recognize(cleaned)
        meant = [match for match in matches if match.score >= SURE or match.entry.topic in near]
        if not meant:
            return None
        topics = tuple(dict.fromkeys(match.entry.topic for match in meant))[:CHOICES]
        confidence = meant[0].score
        found = _led_by(topics, evidence, confidence)
        if len(topics) > 1:
            return Understood(asked, Decision.CLARIFY, found, confidence=confidence, needs=topics)
        return Understood(asked, Decision.ANSWER, found, error=meant[0].entry.id, confidence=confidence)

    def _weighed(self, asked: str, evidence: Evidence) -> Understood:
        """What the nearest entries speak for."""
        limits = self._limits
        bids = evidence.bids
        winner = max(bids, key=lambda decision: bids[decision], default=Decision.ANSWER)
        if winner is not Decision.ANSWER and bids[winner] > evidence.best:
            if evidence.talk[winner].score < limits.faint:
                return self._nothing_like_it(asked, evidence)
            return self._talk(asked, evidence, evidence.talk[winner])
        if evidence.best < limits.nothing or evidence.known < limits.strange:
            return self._nothing_like_it(asked, evidence)
        vague = evidence.length <= limits.short_units and evidence.margin < limits.short_margin
        if vague or evidence.confidence < limits.doubt or evidence.lead < limits.tie:
            return self._choice(asked, evidence, None, evidence.confidence)
        return Understood(asked, Decision.ANSWER, _led_by((), evidence), confidence=evidence.confidence)

    def _nothing_like_it(self, asked: str, evidence: Evidence) -> Understood:
        """Nothing that is known comes near."""
        kind = GIBBERISH if evidence.known < self._limits.strange else UNKNOWN
        return Understood(asked, Decision.OUT_OF_SCOPE, _led_by((), evidence), kind=kind)

    def _talk(self, asked: str, evidence: Evidence, nearest: Candidate) -> Understood:
        """Small talk, a foreign matter, a vague message, or the wish for a person."""
        name, _, kind = nearest.id.partition(":")
        decision = Decision(name)
        confidence = evidence.chances.get(decision, 1.0)
        if decision is Decision.CLARIFY:
            return self._choice(asked, evidence, kind or None, confidence)
        if decision is not Decision.HUMAN:
            return Understood(asked, decision, _led_by((), evidence), kind=kind, confidence=confidence)
        known = kind if kind in self._knowledge.human else None
        first = (PERSON,) if PERSON in self._knowledge.topics else ()
        return Understood(asked, decision, _led_by(first, evidence), kind=known, confidence=confidence)

    def _choice(self, asked: str, evidence: Evidence, kind: str | None, confidence: float) -> Understood:
        """A question back, with the options of the ``kind``, or with the nearest topics where it is None."""
        near = [candidate.id for candidate in evidence.topics]
        if kind is None and len(near) < 2:
            kind = UNCLEAR
        if kind is not None and evidence.offers:
            kind = (
                kind
                if kind != NOTHING_SAID
                and len(set(evidence.offers) & set(self._knowledge.clarify[kind].options)) >= _FITTING
                else None
            )
            options = evidence.offers
        else:
            options = self._nearest(evidence) if kind is None else self._knowledge.clarify[kind].options
        needs = tuple(sorted(options, key=lambda topic: near.index(topic) if topic in near else len(near)))
        found = _led_by(needs, evidence)
        return Understood(asked, Decision.CLARIFY, found, kind=kind, confidence=confidence, needs=needs)

    def _nearest(self, evidence: Evidence) -> tuple[str, ...]:
        """The topics that a message may mean: two at least."""
        least = self._limits.offered * evidence.confidence
        likely = sum(candidate.score >= least for candidate in evidence.topics)
        return tuple(candidate.id for candidate in evidence.topics[: min(CHOICES, max(2, likely))])


def _wordless(asked: str, knowledge: Knowledge) -> Understood:
    """A message of emoji is met with a word, an empty one with a question."""
    if has_symbols(asked):
        return Understood(asked, Decision.SMALLTALK, (), kind=EMOJI, confidence=1.0)
    needs = knowledge.clarify[NOTHING_SAID].options
    topics = _led_by(needs, Evidence())
    return Understood(asked, Decision.CLARIFY, topics, kind=NOTHING_SAID, confidence=1.0, needs=needs)


def _led_by(first: Sequence[str], evidence: Evidence, sure: float = 1.0) -> tuple[Candidate, ...]:
    """The nearest topics, those of ``first`` at the head; one alone is ``sure``."""
    scores = {candidate.id: candidate.score for candidate in evidence.topics}
    head = (Candidate(topic, sure if len(first) == 1 else scores.get(topic, 0.0)) for topic in first)
    return (*head, *(candidate for candidate in evidence.topics if candidate.id not in first))[:SHOWN]
