"""What each sign weighs by which a message is told that leans on the answer before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import minimize

from faq.entries import Topic
from faq.evidence import Evidence, without_courtesy
from faq.knowledge import Knowledge
from faq.leaning import Leaning, Signs
from faq.learned.meaning import Meaning
from faq.learned.model import Model
from faq.learned.witness import LearnedWitness
from faq.normalize import plain
from faq.training.lessons import Lesson
from faq.understood import Decision

_PULL = 0.0005
"""How strongly weights are pulled to 0."""


def leaning_weights(
    knowledge: Knowledge, model: Model, meaning: Meaning | None, lessons: Sequence[Lesson], stays: Mapping[int, float]
) -> dict[str, float]:
    """The weights under which what was meant is likeliest, by messages that follow an answer or stand alone behind one.

    ``stays`` is how likely a lesson stays, by its row, where the model itself has seen it.
    """
    witness, leaning = LearnedWitness(knowledge, model, meaning), Leaning(knowledge, {})
    cases = [
        (leaning.signs(lesson.text, before, alone, together), _meant(lesson))
        for lesson, alone, before, together in _read(knowledge, witness, lessons, stays)
    ]
    return _fitted([case for case in cases if case[0].keys() & case[1]])


def _read(
    knowledge: Knowledge, witness: LearnedWitness, lessons: Sequence[Lesson], stays: Mapping[int, float]
) -> Iterator[tuple[Lesson, Evidence, Topic, Evidence]]:
    """Lessons that follow an answer, and development lessons that stand alone behind one drawn by lot."""
    drawn = np.random.default_rng(0)
    topics = list(knowledge.topics)
    for row, lesson in enumerate(lessons):
        if lesson.development is (lesson.after is not None):
            continue
        before = knowledge.topics[lesson.after or topics[int(drawn.integers(len(topics)))]]
        core = without_courtesy(lesson.text)
        alone = witness.evidence(core)
        if row in stays:
            alone = replace(alone, stays=stays[row])
        yield lesson, alone, before, witness.evidence(f"{plain(before.title)} {core}")


def _meant(lesson: Lesson) -> set[str]:
    return {topic for topic, _ in lesson.topics} if lesson.decision is Decision.ANSWER else {lesson.decision.value}


def _fitted(cases: Sequence[tuple[Signs, set[str]]]) -> dict[str, float]:
    """A conditional logit: one weight a sign, whatever the reading."""
    names = sorted({sign for signs, _ in cases for found in signs.values() for sign in found})
    column = {name: place for place, name in enumerate(names)}
    most = max(len(signs) for signs, _ in cases)
    values = np.zeros((len(cases), most, len(names)))
    absent, meant = np.full((len(cases), most), -1e9), np.zeros((len(cases), most), bool)
    for row, (signs, wanted) in enumerate(cases):
        for place, (reading, found) in enumerate(signs.items()):
            absent[row, place], meant[row, place] = 0.0, reading in wanted
            for sign, value in found.items():
                values[row, place, column[sign]] = value

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = values @ weights + absent
        shares = np.exp(odds - odds.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        right = (shares * meant).sum(axis=1) + 1e-12
        wanted = shares * meant / right[:, None]
        slope = np.einsum("cr,crs->s", shares - wanted, values) / len(cases)
        return -np.log(right).mean() + _PULL * weights @ weights, slope + 2 * _PULL * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return dict(zip(names, np.round(found, 3).tolist(), strict=True))
