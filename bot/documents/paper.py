"""参保证明 and 权益记录单 of the demonstration, as PDF: a layout of ours, 演示 across it, and no seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final

from bot.documents.chinese_font import SIMPLIFIED, font_file
from bot.documents.receipt import qr_code

_WIDTH, _HEIGHT, _MARGIN, _LINE = 210.0, 297.0, 15.0, 6.5
"""Millimetres."""
_QR = 30.0
_COLUMNS: Final = (("序号", 15.0), ("姓名", 45.0), ("公民身份号码", 55.0), ("参保起止", 45.0), ("参保月数", 20.0))
_NO_PAPER = "由参保助手的演示生成，不是经办机构的凭证，不能对外使用。"


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What stands on a paper.

    Args:
        lines: label and text of its head, in order.
        rows: name, identity number, first month, last month and months of everybody on it.
        url: what the QR code at the top right opens.
    """

    title: str
    lines: Sequence[tuple[str, str]] = field(repr=False)
    rows: Sequence[tuple[str, str, str, str, int]] = field(repr=False)
    issued_on: date
    url: str


def paper_pdf(paper: LaidOut) -> bytes:
    """The paper on as many A4 pages as it takes; equal papers are equal bytes."""
    from fpdf import FPDF

    pdf: Any = FPDF(format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(datetime.combine(paper.issued_on, time(), UTC))
    pdf.set_title(paper.title)
    pdf.add_font("cjk", fname=str(font_file()), collection_font_number=SIMPLIFIED)
    pages, first_room = _pages(paper)
    for at, rows in enumerate(pages):
        pdf.add_page()
        _stamp(pdf)
        down = _MARGIN + _LINE
        if at == 0:
            down = _head(pdf, paper)
        _table(pdf, rows, down, 1 + (0 if at == 0 else first_room + (at - 1) * _ON_A_PAGE))
        pdf.set_font("cjk", size=8)
        pdf.text(_MARGIN, _HEIGHT - 9, f"{_NO_PAPER}　第{at + 1}页，共{len(pages)}页")
    return bytes(pdf.output())


_ON_A_PAGE = int((_HEIGHT - 2 * _MARGIN - 3 * _LINE) / _LINE)


def _pages(paper: LaidOut) -> tuple[list[Sequence[tuple[str, str, str, str, int]]], int]:
    """The rows page by page, and how many the first page takes."""
    room = max(1, int((_HEIGHT - _head_end(paper) - _MARGIN - 2 * _LINE) / _LINE))
    pages = [paper.rows[:room]]
    pages += [paper.rows[at : at + _ON_A_PAGE] for at in range(room, len(paper.rows), _ON_A_PAGE)]
    return pages, room


def _head_end(paper: LaidOut) -> float:
    return max(_MARGIN + 14 + (len(paper.lines) + 1) * _LINE, _MARGIN + _QR + 2 * _LINE)


def _stamp(pdf: Any) -> None:
    """演示 across the page."""
    pdf.set_font("cjk", size=110)
    pdf.set_text_color(238, 238, 238)
    with pdf.rotation(40, _WIDTH / 2, _HEIGHT / 2):
        pdf.text(_WIDTH / 2 - 40, _HEIGHT / 2 + 14, "演示")
    pdf.set_text_color(0, 0, 0)


def _head(pdf: Any, paper: LaidOut) -> float:
    pdf.set_font("cjk", size=18)
    pdf.text(_MARGIN, _MARGIN + 7, f"【演示】{paper.title}")
    pdf.set_font("cjk", size=10.5)
    down = _MARGIN + 18
    for label, text in paper.lines:
        pdf.text(_MARGIN, down, f"{label}：{text}")
        down += _LINE
    pdf.image(qr_code(paper.url), x=_WIDTH - _MARGIN - _QR, y=_MARGIN, w=_QR)
    pdf.set_font("cjk", size=8)
    pdf.text(_WIDTH - _MARGIN - _QR + 8, _MARGIN + _QR + 4, "扫码验真")
    return _head_end(paper)


def _table(pdf: Any, rows: Sequence[tuple[str, str, str, str, int]], down: float, number: int) -> None:
    if not rows:
        return
    pdf.set_font("cjk", size=10)
    _line(pdf, tuple(heading for heading, _ in _COLUMNS), down)
    for at, (name, identity_number, first, last, months) in enumerate(rows):
        down += _LINE
        _line(pdf, (str(number + at), name[:12], identity_number, f"{first}至{last}", str(months)), down)


def _line(pdf: Any, cells: Sequence[str], down: float) -> None:
    across = _MARGIN
    for cell, (_, width) in zip(cells, _COLUMNS, strict=True):
        pdf.text(across + 1, down, cell)
        across += width
    pdf.set_draw_color(170, 170, 170)
    pdf.line(_MARGIN, down + 1.8, across, down + 1.8)
