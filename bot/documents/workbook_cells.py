"""Cells as this house writes them: text stays text, whatever it begins with, and nothing in a workbook is live."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter

from bot.documents.workbook_layout import NUMBER_HEADING
from bot.engine.checks import tidy
from bot.engine.faces import Column, ColumnKind

MARK: Final = "canbao-template"
MARK_SHEET: Final = "模板信息"
ENTRIES_SHEET: Final = "申报表"
FAILED_SHEET: Final = "未通过的行"
DETAILS_SHEET: Final = "处理详情"
GUIDE_SHEET: Final = "填写说明"
EXAMPLE: Final = "示例"

_LONGEST: Final = 32_000
_LIVE: Final = ("=", "+", "-", "@", "\t")
_WIDTHS: Final = {ColumnKind.DAY: 16.0, ColumnKind.MONEY: 12.0, ColumnKind.COUNT: 10.0, ColumnKind.CHOICE: 18.0}


def styles() -> tuple[NamedStyle, ...]:
    """The styles of a workbook, to be added to it once."""
    head = NamedStyle("canbao_head", font=Font(bold=True), fill=PatternFill("solid", fgColor="DCE6F1"))
    head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    needed = NamedStyle("canbao_needed", font=Font(bold=True, color="C00000"), fill=head.fill, alignment=head.alignment)
    body = NamedStyle("canbao_text", number_format="@", alignment=Alignment(vertical="top"))
    example = NamedStyle("canbao_example", number_format="@", font=Font(italic=True, color="808080"))
    told = NamedStyle("canbao_told", alignment=Alignment(vertical="top", wrap_text=True), number_format="@")
    return head, needed, body, example, told


def text_cell(sheet: Any, text: str, style: str) -> Any:
    """A cell that holds ``text`` and is never a formula."""
    cell = WriteOnlyCell(sheet, None)
    cell.style = style
    _put(cell, text)
    return cell


class TextRows:
    """Adds rows of text to a sheet. Each is written at once, so that one cell of a style serves for all."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._cells: dict[tuple[str, bool], Any] = {}

    def add(self, texts: Iterable[str], style: str = "canbao_text") -> None:
        """Adds a row; empty texts leave their cells out."""
        self._sheet.append(self._cell(text, style) if text else None for text in texts)

    def _cell(self, text: str, style: str) -> Any:
        kind = (style, _looks_live(text))
        if kind not in self._cells:
            self._cells[kind] = text_cell(self._sheet, text, style)
        _put(self._cells[kind], text)
        return self._cells[kind]


def _put(cell: Any, text: str) -> None:
    cell.value = tidy(text)[:_LONGEST]
    cell.data_type = "s"
    if _looks_live(text):
        cell.quotePrefix = True


def _looks_live(text: str) -> bool:
    """Whether a table program might take the text for a formula once someone edits it."""
    return text.lstrip()[:1] in _LIVE


def heading_row(sheet: Any, columns: Sequence[Column], more: Sequence[str] = ()) -> list[Any]:
    """The headings; what must always be filled in has a star."""
    first = text_cell(sheet, NUMBER_HEADING, "canbao_head")
    last = (text_cell(sheet, heading, "canbao_head") for heading in more)
    return [first, *(_heading(sheet, column) for column in columns), *last]


def _heading(sheet: Any, column: Column) -> Any:
    needed = column.need.always
    return text_cell(sheet, f"*{column.label}" if needed else column.label, f"canbao_{'needed' if needed else 'head'}")


def set_widths(sheet: Any, columns: Sequence[Column], more: Sequence[float] = ()) -> None:
    """Column widths by what the columns hold, and the headings frozen. Before the first row is written."""
    widths = [8.0, *(max(_WIDTHS.get(column.kind, 22.0), 2.2 * len(column.label) + 3) for column in columns), *more]
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B2"
