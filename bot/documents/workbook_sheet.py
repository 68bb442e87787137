"""The sheet of a workbook that holds the entries: found, measured and opened."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from bot.documents.cell_scan import CellScan, Reach, scan_cells, shared_lengths
from bot.documents.package import BROKEN, Package, Refused, SheetPart, open_package
from bot.documents.workbook_cells import (
    DETAILS_SHEET,
    ENTRIES_SHEET,
    FAILED_SHEET,
    GUIDE_SHEET,
    MARK,
    MARK_SHEET,
)
from bot.documents.workbook_layout import HEADING_ROWS, Layout, check_layout, find_layout
from bot.documents.workbook_template import MOST_ROWS
from bot.documents.xml_parts import BadXml
from bot.engine.dialog import Dialog
from bot.engine.faces import Column

_MOST: Final = Reach(rows=MOST_ROWS + 50, columns=200, cells=1_500_000)
"""Room for the headings and what stands above them, and for columns of one's own."""

_OURS: Final = (MARK_SHEET, GUIDE_SHEET, DETAILS_SHEET)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Opened:
    """A measured sheet. Its rows begin with the first of the sheet, each with cells from the first column on."""

    name: str
    scan: CellScan
    sheet: CalamineSheet

    def rows(self) -> Iterator[list[Any]]:
        """The rows, one at a time."""
        lead = [""] * (self.sheet.start or (0, 0))[1]
        return (lead + row for row in self.sheet.iter_rows()) if lead else iter(self.sheet.iter_rows())

    def merged(self) -> Sequence[tuple[tuple[int, int], tuple[int, int]]]:
        """The corners of merged cells, row and column from 0 on."""
        return self.sheet.merged_cell_ranges or []


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """The sheet with the entries, where its columns stand, and what is to be told of the workbook."""

    opened: Opened
    layout: Layout
    notes: tuple[str, ...]


def open_entries(content: bytes, dialog: type[Dialog], columns: Sequence[Column]) -> EntrySheet:
    """Opens the first sheet whose headings are those of the form.

    Raises:
        Refused: there is none, the template is another form's, or the file is none that can be read.
    """
    opener = _Opener(open_package(content))
    notes = list(_mark_notes(opener, dialog))
    found: list[tuple[Opened, Layout]] = []
    for part in opener.candidates():
        opened = opener.opened(part)
        layout = find_layout(list(islice(opened.rows(), HEADING_ROWS)), columns)
        if layout is not None and (opened.scan.last_row > layout.row + 1 or not found):
            found.append((opened, layout))
    if not found:
        headings = "、".join(column.label for column in columns[:4])
        raise Refused(f"没有找到“{dialog.title}”的表头（例如：{headings}）。请用批量模板填写，表头不要改，再发。")
    opened, layout = next((one for one in found if one[0].scan.last_row > one[1].row + 1), found[0])
    check_layout(layout, columns)
    return EntrySheet(opened, layout, (*notes, *_notes(opener, found, opened, layout)))


def opened_mark(package: Package) -> list[str]:
    """What the hidden sheet of our templates says; empty where there is none."""
    return _Opener(package).mark()


def first_rows(package: Package) -> Iterator[list[list[Any]]]:
    """Of each visible sheet the rows in which headings may stand."""
    opener = _Opener(package)
    return (list(islice(opener.opened(part).rows(), HEADING_ROWS)) for part in opener.candidates())


class _Opener:
    """Opens one sheet at a time, each measured before it is read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._lengths = _guarded(lambda: shared_lengths(package.parts.get("xl/sharedstrings.xml", b"")))

    def candidates(self) -> list[SheetPart]:
        """The visible sheets that may hold entries, our own names first."""
        rank = {ENTRIES_SHEET: 0, FAILED_SHEET: 1}
        seen = (sheet for sheet in self._package.sheets if not sheet.hidden and sheet.name not in _OURS)
        return sorted(seen, key=lambda sheet: rank.get(sheet.name, 2))

    def hidden(self) -> list[str]:
        """The names of hidden sheets that are not ours."""
        return [sheet.name for sheet in self._package.sheets if sheet.hidden and sheet.name not in _OURS]

    def mark(self) -> list[str]:
        """What the hidden sheet of our templates says: mark, key, version, title; empty where there is none."""
        part = next((sheet for sheet in self._package.sheets if sheet.name == MARK_SHEET), None)
        row = next(self.opened(part).rows(), []) if part else []
        return [str(cell) for cell in row[:4]] if row[:1] == [MARK] else []

    def opened(self, part: SheetPart) -> Opened:
        """Measures and opens a sheet."""
        scan = _guarded(lambda: scan_cells(self._package.parts[part.part], self._lengths, _MOST))
        _check_reach(part.name, scan)
        content = io.BytesIO(self._package.repacked(part))
        book = _guarded(lambda: CalamineWorkbook.from_filelike(content))
        return Opened(part.name, scan, _guarded(lambda: book.get_sheet_by_name(part.name)))


def _guarded(work: Callable[[], _T]) -> _T:
    """Does ``work`` on bytes from outside: whatever it stumbles over is a broken file."""
    try:
        return work()
    except (CalamineError, BadXml, ValueError, OverflowError) as error:
        raise Refused(BROKEN) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Refused(BROKEN) from error
        raise


def _check_reach(name: str, scan: CellScan) -> None:
    if scan.last_row > _MOST.rows:
        reach = f"工作表“{name}”到第{scan.last_row}行还有内容，最多{MOST_ROWS:,}行。"
        raise Refused(f"{reach}请分成几个文件，或删去下面多余的行后再发。")
    if scan.last_column > _MOST.columns:
        reach = f"工作表“{name}”在第{scan.last_column}列还有内容，最多{_MOST.columns}列。"
        raise Refused(f"{reach}请删去右边多余的列后再发。")
    if scan.cells > _MOST.cells:
        raise Refused(f"工作表“{name}”里填了内容的格子太多。请删去和办理无关的列后再发。")
    if scan.overflowing:
        raise Refused(f"工作表“{name}”里有特别长的文字，加起来太大。请把长文字缩短后再发。")


def _mark_notes(opener: _Opener, dialog: type[Dialog]) -> Iterator[str]:
    mark = opener.mark()
    if not mark:
        yield "这不是参保助手的批量模板，按表头的名字对上了各列。"
        return
    key, version, title = (*mark[1:], "", "", "")[:3]
    if key != dialog.key:
        named = f"这是“{title or key}”的批量模板，现在办的是“{dialog.title}”。"
        raise Refused(f"{named}请换成这一项的模板，或者改办那一项。")
    if version != str(dialog.version):
        yield f"这是第{version}版的模板，现在是第{dialog.version}版，按表头的名字对上了各列；下次请用新模板。"


def _notes(opener: _Opener, found: Sequence[tuple[Opened, Layout]], opened: Opened, layout: Layout) -> Iterator[str]:
    if others := [one.name for one, _ in found if one is not opened]:
        yield f"只读了工作表“{opened.name}”；{_listed(others)}也像名单，没有读，要办请另外发。"
    if hidden := opener.hidden():
        yield f"隐藏的工作表{_listed(hidden)}没有读。"
    if layout.extra:
        yield f"多出来的列{_listed(layout.extra)}没有读。"
    if opened.scan.hidden_rows:
        yield f"有{opened.scan.hidden_rows}行被隐藏或筛选掉了，也读了；不要办的请删去。"
    if opened.scan.formulas:
        yield f"有{opened.scan.formulas}格是公式，用的是文件里存着的结果。"


def _listed(names: Sequence[str]) -> str:
    more = f"等{len(names)}个" if len(names) > 5 else ""
    return "、".join(f"“{name}”" for name in names[:5]) + more
