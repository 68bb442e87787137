"""What is found by holding out messages: how sure a likelihood may be, and how much a decision is favored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from faq.learned.model import Numbers

_POWERS = tuple(round(0.3 + 0.05 * step, 2) for step in range(35))
_FAVORS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 13.0, 16.0)
_WORTH = 2.0
"""What a question in scope that is answered counts, where each other decision's share that is recognized counts 1."""
_ROUNDS = 3
_REFUSED = 0.007
"""The part of the development questions in scope that may be refused so that more of the foreign matters are."""


def likelihoods(odds: Numbers) -> Numbers:
    """Rows that sum up to 1."""
    shares = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


def sharpness(odds: Numbers, right: NDArray[np.bool_]) -> float:
    """The power at which the likelihood of what is ``right`` (row, label) is largest over all held out messages."""
    losses = {power: -np.log((likelihoods(odds * power) * right).sum(axis=1) + 1e-9).mean() for power in _POWERS}
    return min(losses, key=lambda power: losses[power])


def favors(shares: Numbers, labels: Sequence[str], meant: NDArray[np.str_], answer: str) -> Mapping[str, float]:
    """How much every decision but ``answer`` is favored.

    Decisions are counted by the share of their own messages that is recognized, since how often each is meant differs
    from place to place; a question in scope that is not answered counts more than one that is answered in vain.
    """
    column = {label: place for place, label in enumerate(labels)}
    names = np.array(labels)
    found = {label: 1.0 for label in labels if label != answer}

    def worth(tried: Mapping[str, float]) -> float:
        favor = np.array([tried.get(label, 1.0) for label in labels], np.float32)
        given = names[(shares * favor).argmax(axis=1)]
        right = given == meant
        return sum((_WORTH if label == answer else 1.0) * float(right[meant == label].mean()) for label in column)

    for _ in range(_ROUNDS):
        for label in found:
            found[label] = max(_FAVORS, key=lambda favor, label=label: worth({**found, label: favor}))  # type: ignore[misc]
    return found


def refusing(
    shares: Numbers,
    labels: Sequence[str],
    meant: NDArray[np.str_],
    favored: Mapping[str, float],
    foreign: str,
    answer: str,
) -> Mapping[str, float]:
    """``favored`` with as much for what is ``foreign`` as refuses hardly any question in scope.

    For this only messages count that are written as people ask: those to learn from are more often on the border.
    """
    names, in_scope = np.array(labels), shares[meant == answer]
    found = dict(favored)
    for favor in _FAVORS:
        tried = np.array([{**favored, foreign: favor}.get(label, 1.0) for label in labels], np.float32)
        refused = float(np.mean(names[(in_scope * tried).argmax(axis=1)] == foreign))
        if favor > found[foreign] and refused <= _REFUSED:
            found[foreign] = favor
    return found
