"""The Chinese font that papers and pictures are written in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

SIMPLIFIED: Final = 2
"""The place of the simplified Chinese face in the font file."""


@cache
def font_file() -> Path:
    """The file with all the faces."""
    import noto_cjk_sans_otc

    return Path(noto_cjk_sans_otc.__file__).parent / "NotoSansCJK-Regular.ttc"


@cache
def face(dots: int) -> Any:
    """The face for Pillow, ``dots`` high."""
    from PIL import ImageFont

    return ImageFont.truetype(str(font_file()), dots, index=SIMPLIFIED)
