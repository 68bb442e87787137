"""From the lessons to the trained file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from faq.catalogue import Catalogue
from faq.knowledge import Knowledge
from faq.learned.meaning import Meaning
from faq.learned.model import DECISION, KINDS, TOPIC, Head, Model, Numbers, Tuning, text_number
from faq.learned.signs import Signs
from faq.learned.traits import Traits, traits
from faq.training.heads import Fitted, examples, fit, fit_meaning
from faq.training.lessons import Lesson, lessons_name
from faq.training.matrices import Vocabulary, matrix, vocabulary
from faq.training.tuning import favors, likelihoods, refusing, sharpness
from faq.understood import Decision

Say = Callable[[str], None]
HEADS = (DECISION, TOPIC, *KINDS)
WITH_MEANING = (DECISION, TOPIC)
"""The heads that see the meaning, in the order of their columns."""
_KEPT = 36_000
"""Traits that the trained file holds: those with the largest weights."""
_FOLDS = 3
"""Parts that the training messages are held out in."""
_BATCH = 64
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
    if tuned is None:
        tuned = _tuned(made, say)
    return _packed(made, over_traits, over_meaning, tuned)


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


def mixed(material: Material, rows: Sequence[int], over_traits: Fitted, over_meaning: Fitted | None) -> Numbers:
    """What traits and meaning speak for together, as logarithms, one row a lesson."""
    told = np.log(likelihoods(over_traits.odds(material.vectors[rows])) + 1e-9)
    if over_meaning is None or material.meanings is None:
        return np.asarray(told, np.float32)
    part = Tuning().meaning_part
    meant = np.log(likelihoods(over_meaning.odds(material.meanings[rows])) + 1e-9)
    return np.asarray((1 - part) * told + part * meant, np.float32)


@dataclass(frozen=True)
class HeldOut:
    """Lessons that were weighed by heads which had not seen them."""

    rows: list[int]
    odds: dict[str, Numbers]
    labels: dict[str, tuple[str, ...]]


def held_out(made: Material, say: Say) -> HeldOut:
    """Every training message, weighed by what the others and the knowledge teach; the development messages by all."""
    lessons = made.lessons
    taught = [row for row, lesson in enumerate(lessons) if not lesson.development]
    invented = np.array([row for row in taught if lessons[row].invented])
    folds = np.arange(len(invented)) % _FOLDS
    np.random.default_rng(0).shuffle(folds)
    parts = [invented[folds == fold].tolist() for fold in range(_FOLDS)]
    parts.append([row for row, lesson in enumerate(lessons) if lesson.development])
    odds: dict[str, list[Numbers]] = {head: [] for head in WITH_MEANING}
    labels: dict[str, tuple[str, ...]] = {}
    for number, out in enumerate(parts, 1):
        say(f"held out: part {number} of {len(parts)}")
        rest = sorted(set(taught) - set(out))
        over_meaning = fit_meanings(made, rest)
        for head in WITH_MEANING:
            fitted = fit(head, made.vectors, examples(head, lessons, rest))
            if labels.setdefault(head, fitted.labels) != fitted.labels:
                raise ValueError("a label has too few lessons to hold some of them out")
            odds[head].append(mixed(made, out, fitted, over_meaning.get(head)))
    return HeldOut(
        [row for part in parts for row in part], {head: np.concatenate(part) for head, part in odds.items()}, labels
    )


def _tuned(made: Material, say: Say) -> Tuning:
    out = held_out(made, say)
    shown = [made.lessons[row] for row in out.rows]
    meant = np.array([lesson.decision.value for lesson in shown])
    asks = meant == Decision.ANSWER.value
    topics = np.array([[topic in dict(lesson.topics) for topic in out.labels[TOPIC]] for lesson in shown])
    decisions = np.array([[decision == label for label in out.labels[DECISION]] for decision in meant])
    powers = {
        DECISION: sharpness(out.odds[DECISION], decisions),
        TOPIC: sharpness(out.odds[TOPIC][asks], topics[asks]),
    }
    shares = likelihoods(out.odds[DECISION] * powers[DECISION])
    labels, answer = out.labels[DECISION], Decision.ANSWER.value
    shown_only = np.array([lesson.development for lesson in shown])
    favor = favors(shares, labels, meant, answer)
    favor = refusing(shares[shown_only], labels, meant[shown_only], favor, Decision.OUT_OF_SCOPE.value, answer)
    say(f"tuned on {len(shown)} messages held out: {powers}, {favor}")
    return Tuning(sharpness=powers, favor=favor)


def _packed(
    material: Material, over_traits: dict[str, Fitted], over_meaning: dict[str, Fitted], tuning: Tuning
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
    taught = np.array(sorted(text_number(one.text) for one in material.lessons if not one.development), np.uint64)
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
        taught=taught,
        tuning=tuning,
    )
