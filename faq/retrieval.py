"""Which entries a text is near to, by its characters and by its sound.

Every entry is one vector: the sum of the TF-IDF vectors of its phrasings and of what its answer says. A
feature is a unit (a character, a Latin word), two neighbors, or two units that stand close. The same features
of the sound are added, so that typos, dictation and pinyin still find their entry. The weights were chosen by
holding out a fifth of the phrasings at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from faq.pinyin import is_pinyin, syllables, units

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Features = Mapping[str, float]

REACH = 3
"""How far apart two units may stand to make a pair."""


@dataclass(frozen=True)
class Weights:
    """How the views are mixed."""

    sound: float = 0.4
    single: float = 1.5
    pair: float = 0.5
    flatness: float = 0.7
    """Power that a feature's sum is raised to: below 1, what many phrasings repeat counts less."""


FOUND = Weights()


@dataclass(frozen=True)
class Phrasing:
    """A plain text that belongs to an entry."""

    entry: str
    text: str


class Index:
    """Phrasings, gathered by the entry they belong to."""

    def __init__(self, phrasings: Iterable[Phrasing], weights: Weights = FOUND) -> None:
        known = tuple(phrasings)
        self._weights = weights
        self.ids = tuple(dict.fromkeys(phrasing.entry for phrasing in known))
        numbers: dict[str, int] = {}
        documents = [self._numbered(phrasing.text, numbers) for phrasing in known]
        frequency = np.bincount(np.concatenate([features for features, _ in documents]))
        self._unseen = log(1 + len(known)) + 1
        rarity = (self._unseen - np.log1p(frequency)).astype(np.float32)
        # What a single phrasing holds tells nothing about the next message, and would be half of the memory.
        shared = frequency > 1
        rows = np.cumsum(shared) - 1
        self._rows = {feature: int(rows[number]) for feature, number in numbers.items() if shared[number]}
        self._rarity = rarity[shared]
        self._entries = np.zeros((len(self._rows), len(self.ids)), dtype=np.float32)
        columns = {entry: column for column, entry in enumerate(self.ids)}
        for phrasing, (features, values) in zip(known, documents, strict=True):
            weighted, kept = values * rarity[features], shared[features]
            vector = weighted[kept] / np.sqrt(weighted @ weighted)
            self._entries[rows[features[kept]], columns[phrasing.entry]] += vector
        self._flatten()

    def near(self, text: str) -> Scores:
        """The cosine of a plain text with every entry, in the order of ``ids``."""
        rows, values, unknown = self._weighed(text, 1.0 if is_pinyin(text) else self._weights.sound)
        length = sqrt(float(values @ values) + float(unknown @ unknown)) or 1.0
        return np.asarray(values @ self._entries[rows] / length, dtype=np.float32)

    def known_part(self, text: str) -> float:
        """The part of a plain text's sounds, by rarity, that several phrasings share: 0 to 1."""
        _, values, unknown = self._weighed(text, 1.0)
        return float(values.sum() / ((values.sum() + unknown.sum()) or 1.0))

    def _flatten(self) -> None:
        """Keep what many phrasings repeat from drowning the rest; all entries get the same length."""
        np.power(self._entries, self._weights.flatness, out=self._entries)
        self._entries /= np.linalg.norm(self._entries, axis=0) + 1e-9

    def _numbered(self, text: str, numbers: dict[str, int]) -> tuple[Rows, Scores]:
        """The features of a phrasing as numbers, those that are new appended to ``numbers``."""
        features = self._features(text, self._weights.sound)
        found = [numbers.setdefault(feature, len(numbers)) for feature in features]
        return np.array(found, dtype=np.int64), np.array([*features.values()], dtype=np.float32)

    def _weighed(self, text: str, sound: float) -> tuple[Rows, Scores, Scores]:
        """The known features of a text, their TF-IDF weights, and those of the unknown ones."""
        known: dict[int, float] = {}
        unknown: list[float] = []
        for feature, weight in self._features(text, sound).items():
            if (row := self._rows.get(feature)) is None:
                unknown.append(weight * self._unseen)
            else:
                known[row] = weight
        rows = np.array([*known], dtype=np.int64)
        values = np.array([*known.values()], dtype=np.float32) * self._rarity[rows]
        return rows, values, np.array(unknown, dtype=np.float32)

    def _features(self, text: str, sound: float) -> Features:
        found: dict[str, float] = {}
        for mark, parts, share in (("", units(text), 1 - sound), ("~", syllables(text), sound)):
            if share:
                self._add(found, mark, parts, share)
        return found

    def _add(self, found: dict[str, float], mark: str, parts: Sequence[str], share: float) -> None:
        single, pair = self._weights.single * share, self._weights.pair * share
        for start, part in enumerate(parts):
            found[mark + part] = single
            for other in parts[start + 1 : start + 1 + REACH]:
                found[f"{mark}{part}+{other}" if part < other else f"{mark}{other}+{part}"] = pair
        for one, two in pairwise(parts):
            found[f"{mark}{one} {two}"] = share
