"""Phrasings that training has not seen: an editor's new line counts at once for whatever is said nearly like it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from faq.learned.model import Model
from faq.learned.traits import WEIGHTS, Traits, View, traits

_FAR = 0.45
"""Cosine up to which a fresh phrasing says nothing about a message."""
_NEAR = 0.8
"""Cosine from which on it says everything."""
_COMMON = 0.38
"""The most common traits of a message are those that together bring no phrasing nearer than this."""
_ROUNDING = 1e-5
_VIEWS = (View.WRITTEN, View.HEARD, View.MEANT)

Values = NDArray[np.float64]
Places = NDArray[np.int64]


class FreshPhrasings:
    """Plain texts with the entry that each belongs to, ready to be compared with messages."""

    def __init__(self, model: Model, phrasings: Iterable[tuple[str, str]]) -> None:
        known = tuple(phrasings)
        self.entries = tuple(dict.fromkeys(entry for entry, _ in known))
        self.count = len(known)
        columns = {entry: column for column, entry in enumerate(self.entries)}
        self._owner = np.array([columns[entry] for entry, _ in known], dtype=np.int64)
        self._vocabulary = model.vocabulary
        self._rarity = np.append(model.rarity, np.float32(model.unseen)).astype(np.float64)
        self._rows = _Numbers()
        rows, sizes = array("i"), array("i")
        for _, text in known:
            for names in _seen(traits(text)):
                rows.extend([self._rows[name] for name in names])
                sizes.append(len(names))
        size, row = np.array(sizes, np.int64), np.frombuffer(rows, np.int32)
        self._row_of = row
        self._values = self._weighed(self._rarities(self._rows)[row], size).astype(np.float32)
        self._begins = np.append(0, np.cumsum(size.reshape(-1, len(_VIEWS)).sum(axis=1)))
        self._by_row = np.argsort(row, kind="stable").astype(np.int32)
        self._starts = np.append(0, np.cumsum(np.bincount(row, minlength=len(self._rows))))

    def __bool__(self) -> bool:
        return bool(self.entries)

    def near(self, message: Traits) -> dict[str, float]:
        """How much the phrasings of each entry say about a message, 0 to 1; only those that say anything."""
        best: dict[int, float] = {}
        for text, cosine in self._close(*self._vector(message)):
            column = int(self._owner[text])
            best[column] = max(best.get(column, 0.0), cosine)
        return {self.entries[column]: min(1.0, (best[column] - _FAR) / (_NEAR - _FAR)) for column in sorted(best)}

    def _vector(self, message: Traits) -> tuple[Places, Values]:
        """The rows of a message's traits, in order, and how much of each there is; without those of no phrasing."""
        views = _seen(message)
        names = [name for view in views for name in view]
        rows = np.array([self._rows.get(name, -1) for name in names], np.int64)
        values = self._weighed(self._rarities(names), np.array([len(view) for view in views], np.int64))
        order = np.argsort(rows)[np.count_nonzero(rows < 0) :]
        return rows[order], values[order]

    def _close(self, rows: Places, values: Values) -> Iterator[tuple[int, float]]:
        """The phrasings near enough to say anything, and their cosines.

        Common traits stand in most phrasings and together bring none near: who shares a rare one is compared whole.
        """
        counts = self._starts[rows + 1] - self._starts[rows]
        order = np.argsort(-counts, kind="stable")
        bring = np.sqrt(np.cumsum(values[order] ** 2))
        common = int(np.searchsorted(bring, _COMMON))
        rare = order[common:]
        first = self._by_row[_ranges(self._starts[rows[rare]], counts[rare])]
        shares = np.repeat(values[rare], counts[rare]) * self._values[first]
        texts = np.searchsorted(self._begins, first, side="right") - 1
        least = _FAR - (bring[common - 1] if common else 0.0) - _ROUNDING
        near = np.flatnonzero(np.bincount(texts, shares, len(self._owner)) > least)
        if not len(near):
            return
        lengths = self._begins[near + 1] - self._begins[near]
        cells = _ranges(self._begins[near], lengths)
        places = np.minimum(np.searchsorted(rows, self._row_of[cells]), len(rows) - 1)
        shares = np.where(rows[places] == self._row_of[cells], values[places], 0.0) * self._values[cells]
        cosines = np.add.reduceat(shares, np.cumsum(lengths) - lengths)
        yield from ((int(text), float(cosine)) for text, cosine in zip(near, cosines, strict=True) if cosine > _FAR)

    def _rarities(self, names: Iterable[str]) -> Values:
        """What each trait weighs by itself; one that no lesson has stands behind the last."""
        return self._rarity[[self._vocabulary.get(name, -1) for name in names]]

    @staticmethod
    def _weighed(rarities: Values, sizes: Places) -> Values:
        """The traits of texts, view by view, as vectors of length 1; ``sizes`` says how many each view of each has."""
        views = np.repeat(np.arange(len(sizes)), sizes)
        texts = views // len(_VIEWS)
        weights = np.resize([WEIGHTS[view] for view in _VIEWS], len(sizes))
        parts = rarities * (weights / _lengths(rarities, views, len(sizes)))[views]
        return parts / _lengths(parts, texts, len(sizes) // len(_VIEWS))[texts]


class _Numbers(dict[str, int]):
    """Gives what it is first asked for the next number."""

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        return number


def _seen(found: Traits) -> list[frozenset[str]]:
    return [found[view] for view in _VIEWS]


def _ranges(starts: Places, counts: Places) -> Places:
    """The numbers from each start on, so many of each."""
    ends = np.cumsum(counts)
    return np.arange(counts.sum()) + np.repeat(starts - ends + counts, counts)


def _lengths(values: Values, owners: Places, count: int) -> Values:
    """The length of each owner's vector; 1 where it is empty."""
    lengths = np.sqrt(np.bincount(owners, values * values, count))
    return np.where(lengths > 0, lengths, 1.0)
