"""Learns the heads: logistic regressions over the lessons' vectors."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from faq.learned.model import DECISION, GOES, KINDS, STAYS, TOPIC, Numbers
from faq.training.lessons import Lesson
from faq.understood import Decision

_STRENGTH = 40.0
"""Inverse of the regularization over traits."""
_STRENGTHS = {STAYS: 10.0}
_STEPS = {TOPIC: 40, STAYS: 60}
"""Steps of the optimizer. More of them change less than a message in a thousand."""
_MEANING_STRENGTH = 30.0
_MEANING_STEPS = 120
_TOLERANCE = 1e-4
_ALONE = 0.1
"""What a message that stands alone weighs beside one that follows an answer, which there are fewer of."""


@dataclass(frozen=True)
class Examples:
    """Rows of a matrix with the label and the weight of each."""

    rows: NDArray[np.int64]
    labels: NDArray[np.str_]
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """One head: a column of ``weights`` a label."""

    labels: tuple[str, ...]
    weights: Numbers
    bias: Numbers

    def odds(self, vectors: sparse.csr_matrix | Numbers) -> Numbers:
        """What the rows speak for, one column a label."""
        return np.asarray(vectors @ self.weights + self.bias, np.float32)


def examples(head: str, lessons: Sequence[Lesson], chosen: Sequence[int]) -> Examples:
    """What the ``chosen`` lessons teach a head."""
    taught = [(row, label, weight) for row in chosen for label, weight in _labels(head, lessons[row])]
    rows, labels, weights = zip(*taught, strict=True)
    return Examples(np.array(rows), np.array(labels), np.array(weights))


def fit(head: str, vectors: sparse.csr_matrix, taught: Examples, steps: int | None = None) -> Fitted:
    """A head over traits; with fewer ``steps`` a first impression of it."""
    rows = vectors[taught.rows]
    # A trait that none of the head's lessons has would keep the weight 0 through every step.
    there = np.unique(rows.indices)
    fitted = _fit(rows[:, there], taught, _STRENGTHS.get(head, _STRENGTH), steps or _STEPS.get(head, 100))
    weights = np.zeros((vectors.shape[1], len(fitted.labels)), np.float32)
    weights[there] = fitted.weights
    return Fitted(fitted.labels, weights, fitted.bias)


def fit_meaning(vectors: Numbers, taught: Examples) -> Fitted:
    """A head over meanings."""
    return _fit(vectors[taught.rows], taught, _MEANING_STRENGTH, _MEANING_STEPS)


def _fit(vectors: sparse.csr_matrix | Numbers, taught: Examples, strength: float, steps: int) -> Fitted:
    regression = LogisticRegression(C=strength, max_iter=steps, tol=_TOLERANCE)
    with warnings.catch_warnings():
        # So many steps and no more is what is wanted: the rest of them changes no decision.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(vectors, taught.labels, sample_weight=taught.weights)
    labels = tuple(map(str, regression.classes_))
    weights, bias = regression.coef_.T, regression.intercept_
    if len(labels) == 2:  # scikit-learn keeps one column where there are two labels
        weights, bias = np.hstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2
    return Fitted(labels, weights.astype(np.float32), bias.astype(np.float32))


def _labels(head: str, lesson: Lesson) -> list[tuple[str, float]]:
    if head == STAYS:
        return _whether_it_stays(lesson)
    if lesson.after is not None:
        return []
    if head == DECISION:
        return [(lesson.decision.value, 1.0)]
    if head == TOPIC:
        return list(lesson.topics) if lesson.decision in (Decision.ANSWER, Decision.CLARIFY) else []
    assert head in KINDS
    return [(lesson.kind, 1.0)] if lesson.kind is not None and lesson.decision == head else []


def _whether_it_stays(lesson: Lesson) -> list[tuple[str, float]]:
    """What stands alone would not stay with whatever was said before it."""
    if lesson.after is None:
        return [(GOES, _ALONE)] if lesson.invented else []
    return [(STAYS if lesson.after in dict(lesson.topics) else GOES, 1.0)]
