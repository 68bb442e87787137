"""Which entries a text is near to, by its characters, its sound and its concepts.

Every entry is one vector: the sum of the TF-IDF vectors of its phrasings and of what its answer says. The
features are those of :mod:`faq.features`. The weights were chosen by holding out a fifth of the phrasings at a
time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from faq.features import Codes, Parts, kinds
from faq.pinyin import is_pinyin

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """How the views are mixed."""

    sound: float = 0.4
    """The part of the sound in what is written and heard."""
    single: float = 1.5
    pair: float = 0.5
    concept: float = 1.0
    """What a concept, or a pair of them, weighs."""
    flatness: float = 0.5
    """Power that a feature's sum is raised to: below 1, what many phrasings repeat counts less."""

    def table(self, sound: float, concept: float) -> Numbers:
        """The weight of each kind of feature, in the order of :func:`faq.features.kinds`."""
        forms = np.array([self.single, self.pair, 1.0], dtype=np.float32)
        return np.concatenate([(1 - sound) * forms, sound * forms, np.array([concept, concept, 0.0], np.float32)])


FOUND = Weights()


@dataclass(frozen=True)
class Phrasing:
    """A plain text that belongs to an entry."""

    entry: str
    text: str
    whole: bool = True
    """Whether a message of these very words is surely about the entry; False where the text only tells of it."""


class Index:
    """Phrasings, gathered by the entry they belong to."""

    def __init__(self, phrasings: Iterable[Phrasing], weights: Weights = FOUND) -> None:
        known = tuple(phrasings)
        self._weights = weights
        self.ids = tuple(dict.fromkeys(phrasing.entry for phrasing in known))
        columns = {entry: column for column, entry in enumerate(self.ids)}
        ordered = sorted(known, key=lambda phrasing: columns[phrasing.entry])
        self._parts = Parts()
        codes, owners = self._parts.learn(phrasing.text for phrasing in ordered)
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        frequency = np.diff(starts, append=len(codes))
        self._unseen = log(1 + len(known)) + 1
        rarity = (self._unseen - np.log1p(frequency)).astype(np.float32)
        values = weights.table(weights.sound, weights.concept)[kinds(codes)] * np.repeat(rarity, frequency)
        values /= np.sqrt(np.bincount(owners, values * values, len(known)) + 1e-9)[owners]
        # What a single phrasing holds tells nothing about the next message, and would be half of the memory.
        shared = frequency > 1
        self._codes, self._rarity = codes[starts][shared], rarity[shared]
        kept, rows = np.repeat(shared, frequency), np.repeat(np.arange(len(self._codes)), frequency[shared])
        column_of = np.array([columns[phrasing.entry] for phrasing in ordered], dtype=np.int32)
        self._gather(rows, column_of[owners[kept]], values[kept])

    def _gather(self, rows: Codes, columns: NDArray[np.int32], values: Numbers) -> None:
        """Sum up what stands in the same row and column; all entries get the same length.

        Most features belong to few entries: only what is not 0 is kept, row by row.
        """
        cells = np.flatnonzero((np.diff(rows, prepend=-1) != 0) | (np.diff(columns, prepend=-1) != 0))
        sums = np.power(np.add.reduceat(values, cells), self._weights.flatness)
        self._columns = columns[cells]
        lengths = np.sqrt(np.bincount(self._columns, sums * sums, len(self.ids)))
        self._cells = (sums / (lengths[self._columns] + 1e-9)).astype(np.float32)
        self._row_starts = np.searchsorted(rows[cells], np.arange(len(self._codes) + 1))

    def near(self, text: str) -> Numbers:
        """The cosine of a plain text with every entry, in the order of ``ids``."""
        sound = 1.0 if is_pinyin(text) else self._weights.sound
        rows, values, unknown = self._weighed(text, self._weights.table(sound, self._weights.concept))
        length = sqrt(float(values @ values) + float(unknown @ unknown)) or 1.0
        starts, counts = self._row_starts[rows], self._row_starts[rows + 1] - self._row_starts[rows]
        cells = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        products = np.repeat(values, counts) * self._cells[cells]
        return (np.bincount(self._columns[cells], products, len(self.ids)) / length).astype(np.float32)

    def known_part(self, text: str) -> float:
        """The part of a plain text's sounds, by rarity, that several phrasings share: 0 to 1."""
        _, values, unknown = self._weighed(text, self._weights.table(1.0, 0.0))
        return float(values.sum() / ((values.sum() + unknown.sum()) or 1.0))

    def _weighed(self, text: str, table: Numbers) -> tuple[Codes, Numbers, Numbers]:
        """The rows of a text's known features, their TF-IDF weights, and the weights of the unknown ones."""
        codes = self._parts.codes(text)
        weights = table[kinds(codes)]
        rows = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        known = self._codes[rows] == codes
        return rows[known], weights[known] * self._rarity[rows[known]], weights[~known] * np.float32(self._unseen)
