"""Lines of Chinese text for a picture, which has to break them itself."""

from __future__ import annotations

import re
import unicodedata

_WIDE = "WFA"
_NARROW_WIDTH = 0.56
_PIECE = re.compile(r"[0-9A-Za-z.\-]+|.", re.DOTALL)
_NEVER_FIRST = "，。；：、！？）】》”’〕,.;:!?)"


def width_of(text: str) -> float:
    """About how wide the text is, in em."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in _WIDE else _NARROW_WIDTH for sign in text)


def wrapped(text: str, most: float) -> list[str]:
    """The text in lines of at most ``most`` em. Numbers stay whole; a sign that may not begin a line hangs over."""
    lines: list[str] = []
    line, width = "", 0.0
    for piece in _PIECE.findall(text):
        wide = width_of(piece)
        if line and width + wide > most and piece not in _NEVER_FIRST:
            lines.append(line)
            line, width = "", 0.0
        line, width = line + piece, width + wide
    return [*lines, line] if line else lines
