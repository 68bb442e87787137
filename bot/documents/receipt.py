"""回执: what was filed, as PDF and as a picture. It has no seal, and says that it is no paper of the bureau."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.documents.chinese_font import SIMPLIFIED, face, font_file

PDF, PNG = "application/pdf", "image/png"
_WIDTH, _MARGIN, _LINE = 105.0, 8.0, 6.2
"""Millimetres."""
_SIZES: Final = {"head": 15.0, "body": 10.5, "small": 8.0}
_POINT = 0.3528
_DOTS = 8
"""Dots to a millimetre in the picture."""
_QR = 32.0
_NO_PAPER = "由参保助手生成，不是经办机构的凭证，以网厅和经办机构为准。"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands on a receipt.

    Args:
        lines: label and text, in order; persons are masked where the paper may be handed on.
        url: what the QR code opens; empty for none.
        demo: whether 演示 stands across it.
    """

    title: str
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    at: datetime
    url: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text ``down`` from the top, in millimetres."""

    text: str
    size: str
    down: float


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt as PDF, on a slip as wide as a hand; equal receipts are equal bytes."""
    from fpdf import FPDF

    lines, height = _laid_out(receipt)
    pdf: Any = FPDF(unit="mm", format=(_WIDTH, height))
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(receipt.at)
    pdf.set_title(f"{receipt.title}回执")
    pdf.add_page()
    pdf.add_font("cjk", fname=str(font_file()), collection_font_number=SIMPLIFIED)
    if receipt.demo:
        pdf.set_font("cjk", size=60)
        pdf.set_text_color(235, 235, 235)
        with pdf.rotation(35, _WIDTH / 2, height / 2):
            pdf.text(_WIDTH / 2 - 22, height / 2 + 8, "演示")
        pdf.set_text_color(0, 0, 0)
    for line in lines:
        pdf.set_font("cjk", size=_SIZES[line.size])
        pdf.text(_MARGIN, line.down, line.text)
    if receipt.url:
        pdf.image(qr_code(receipt.url), x=_WIDTH - _MARGIN - _QR, y=height - _MARGIN - _QR, w=_QR)
    return bytes(pdf.output())


def receipt_png(receipt: Receipt) -> bytes:
    """The receipt as a picture, for channels that show one."""
    from PIL import Image, ImageDraw

    lines, height = _laid_out(receipt)
    picture = Image.new("RGB", (round(_WIDTH * _DOTS), round(height * _DOTS)), "white")
    if receipt.demo:
        across = Image.new("L", (round(60 * _DOTS), round(30 * _DOTS)), 0)
        ImageDraw.Draw(across).text((0, 0), "演示", fill=28, font=_face(60.0))
        turned = across.rotate(35, expand=True)
        place = ((picture.width - turned.width) // 2, (picture.height - turned.height) // 2)
        picture.paste("black", place, turned)
    draw = ImageDraw.Draw(picture)
    for line in lines:
        at = (_MARGIN * _DOTS, line.down * _DOTS)
        draw.text(at, line.text, fill="black", font=_face(_SIZES[line.size]), anchor="ls")
    if receipt.url:
        side = round(_QR * _DOTS)
        code = Image.open(qr_code(receipt.url)).convert("RGB").resize((side, side), Image.Resampling.NEAREST)
        corner = round((_WIDTH - _MARGIN - _QR) * _DOTS), round((height - _MARGIN - _QR) * _DOTS)
        picture.paste(code, corner)
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _laid_out(receipt: Receipt) -> tuple[list[_Line], float]:
    """Every line with its place, and how high the slip is."""
    down, lines = _MARGIN + _LINE, list[_Line]()
    for text, size in _texts(receipt):
        for piece in _broken(text, size):
            lines.append(_Line(piece, size, down))
            down += _LINE * (1.4 if size == "head" else 1.0 if size == "body" else 0.85)
    return lines, down + _MARGIN + (_QR if receipt.url else 0.0)


def _texts(receipt: Receipt) -> Iterator[tuple[str, str]]:
    yield f"{'【演示】' if receipt.demo else ''}{receipt.title}回执", "head"
    for label, text in receipt.lines:
        yield f"{label}：{text}", "body"
    yield f"生成时间：{receipt.at:%Y-%m-%d %H:%M}", "small"
    yield _NO_PAPER, "small"
    if receipt.url:
        yield "扫码看办理结果", "small"


def _broken(text: str, size: str) -> Iterator[str]:
    """The text in pieces that fit the slip; a wide sign takes a square."""
    room, width, piece = (_WIDTH - 2 * _MARGIN) / (_SIZES[size] * _POINT), 0.0, ""
    for sign in text:
        wide = 1.0 if ord(sign) > 0x2E80 else 0.58
        if width + wide > room:
            yield piece
            width, piece = 0.0, ""
        width, piece = width + wide, piece + sign
    yield piece


def qr_code(url: str) -> io.BytesIO:
    """A PNG of the code that opens ``url``."""
    import segno

    made = io.BytesIO()
    segno.make(url, error="m").save(made, kind="png", scale=8, border=1)
    made.seek(0)
    return made


def _face(points: float) -> Any:
    return face(round(points * _POINT * _DOTS))
