"""The second look at a message: what its traits and its meaning say, and how far they agree, weighed together.

This tells a foreign matter in familiar words (钉钉怎么添加管理员): the words speak for a topic, the meaning does not.
"""

from __future__ import annotations

import numpy as np

from faq.learned.model import Numbers

_LEAST = 1e-6


def likelihoods(odds: Numbers) -> Numbers:
    """Rows that sum up to 1."""
    shares = np.exp(odds - odds.max(axis=-1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True), np.float32)


def logarithms(odds: Numbers) -> Numbers:
    """Logarithms of likelihoods."""
    return np.asarray(np.log(likelihoods(odds) + _LEAST), np.float32)


def looked_at(
    decisions: Numbers, decisions_meant: Numbers, topics: Numbers, topics_meant: Numbers, lengths: Numbers
) -> Numbers:
    """What the second look weighs, one row a message, from logarithms by traits and by meaning.

    ``lengths`` are the messages' units.
    """
    rows = np.arange(len(topics))
    written, meant = topics.argmax(axis=1), topics_meant.argmax(axis=1)
    columns = [
        topics.max(axis=1),
        topics_meant.max(axis=1),
        topics_meant[rows, written],
        topics[rows, meant],
        _spread(topics),
        _spread(topics_meant),
        np.log1p(lengths),
    ]
    return np.asarray(np.hstack([decisions, decisions_meant, np.stack(columns, axis=1)]), np.float32)


def weighed(signs: Numbers, weights: Numbers) -> Numbers:
    """What the signs speak for; the last row of the weights is the bias."""
    return np.asarray(signs @ weights[:-1] + weights[-1], np.float32)


def _spread(logs: Numbers) -> Numbers:
    """The entropy of each row: 0 where one topic is sure."""
    return np.asarray(-(np.exp(logs) * logs).sum(axis=1), np.float32)
