"""The portal's messages, recognized in whatever surrounds them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from faq.entries import ErrorEntry
from faq.normalize import CHINESE, plain

SURE = 0.93
"""From this score on the message itself is there; below, something else must point to the same topic."""

_READ = 2_000
"""Characters that are searched: a pasted box is short, a page with the box on it is not."""
_TIE = 0.04
_NOT_MESSAGE = re.compile(f"[^{CHINESE}]+")
_LEAST = ((4, 1.0), (7, 0.87), (10, 0.8))
"""From so many characters on, this part of a wording must be found: short ones whole, long ones less."""
_LEAST_FRAGMENT = 6
"""Characters of a message that say which one it is, when only a part was pasted."""
_NEARLY_WHOLE = 82.0
"""Percentage of likeness from which on a text that is shorter than the message is taken for all of it."""
_SAYS_IT_ALL = 7
"""Characters from which on a wording is no ordinary phrase."""
_OTHER_WORDING = 0.99
"""What a variant counts against the message itself."""
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Match:
    """A catalogue entry, and how surely it is meant (0 to 1)."""

    entry: ErrorEntry
    score: float


@dataclass(frozen=True)
class _Wording:
    entry: ErrorEntry
    text: str
    weight: float

    @cached_property
    def least(self) -> float:
        """The part that must be found, as a percentage."""
        return 100 * next(part for length, part in reversed(_LEAST) if len(self.text) >= length)

    @cached_property
    def needed(self) -> float:
        """Characters of it that a text as long as it must have, wherever they stand, for the part to be found."""
        return len(self.text) * self.least / (200 - self.least)

    @cached_property
    def distinct(self) -> float:
        """How much finding it says: of two wordings that are both there, the longer one says more."""
        return (1.0 if len(self.text) >= _SAYS_IT_ALL else 0.8) * (0.95 + 0.05 * min(1.0, len(self.text) / 16))


class Catalogue:
    """Every wording of every message, ready to be searched for."""

    def __init__(self, entries: Iterable[ErrorEntry]) -> None:
        wordings = (wording for entry in entries for wording in _wordings(entry))
        self._wordings = tuple(wording for wording in wordings if len(wording.text) >= _LEAST[0][0])
        self._lengths = np.array([len(wording.text) for wording in self._wordings], np.int64)
        self._needed = np.array([wording.needed for wording in self._wordings], np.float64)
        written = sorted({character for wording in self._wordings for character in wording.text})
        self._rows = {character: row for row, character in enumerate(written)}
        self._holds = np.zeros((len(written), len(self._wordings)), np.int64)
        """How often each character, by row, stands in each wording."""
        for column, wording in enumerate(self._wordings):
            for character in wording.text:
                self._holds[self._rows[character], column] += 1

    def recognize(self, text: str) -> tuple[Match, ...]:
        """The entries that a plain text quotes, best first; several only where they fit about equally well.

        Digits, Latin letters and punctuation are ignored on both sides: dates, codes and trace numbers vary.
        """
        bare = _bare(text[:_READ])
        best: dict[str, Match] = {}
        for wording in self._likely(bare):
            score = _found(wording, bare) * wording.weight
            known = best.get(wording.entry.id)
            if score and (known is None or score > known.score):
                best[wording.entry.id] = Match(wording.entry, score)
        matches = sorted(best.values(), key=lambda match: -match.score)
        return tuple(match for match in matches if match.score >= matches[0].score - _TIE)

    def _likely(self, bare: str) -> Iterator[_Wording]:
        """The wordings that share so many characters with a text that comparing them may find something."""
        rows = [row for character in set(bare) if (row := self._rows.get(character)) is not None]
        if rows:
            shared = self._holds[rows].sum(axis=0)
            for column in np.flatnonzero(shared >= self._least_shared(len(bare))):
                yield self._wordings[column]

    def _least_shared(self, length: int) -> NDArray[np.float64]:
        """Characters that each wording must share with a text of ``length``; less than that is found nowhere."""
        as_fragment = np.minimum(length, _NEARLY_WHOLE / 200 * (self._lengths + length))
        return np.where(length < self._lengths, as_fragment, self._needed) - _ROUNDING


def _wordings(entry: ErrorEntry) -> Iterator[_Wording]:
    yield _Wording(entry, _bare(plain(entry.message)), 1.0)
    for variant in entry.variants:
        yield _Wording(entry, _bare(plain(variant)), _OTHER_WORDING)


def _bare(text: str) -> str:
    return _NOT_MESSAGE.sub("", text)


def _found(wording: _Wording, text: str) -> float:
    """How surely ``text`` quotes ``wording``: 0 when it does not."""
    if len(text) < len(wording.text):
        return _fragment(wording.text, text)
    return fuzz.partial_ratio(wording.text, text, score_cutoff=wording.least) / 100 * wording.distinct


def _fragment(wording: str, text: str) -> float:
    """A text that is itself only a part of the message; nearly the whole of it may hold slips."""
    if len(text) >= _LEAST_FRAGMENT and text in wording:
        return 0.95
    whole = fuzz.ratio(wording, text, score_cutoff=_NEARLY_WHOLE) / 100
    return whole if len(text) >= _SAYS_IT_ALL else 0.0
