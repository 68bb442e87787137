"""What texts are made of: numbered features of how they are written, how they sound and what they mean.

A feature is a part (a character, a syllable, a concept), two parts that stand close, or two neighbors in their
order. It is one number that says all of this, so that thousands of texts are counted in a few array operations.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from faq.concepts import concepts
from faq.pinyin import syllables, units

Codes = NDArray[np.int64]
"""Features; :func:`kinds` tells view and form."""


class View(IntEnum):
    """A way to look at a text."""

    WRITTEN = 0
    HEARD = 1
    MEANT = 2


class Form(IntEnum):
    """What of a view is one feature."""

    SINGLE = 0
    PAIR = 1
    NEIGHBORS = 2


_READ: dict[View, Callable[[str], Sequence[str]]] = {
    View.WRITTEN: units,
    View.HEARD: syllables,
    View.MEANT: concepts,
}
_REACH = {View.WRITTEN: 3, View.HEARD: 3, View.MEANT: 12}
"""How far apart two parts may stand to make a pair; concepts pair across a whole question."""
_BITS = 18
"""Room for a part's number."""


class Parts:
    """Numbers for the parts that texts were seen to have."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def learn(self, texts: Iterable[str]) -> tuple[Codes, Codes]:
        """The features of ``texts`` and beside each the position of its text, in the order of both, without repeats."""
        known = tuple(texts)
        joined = np.concatenate([codes * len(known) + owners for codes, owners in self._features(known, self._new)])
        codes, owners = np.divmod(_distinct(joined), len(known))
        return codes, owners

    def codes(self, text: str) -> Codes:
        """The features of a text, without repeats; parts that are new get numbers that no feature has."""
        fresh: dict[str, int] = {}

        def number(part: str) -> int:
            known = self._numbers.get(part)
            return fresh.setdefault(part, len(self._numbers) + len(fresh)) if known is None else known

        return _distinct(np.concatenate([codes for codes, _ in self._features((text,), number)]))

    def _new(self, part: str) -> int:
        return self._numbers.setdefault(part, len(self._numbers))

    @staticmethod
    def _features(texts: Sequence[str], number: Callable[[str], int]) -> Iterator[tuple[Codes, Codes]]:
        for view, read in _READ.items():
            documents = [[number(part) for part in read(text)] for text in texts]
            parts = np.array([part for document in documents for part in document], dtype=np.int64)
            owners = np.repeat(np.arange(len(documents)), [len(document) for document in documents])
            yield from _of_view(view, parts, owners)


def kinds(codes: Codes) -> Codes:
    """The place of each feature's view and form in a table of one row a view and one column a form."""
    return codes >> 2 * _BITS


def _of_view(view: View, parts: Codes, owners: Codes) -> Iterator[tuple[Codes, Codes]]:
    yield _code(view, Form.SINGLE, np.zeros_like(parts), parts), owners
    for distance in range(1, min(_REACH[view], len(parts) - 1) + 1):
        same = np.flatnonzero(owners[:-distance] == owners[distance:])
        one, two, owner = parts[same], parts[same + distance], owners[same]
        yield _code(view, Form.PAIR, np.minimum(one, two), np.maximum(one, two)), owner
        if distance == 1:
            yield _code(view, Form.NEIGHBORS, one, two), owner


def _code(view: View, form: Form, one: Codes, two: Codes) -> Codes:
    kind = view * len(Form) + form
    return (kind << 2 * _BITS) | (one << _BITS) | two


def _distinct(codes: Codes) -> Codes:
    """``codes`` in order, without repeats."""
    ordered: Codes = np.sort(codes)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]
