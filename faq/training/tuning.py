"""What is found by holding out messages: how sure a likelihood may be, and how much a decision is favored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from faq.learned.model import Numbers
from faq.learned.second_look import likelihoods
from faq.understood import Decision

_POWERS = tuple(round(0.3 + 0.05 * step, 2) for step in range(35))
_FAVORS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 13.0, 16.0)
_CLEAR = (0.5, 0.6, 0.7, 0.8, 0.9)
_ROUNDS = 2
_GAIN = 0.004
"""What favoring more must gain: a few messages more are no reason to refuse what is rather in scope."""
_SPENT = {Decision.OUT_OF_SCOPE: 0.012, Decision.CLARIFY: 0.01, Decision.HUMAN: 0.002, Decision.SMALLTALK: 0.002}
"""The part of the questions in scope that may be lost so that more of a decision's own messages are recognized."""


def sharpness(odds: Numbers, right: NDArray[np.bool_]) -> float:
    """The power at which the likelihood of what is ``right`` (row, label) is largest over all held out messages."""
    losses = {power: -np.log((likelihoods(odds * power) * right).sum(axis=1) + 1e-9).mean() for power in _POWERS}
    return min(losses, key=lambda power: losses[power])


@dataclass(frozen=True)
class Shown:
    """Messages written as people ask, and what was made of them, one row each."""

    labels: tuple[str, ...]
    shares: Numbers
    """How likely each decision is."""
    likely: Numbers
    """How likely the first topic is."""
    meant: NDArray[np.str_]

    def given(self, favor: Mapping[str, float], clear: Mapping[str, float]) -> NDArray[np.str_]:
        """What is decided when so much is favored."""
        favors = np.array([favor.get(label, 1.0) for label in self.labels], np.float32)
        limits = np.array([clear.get(label, 1.0) for label in self.labels], np.float32)
        counted = np.where(self.likely[:, None] < limits, self.shares * favors, self.shares)
        return np.array([self.labels[column] for column in counted.argmax(axis=1)])


def favored(shown: Shown) -> tuple[dict[str, float], dict[str, float]]:
    """How much every decision but an answer is favored, and up to which likelihood of a topic.

    Decisions are counted by the share of their own messages that is recognized, since how often each is meant differs
    from place to place. Each may cost so many questions in scope and no more.
    """
    favor, clear = {one.value: 1.0 for one in _SPENT}, {one.value: _CLEAR[0] for one in _SPENT}
    asked = shown.meant == Decision.ANSWER
    for _ in range(_ROUNDS):
        for decision, most in _SPENT.items():
            found = (-1.0, favor[decision], clear[decision])
            for limit in _CLEAR:
                for much in _FAVORS:
                    given = shown.given({**favor, decision: much}, {**clear, decision: limit})
                    recognized = sum(float(np.mean(given[shown.meant == one] == one)) for one in _SPENT)
                    if np.mean(given[asked] == decision) <= most and recognized > found[0] + _GAIN:
                        found = (recognized, much, limit)
            _, favor[decision], clear[decision] = found
    return favor, clear


def fit_second_look(signs: Numbers, meant: NDArray[np.str_], labels: Sequence[str]) -> Numbers:
    """The weights of the second look: a row a sign and one for the bias, a column a label."""
    center, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=1.0, max_iter=500).fit((signs - center) / spread, meant)
    assert tuple(fitted.classes_) == tuple(labels)
    weights = fitted.coef_.T / spread[:, None]
    return np.vstack([weights, fitted.intercept_ - center @ weights]).astype(np.float32)
