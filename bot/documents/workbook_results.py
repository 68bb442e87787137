"""What became of a batch as a workbook: 处理详情 with every row, and the failed ones to be mended and sent again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook

from bot.documents.workbook import Row
from bot.documents.workbook_cells import (
    DETAILS_SHEET,
    FAILED_SHEET,
    TextRows,
    heading_row,
    set_widths,
)
from bot.documents.workbook_layout import RESULT_HEADINGS
from bot.documents.workbook_template import add_mark, format_columns, new_book, saved
from bot.engine.dialog import Dialog
from bot.engine.faces import Column, columns_of

_DETAIL_HEADINGS: Final = ("行号", "结果", "业务编号", "原因", "怎么办")
_DETAIL_WIDTHS: Final = (8.0, 12.0, 22.0, 60.0, 60.0)
_FAILED_WIDTHS: Final = (8.0, 50.0, 50.0)


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row: whether it is done, how that is called, and why and what to do where it is not."""

    row: Row
    done: bool
    outcome: str
    filing_number: str = ""
    cause: str = ""
    remedy: str = ""


def checked(row: Row) -> RowResult:
    """The result of a row that was only checked."""
    if not row.faults:
        return RowResult(row, True, "检查通过")
    causes = "\n".join(f"“{fault.heading}”{fault.cause}" if fault.heading else fault.cause for fault in row.faults)
    remedies = "\n".join(dict.fromkeys(fault.remedy for fault in row.faults))
    return RowResult(row, False, "检查没有通过", cause=causes, remedy=remedies)


class ResultBook:
    """A workbook of results, written as they come; everything in it is text."""

    def __init__(self, dialog: type[Dialog]) -> None:
        self._dialog, self._columns = dialog, columns_of(dialog)
        self._told = [column for column in self._columns if column.name in _names_told(self._columns)]
        self._book = new_book()
        self._details = TextRows(_details_sheet(self._book))
        self._details.add((*_DETAIL_HEADINGS, *(column.label for column in self._told)), "canbao_head")
        self._failed = TextRows(_failed_sheet(self._book, self._columns))

    def add(self, result: RowResult) -> None:
        """Writes one row's result, and the row itself where it failed."""
        row = result.row
        shown = (row.texts.get(column.name, "") for column in self._told)
        told = (str(row.number), result.outcome, result.filing_number, result.cause, result.remedy)
        self._details.add((*told, *shown), "canbao_told")
        if not result.done:
            texts = (row.texts.get(column.name, "") for column in self._columns)
            self._failed.add((row.mark, *texts, str(row.number), result.cause, result.remedy))

    def finish(self) -> bytes:
        """The workbook as a file; nothing can be added any more."""
        add_mark(self._book, self._dialog, self._columns)
        return saved(self._book)


def result_workbook(dialog: type[Dialog], results: Iterable[RowResult]) -> bytes:
    """The results as a file, all at once."""
    book = ResultBook(dialog)
    for result in results:
        book.add(result)
    return book.finish()


def _names_told(columns: Sequence[Column]) -> set[str]:
    """What tells whom a row is about: the personal fields, else the first two."""
    personal = {column.name for column in columns if column.personal}
    return personal or {column.name for column in columns[:2]}


def _details_sheet(book: Workbook) -> Any:
    sheet = book.create_sheet(DETAILS_SHEET)
    for letter, width in zip("ABCDE", _DETAIL_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    return sheet


def _failed_sheet(book: Workbook, columns: Sequence[Column]) -> Any:
    sheet = book.create_sheet(FAILED_SHEET)
    set_widths(sheet, columns, _FAILED_WIDTHS)
    format_columns(sheet, columns)
    sheet.append(heading_row(sheet, columns, RESULT_HEADINGS))
    return sheet
