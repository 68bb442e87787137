"""Widths of signs, as Chinese input methods mix them."""

from __future__ import annotations

import unicodedata


def narrow(text: str) -> str:
    """The text with full-width letters, digits and signs as narrow ones: Ｋ７－ is K7-."""
    return unicodedata.normalize("NFKC", text)
