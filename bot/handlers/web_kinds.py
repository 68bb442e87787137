"""What files are to the page: which are shown as pictures, and names that do no harm."""

from __future__ import annotations

import re

from bot.services.file_kinds import PICTURES

_MOST_SIGNS = 120
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\"<>|*?]")


SVG = "image/svg+xml"
"""Only of the assistant's own making: nobody may send one."""

IMAGES = PICTURES | {SVG}


def tidy_name(name: str) -> str:
    """A file's name without folders, control and direction signs; a long one loses its middle."""
    whole = name.encode("utf-8", "replace").decode()
    plain = _UNFIT.sub("", re.split(r"[/\\]", whole)[-1]).lstrip().rstrip(" .") or "未命名文件"
    if len(plain) <= _MOST_SIGNS:
        return plain
    return f"{plain[: _MOST_SIGNS - 21]}…{plain[-20:]}"
