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
from faq.training.tuning import favors, likelihoods, sharpness
from faq.understood import Decision

Say = Callable[[str], None]
HEADS = (DECISION, TOPIC, *KINDS)
_WITH_MEANING = (DECISION, TOPIC)
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
    """Learns from the lessons; ``tuned`` is taken as it is, or found by the development messages where it is None."""
    material = _material(knowledge, tuple(lessons), meaning, say)
    taught = [row for row, lesson in enumerate(lessons) if not lesson.development]
    say("weights of everything")
    over_traits = {head: fit(head, material.vectors, examples(head, lessons, taught)) for head in HEADS}
    over_meaning = _over_meaning(material, taught)
    if tuned is None:
        tuned = _tuned(material, over_traits, over_meaning, say)
    return _packed(material, over_traits, over_meaning, tuned)


def _material(knowledge: Knowledge, lessons: tuple[Lesson, ...], meaning: Meaning | None, say: Say) -> Material:
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
    for head in _WITH_MEANING:
        weights = np.abs(fit(head, vectors, examples(head, lessons, range(len(lessons))), _GLANCE).weights)
        worth = np.maximum(worth, weights.max(axis=1) * every.rarity)
    return vocabulary(found, _KEPT, {name: float(worth[row]) for name, row in every.rows.items()})


def _over_meaning(material: Material, chosen: Sequence[int]) -> dict[str, Fitted]:
    if material.meanings is None:
        return {}
    return {head: fit_meaning(material.meanings, examples(head, material.lessons, chosen)) for head in _WITH_MEANING}


def cross_validate(knowledge: Knowledge, lessons: Sequence[Lesson], meaning: Meaning | None, say: Say) -> None:
    """Says how often messages are right that were held out: each is read by what the others taught."""
    material = _material(knowledge, tuple(lessons), meaning, say)
    invented = np.array([row for row, lesson in enumerate(lessons) if lesson.invented])
    folds = np.arange(len(invented)) % _FOLDS
    np.random.default_rng(0).shuffle(folds)
    right: dict[str, list[bool]] = {head: [] for head in _WITH_MEANING}
    for fold in range(_FOLDS):
        say(f"held out: part {fold + 1} of {_FOLDS}")
        out = invented[folds == fold]
        rest = sorted(set(range(len(lessons))) - set(out.tolist()))
        over_meaning = _over_meaning(material, rest)
        for head in _WITH_MEANING:
            fitted = fit(head, material.vectors, examples(head, lessons, rest))
            first = _mixed(material, out, fitted, over_meaning.get(head)).argmax(axis=1)
            given = [fitted.labels[column] for column in first]
            right[head] += [_fits(head, lessons[row], label) for row, label in zip(out, given, strict=True)]
    for head, fits in right.items():
        say(f"{head}: {np.mean(fits):.3f} of {len(fits)} right")


def _fits(head: str, lesson: Lesson, label: str) -> bool:
    return lesson.decision == label if head == DECISION else label in dict(lesson.topics) or not lesson.topics


def _mixed(material: Material, rows: Sequence[int], over_traits: Fitted, over_meaning: Fitted | None) -> Numbers:
    told = np.log(likelihoods(over_traits.odds(material.vectors[rows])) + 1e-9)
    if over_meaning is None or material.meanings is None:
        return np.asarray(told, np.float32)
    part = Tuning().meaning_part
    meant = np.log(likelihoods(over_meaning.odds(material.meanings[rows])) + 1e-9)
    return np.asarray((1 - part) * told + part * meant, np.float32)


def _tuned(material: Material, over_traits: dict[str, Fitted], over_meaning: dict[str, Fitted], say: Say) -> Tuning:
    """What the development messages show, none of which is a lesson."""
    rows = [row for row, lesson in enumerate(material.lessons) if lesson.development]
    shown = [material.lessons[row] for row in rows]
    odds = {head: _mixed(material, rows, over_traits[head], over_meaning.get(head)) for head in _WITH_MEANING}
    meant = np.array([lesson.decision.value for lesson in shown])
    asks = meant == Decision.ANSWER.value
    labels = over_traits[DECISION].labels
    topics = np.array([[topic in dict(lesson.topics) for topic in over_traits[TOPIC].labels] for lesson in shown])
    decisions = np.array([[decision == label for label in labels] for decision in meant])
    powers = {
        DECISION: sharpness(odds[DECISION], decisions),
        TOPIC: sharpness(odds[TOPIC][asks], topics[asks]),
    }
    shares = likelihoods(odds[DECISION] * powers[DECISION])
    favor = favors(shares, labels, meant, Decision.ANSWER.value)
    say(f"tuned on {len(rows)} development messages: {powers}, {favor}")
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
    seen = [over_meaning[head] for head in _WITH_MEANING if over_meaning]
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
