"""Chinese punctuation for texts out of the parameter files, which are typed with narrow signs."""

from __future__ import annotations

import re

_WIDE = {",": "，", ";": "；", ":": "："}
_BETWEEN_WORDS = re.compile(r"(?<=[^\x00-\x7f])[,;:]|[,;:](?=[^\x00-\x7f])")


def full_width(text: str) -> str:
    """The text with full-width brackets, and full-width commas where they stand beside Chinese."""
    bracketed = text.replace("(", "（").replace(")", "）")
    return _BETWEEN_WORDS.sub(lambda sign: _WIDE[sign[0]], bracketed)
