"""Phrasings that training has not seen: an editor's new line counts at once for whatever is said nearly like it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from faq.learned.model import Model
from faq.learned.traits import WEIGHTS, Traits, View, traits

_FAR = 0.45
"""Cosine up to which a fresh phrasing says nothing about a message."""
_NEAR = 0.8
"""Cosine from which on it says everything."""
_VIEWS = (View.WRITTEN, View.HEARD, View.MEANT)


class FreshPhrasings:
    """Plain texts with the entry that each belongs to, ready to be compared with messages."""

    def __init__(self, model: Model, phrasings: Iterable[tuple[str, str]]) -> None:
        known = tuple(phrasings)
        self.entries = tuple(dict.fromkeys(entry for entry, _ in known))
        self.count = len(known)
        self._model = model
        self._rows: dict[str, int] = {}
        columns = {entry: column for column, entry in enumerate(self.entries)}
        self._owner = np.array([columns[entry] for entry, _ in known], dtype=np.int64)
        rows: list[int] = []
        texts: list[int] = []
        values: list[float] = []
        for number, (_, text) in enumerate(known):
            for name, value in self._weighed(traits(text)).items():
                rows.append(self._rows.setdefault(name, len(self._rows)))
                texts.append(number)
                values.append(value)
        order = np.argsort(np.array(rows, dtype=np.int64), kind="stable")
        self._texts = np.array(texts, dtype=np.int64)[order]
        self._values = np.array(values, dtype=np.float32)[order]
        self._starts = np.searchsorted(np.array(rows, dtype=np.int64)[order], np.arange(len(self._rows) + 1))

    def __bool__(self) -> bool:
        return bool(self.entries)

    def near(self, message: Traits) -> dict[str, float]:
        """How much the phrasings of each entry say about a message, 0 to 1; only those that say anything."""
        weighed = {
            row: value for name, value in self._weighed(message).items() if (row := self._rows.get(name)) is not None
        }
        if not weighed:
            return {}
        rows = np.fromiter(weighed, np.int64, len(weighed))
        starts, counts = self._starts[rows], self._starts[rows + 1] - self._starts[rows]
        cells = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        shares = np.repeat(np.fromiter(weighed.values(), np.float32, len(weighed)), counts) * self._values[cells]
        cosines = np.bincount(self._texts[cells], shares, len(self._owner))
        best = np.zeros(len(self.entries))
        np.maximum.at(best, self._owner, cosines)
        says = np.clip((best - _FAR) / (_NEAR - _FAR), 0.0, 1.0)
        return {self.entries[column]: float(says[column]) for column in np.flatnonzero(says)}

    def _weighed(self, found: Traits) -> dict[str, float]:
        """The traits as a vector of length 1."""
        model, weighed = self._model, dict[str, float]()
        for view in _VIEWS:
            part = {
                name: model.unseen if (row := model.vocabulary.get(name)) is None else float(model.rarity[row])
                for name in found[view]
            }
            length = sum(value * value for value in part.values()) ** 0.5
            weighed |= {name: WEIGHTS[view] * value / length for name, value in part.items()}
        whole = sum(value * value for value in weighed.values()) ** 0.5 or 1.0
        return {name: value / whole for name, value in weighed.items()}
