"""From the lessons to the trained file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from faq.catalogue import Catalogue
from faq.knowledge import Knowledge
from faq.learned.meaning import Meaning
from faq.learned.model import DECISION, KINDS, STAYS, TOPIC, Head, Model, Numbers, Tuning, text_number
from faq.learned.second_look import likelihoods, logarithms, looked_at, weighed
from faq.learned.signs import Signs
from faq.learned.traits import Traits, traits
from faq.pinyin import units
from faq.training.heads import Fitted, examples, fit, fit_meaning
from faq.training.leaning_weights import leaning_weights
from faq.training.lessons import Lesson, lessons_name
from faq.training.matrices import Vocabulary, matrix, vocabulary
from faq.training.tuning import Shown, favored, fit_second_look, sharpness
from faq.understood import Decision

Say = Callable[[str], None]
HEADS = (DECISION, TOPIC, *KINDS, STAYS)
WITH_MEANING = (DECISION, TOPIC)
"""The heads that see the meaning, in the order of their columns."""
_KEPT = 36_000
"""Traits that the trained file holds: those with the largest weights."""
_FOLDS = 3
"""Parts that the training messages are held out in."""
_BATCH = 64
NO_SECOND_LOOK = np.zeros((0, 0), np.float32)
_GLANCE = 12
"""Steps of the optimizer after which it shows which traits weigh most."""


@dataclass(frozen=True)
class Material:
    """The lessons in numbers."""

    lessons: tuple[Lesson, ...]
    known: Vocabulary
    vectors: sparse.csr_matrix
    meanings: Numbers | None
    center: Numbers


def train(
    knowledge: Knowledge, lessons: Sequence[Lesson], meaning: Meaning | None, tuned: Tuning | None, say: Say
) -> Model:
    """Learns from the lessons; ``tuned`` is taken as it is, or found by holding messages out where it is None."""
    made = material(knowledge, tuple(lessons), meaning, say)
    taught = [row for row, lesson in enumerate(lessons) if not lesson.development]
    say("weights of everything")
    over_traits = {head: fit(head, made.vectors, examples(head, lessons, taught)) for head in HEADS}
    over_meaning = fit_meanings(made, taught)
    if tuned is not None:
        return _packed(made, over_traits, over_meaning, tuned, NO_SECOND_LOOK)
    powers, second = looks_of(made, held_out(made, say))
    shown = [row for row, lesson in enumerate(lessons) if lesson.development and lesson.after is None]
    tuning = tuned_by(made, weighed_by(made, shown, over_traits, over_meaning), powers, second)
    say("what leans on the answer before")
    model = _packed(made, over_traits, over_meaning, tuning, second)
    weights = leaning_weights(knowledge, model, meaning, lessons, stays_held_out(made))
    return replace(model, tuning=replace(tuning, leaning=weights))


def material(knowledge: Knowledge, lessons: tuple[Lesson, ...], meaning: Meaning | None, say: Say) -> Material:
    """The lessons in numbers; without meanings where ``meaning`` is None."""
    signs = Signs(knowledge, Catalogue(knowledge.errors.values()))
    say(f"traits of {len(lessons)} lessons")
    found = [traits(lesson.text, signs(lesson.text)) for lesson in lessons]
    taught = [row for row, lesson in enumerate(lessons) if not lesson.development]
    known = _worthwhile([lessons[row] for row in taught], [found[row] for row in taught], say)
    meanings = None
    if meaning is not None:
        say("meanings")
        texts = [lesson.text for lesson in lessons]
        batches = (meaning.vectors(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH))
        meanings = np.concatenate(list(batches))
    center = np.zeros(0, np.float32) if meanings is None else meanings.mean(axis=0)
    if meanings is not None:
        meanings = meanings - center
        meanings = meanings / np.linalg.norm(meanings, axis=1, keepdims=True)
    return Material(lessons, known, matrix(found, known), meanings, center)


def _worthwhile(lessons: Sequence[Lesson], found: list[Traits], say: Say) -> Vocabulary:
    """The vocabulary without the traits that hardly weigh anything."""
    every = vocabulary(found)
    if len(every.rows) <= _KEPT:
        return every
    say(f"which of {len(every.rows)} traits weigh most")
    vectors = matrix(found, every)
    worth = np.zeros(len(every.rows), np.float32)
    for head in WITH_MEANING:
        weights = np.abs(fit(head, vectors, examples(head, lessons, range(len(lessons))), _GLANCE).weights)
        worth = np.maximum(worth, weights.max(axis=1) * every.rarity)
    return vocabulary(found, _KEPT, {name: float(worth[row]) for name, row in every.rows.items()})


def fit_meanings(material: Material, chosen: Sequence[int]) -> dict[str, Fitted]:
    """The heads that see the meaning, taught by the ``chosen`` lessons; none without meanings."""
    if material.meanings is None:
        return {}
    return {head: fit_meaning(material.meanings, examples(head, material.lessons, chosen)) for head in WITH_MEANING}


def mixed(written: Numbers, meant: Numbers | None) -> Numbers:
    """What traits and meaning speak for together, as logarithms."""
    part = Tuning().meaning_part
    return written if meant is None else np.asarray((1 - part) * written + part * meant, np.float32)


@dataclass(frozen=True)
class HeldOut:
    """Lessons that were weighed by heads which had not seen them, as logarithms by head."""

    rows: list[int]
    written: dict[str, Numbers]
    meant: dict[str, Numbers]
    """Empty without meanings."""
    labels: dict[str, tuple[str, ...]]

    def mixed(self, head: str) -> Numbers:
        """Traits and meaning together."""
        return mixed(self.written[head], self.meant.get(head))


def held_out(made: Material, say: Say) -> HeldOut:
    """Every training message, weighed by what the others and the knowledge teach."""
    lessons = made.lessons
    taught = [row for row, lesson in enumerate(lessons) if not lesson.development]
    invented = np.array([row for row in taught if lessons[row].invented and lessons[row].after is None])
    folds = np.arange(len(invented)) % _FOLDS
    np.random.default_rng(0).shuffle(folds)
    weighed_parts = []
    for fold in range(_FOLDS):
        say(f"held out: part {fold + 1} of {_FOLDS}")
        out = invented[folds == fold].tolist()
        rest = sorted(set(taught) - set(out))
        over_traits = {head: fit(head, made.vectors, examples(head, lessons, rest)) for head in WITH_MEANING}
        weighed_parts.append(weighed_by(made, out, over_traits, fit_meanings(made, rest)))
    first = weighed_parts[0]
    if any(part.labels != first.labels for part in weighed_parts):
        raise ValueError("a label has too few lessons to hold some of them out")
    return HeldOut(
        [row for part in weighed_parts for row in part.rows],
        {head: np.concatenate([part.written[head] for part in weighed_parts]) for head in first.written},
        {head: np.concatenate([part.meant[head] for part in weighed_parts]) for head in first.meant},
        first.labels,
    )


def weighed_by(
    made: Material, rows: list[int], over_traits: Mapping[str, Fitted], over_meaning: Mapping[str, Fitted]
) -> HeldOut:
    """The lessons of these rows, weighed by heads that have not seen them."""
    return HeldOut(
        rows,
        {head: logarithms(over_traits[head].odds(made.vectors[rows])) for head in WITH_MEANING},
        {}
        if made.meanings is None
        else {head: logarithms(over_meaning[head].odds(made.meanings[rows])) for head in WITH_MEANING},
        {head: over_traits[head].labels for head in WITH_MEANING},
    )


def looks_of(made: Material, out: HeldOut) -> tuple[dict[str, float], Numbers]:
    """How sharp likelihoods may be, and the weights of the second look, by messages held out."""
    shown = [made.lessons[row] for row in out.rows]
    meant = np.array([lesson.decision.value for lesson in shown])
    asks = meant == Decision.ANSWER
    topics = np.array([[topic in dict(lesson.topics) for topic in out.labels[TOPIC]] for lesson in shown])
    decisions = np.array([[decision == label for label in out.labels[DECISION]] for decision in meant])
    powers = {
        DECISION: sharpness(out.written[DECISION], decisions),
        TOPIC: sharpness(out.mixed(TOPIC)[asks], topics[asks]),
    }
    return powers, fit_second_look(_signs(made, out), meant, out.labels[DECISION]) if out.meant else NO_SECOND_LOOK


def tuned_by(made: Material, out: HeldOut, powers: Mapping[str, float], second: Numbers) -> Tuning:
    """What is favored, by messages written as people ask, which were not learned from."""
    tuning = Tuning(sharpness=powers)
    decisions, topics = (likelihoods(out.written[head] * powers[head]) for head in WITH_MEANING)
    if out.meant:
        answers = decisions.argmax(axis=1) == out.labels[DECISION].index(Decision.ANSWER)
        doubt = (decisions.max(axis=1) < tuning.sure) | (answers & (topics.max(axis=1) < tuning.sure))
        decisions = np.where(doubt[:, None], likelihoods(weighed(_signs(made, out), second)), decisions)
        topics = np.where(doubt[:, None], likelihoods(out.mixed(TOPIC) * powers[TOPIC]), topics)
    answer = decisions[:, out.labels[DECISION].index(Decision.ANSWER)]
    meant = np.array([made.lessons[row].decision.value for row in out.rows])
    favor, clear = favored(Shown(out.labels[DECISION], decisions, answer * topics.max(axis=1), meant))
    return replace(tuning, favor=favor, clear=clear)


def _signs(made: Material, out: HeldOut) -> Numbers:
    lengths = np.array([len(units(made.lessons[row].text)) for row in out.rows])
    return looked_at(out.written[DECISION], out.meant[DECISION], out.written[TOPIC], out.meant[TOPIC], lengths)


def stays_held_out(made: Material) -> dict[int, float]:
    """How likely each message stays with the answer before it, by row: those that follow one held out, others not."""
    lessons = made.lessons
    taught = [row for row, lesson in enumerate(lessons) if not lesson.development]
    following = np.array([row for row in taught if lessons[row].after is not None])
    folds = np.arange(len(following)) % _FOLDS
    np.random.default_rng(0).shuffle(folds)
    found: dict[int, float] = {}
    for fold in range(_FOLDS):
        out = following[folds == fold].tolist()
        head = fit(STAYS, made.vectors, examples(STAYS, lessons, sorted(set(taught) - set(out))))
        shares = likelihoods(head.odds(made.vectors[out]))[:, head.labels.index(STAYS)]
        found |= dict(zip(out, shares.tolist(), strict=True))
    return found


def _packed(
    material: Material,
    over_traits: dict[str, Fitted],
    over_meaning: dict[str, Fitted],
    tuning: Tuning,
    second: Numbers,
) -> Model:
    """Everything side by side, weights in bytes."""
    heads: dict[str, Head] = {}
    first = 0
    for name, fitted in over_traits.items():
        heads[name] = Head(fitted.labels, first)
        first += len(fitted.labels)
    weights = np.hstack([fitted.weights for fitted in over_traits.values()])
    scale = np.abs(weights).max(axis=0) / 127 + 1e-12
    seen = [over_meaning[head] for head in WITH_MEANING if over_meaning]
    texts = (one.text for one in material.lessons if not one.development and one.after is None)
    taught = np.array(sorted(map(text_number, texts)), np.uint64)
    return Model(
        lessons=lessons_name(material.lessons),
        heads=heads,
        vocabulary=material.known.rows,
        rarity=material.known.rarity,
        unseen=material.known.unseen,
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=np.concatenate([fitted.bias for fitted in over_traits.values()]),
        meaning_weights=np.hstack([one.weights for one in seen]) if seen else np.zeros((0, 0), np.float32),
        meaning_bias=np.concatenate([one.bias for one in seen]) if seen else np.zeros(0, np.float32),
        meaning_center=material.center.astype(np.float32),
        second=second,
        taught=taught,
        tuning=tuning,
    )
