"""What training looks at in a message: named traits of how it is written, sounds, means and quotes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from faq.concepts import concepts
from faq.pinyin import is_pinyin, is_word, syllables, units

_LONGEST_RUN = 3
"""Characters or syllables in a row that make one trait."""
_LONG_NUMBER = 6
_FEW = 3
"""Parts up to which repeating one says nothing."""
_EDGE = "|"
"""Stands before the first and behind the last part of a text."""


class View(StrEnum):
    """A way to look at a text; the value begins the names of its traits."""

    WRITTEN = "w"
    HEARD = "h"
    MEANT = "c"
    SIGNS = "!"
    SHAPE = "#"


WEIGHTS = {View.WRITTEN: 0.7, View.HEARD: 0.6, View.MEANT: 0.4, View.SIGNS: 0.5, View.SHAPE: 0.3}
"""The length that each view's part of a message's vector has. Chosen by holding out messages."""

Traits = dict[View, frozenset[str]]


def traits(text: str, signs: Iterable[str] = ()) -> Traits:
    """The traits of a plain text by view; ``signs`` are what the knowledge itself recognizes in it."""
    return {
        View.WRITTEN: _named(View.WRITTEN, _runs(map(_told, units(text)))),
        View.HEARD: _named(View.HEARD, _runs(map(_told, syllables(text)))),
        View.MEANT: _named(View.MEANT, _pairs(concepts(text))),
        View.SIGNS: _named(View.SIGNS, signs),
        View.SHAPE: _named(View.SHAPE, _shape(text)),
    }


def _named(view: View, names: Iterable[str]) -> frozenset[str]:
    prefix = view.value
    return frozenset([prefix + name for name in names])


def _told(part: str) -> str:
    """A long number by its length: an identity number is like any other one."""
    return f"number of {len(part)}" if len(part) >= _LONG_NUMBER and part.isdigit() else part


def _runs(parts: Iterable[str]) -> Iterator[str]:
    framed = (_EDGE, *parts, _EDGE)
    for length in range(1, _LONGEST_RUN + 1):
        yield from map(" ".join, zip(*(framed[start:] for start in range(length)), strict=False))


def _pairs(parts: Sequence[str]) -> Iterator[str]:
    for place, part in enumerate(parts):
        yield part
        yield from (f"{part} {later}" for later in parts[place + 1 :])


def _shape(text: str) -> Iterator[str]:
    """What can be told of a text without reading it: length, scripts, repetition."""
    parts = units(text)
    yield f"length {len(parts).bit_length()}"
    words = [part for part in parts if part.isascii() and part.isalpha()]
    if any(not is_word(word) for word in words):
        yield "strange letters"
    if is_pinyin(text):
        yield "pinyin"
    if words and len(words) == len(parts):
        yield "letters only"
    if any(part.isdigit() for part in parts):
        yield "digits only" if all(part.isdigit() for part in parts) else "digits"
    if len(parts) > _FEW and len(set(parts)) <= len(parts) / 2:
        yield "repeated"


Signs = Callable[[str], Iterable[str]]
"""Names what the knowledge recognizes in a plain text: words that give a matter away, messages that are quoted."""
