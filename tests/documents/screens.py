"""Screenshots drawn for tests: boxes with messages, pages of text, formats and faults."""

from __future__ import annotations

import io
import os
from importlib.util import find_spec
from typing import Any

import pytest
from PIL import Image, ImageDraw

from bot.documents.chinese_font import face

ERROR = "养老已参保，不能再办理参保"
_ORIENTATION = 0x0112


def needs_ocr() -> None:
    """Skips where the extra is not installed; fails there in CI."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        told = "the extra ocr is not installed: pip install -e '.[ocr]'"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)


def blank(width: int = 1080, height: int = 700, color: str = "#eef1f6") -> Image.Image:
    return Image.new("RGB", (width, height), color)


def error_box(message: str = ERROR, width: int = 1080, height: int = 700, dots: int = 40) -> Image.Image:
    """A page under a box with a title, a message, and two buttons."""
    picture = blank(width, height)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((120, 130, width - 120, height - 120), fill="white", outline="#999999", width=3)
    draw.text((170, 160), "系统提示", font=face(36), fill="black")
    draw.text((170, 260), message, font=face(dots), fill="#c00000")
    draw.text((width - 420, height - 210), "取消", font=face(36), fill="#333333")
    draw.text((width - 260, height - 210), "确定", font=face(36), fill="#0066cc")
    return picture


def page(*lines: str, width: int = 1080, dots: int = 40, height: int = 0) -> Image.Image:
    """Lines one below another."""
    step = dots * 2
    picture = blank(width, height or step * (len(lines) + 1), "white")
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((60, step // 2 + number * step), line, font=face(dots), fill="black")
    return picture


def saved(picture: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def as_phone_photo(picture: Image.Image) -> bytes:
    """As a phone saves it that was held upright: the dots lie on their side, and EXIF says so."""
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    return saved(picture.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=90)
