"""Batch workbooks read: many filled-in forms in one ``.xlsx``, each row by the checks that the chat asks with.

``read_workbook`` measures and opens, which takes some tenths of a second for the largest files: call it in a thread.
Rows then come in slices, between which conversations go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from bot.documents.cell_scan import Place
from bot.documents.cell_texts import text_of
from bot.documents.package import Refused
from bot.documents.workbook_cells import EXAMPLE
from bot.documents.workbook_sheet import EntrySheet, open_entries
from bot.documents.workbook_template import example_rows
from bot.engine.checks import Slip, tidy
from bot.engine.dialog import Context, Dialog
from bot.engine.entries import EntryReader, Fault
from bot.engine.faces import Column, columns_of

__all__ = ["Reading", "Refused", "Row", "read_workbook"]

_MOST_MERGED: Final = 500_000
_NO_RESULT: Final = Slip("是公式，文件里没有存下算出来的结果。请复制这一格，再“选择性粘贴”为“值”。")
_ERROR: Final = Slip("是表格软件的错误值，例如 #N/A。请改成真正的内容。")
_MERGED: Final = Slip("在合并的格子里，只有左上角那一格有内容。请取消合并，逐行填写。")


@dataclass(frozen=True, slots=True)
class Row:
    """One row read: ``number`` as the table program counts, the answers, and what is wrong.

    ``texts`` are the cells as they were filled in, by field, and ``mark`` what stands under 序号.
    """

    number: int
    answers: Mapping[str, Any] = field(repr=False)
    faults: tuple[Fault, ...]
    texts: Mapping[str, str] = field(repr=False)
    mark: str = field(repr=False, default="")


def read_workbook(content: bytes, dialog: type[Dialog], context: Context) -> Reading:
    """Opens a workbook of the form ``dialog``.

    Raises:
        Refused: it cannot be taken as a whole.
    """
    columns = columns_of(dialog)
    return Reading(open_entries(content, dialog, columns), columns, EntryReader(dialog, context), dialog)


class Reading:
    """An opened workbook. ``notes`` are to be told, in Chinese; ``reach`` is how many rows there are at most."""

    def __init__(
        self, found: EntrySheet, columns: Sequence[Column], entries: EntryReader, dialog: type[Dialog]
    ) -> None:
        self._found, self._columns, self._entries = found, columns, entries
        self._once = dialog.as_form.once if dialog.as_form else ()
        self._examples = _Examples(columns)
        self._odd = _odd_cells(found)
        self._seen: dict[tuple[Any, ...], int] = {}
        self.sheet = found.opened.name
        self.notes = found.notes
        self.reach = found.opened.scan.last_row - found.layout.row - 1

    def slices(self, size: int = 20) -> Iterator[tuple[Row, ...]]:
        """The rows in order, ``size`` at a time; empty and example rows are left out. Once only."""
        rows = self._rows()
        while piece := tuple(islice(rows, size)):
            yield piece

    def _rows(self) -> Iterator[Row]:
        first = self._found.layout.row + 1
        for number, cells in enumerate(islice(self._found.opened.rows(), first, None), first + 1):
            texts = self._texts(number, cells)
            if all(not text or text is _ERROR or text is _MERGED for text in texts.values()):
                continue
            if row := self._row(number, texts, self._mark(cells)):
                yield row

    def _row(self, number: int, texts: Mapping[str, str | Slip], mark: str) -> Row | None:
        if self._examples.like(texts):
            return None
        shown = {name: "" if isinstance(text, Slip) else text for name, text in texts.items()}
        if mark.startswith(EXAMPLE):
            cause = f"标着“{mark[:10]}”，内容却改过，不知道要不要办。"
            return Row(number, {}, (Fault("", "", cause, "要办就把序号改掉，不办就删去这一行。"),), shown, mark)
        entry = self._entries.read(texts)
        twice = self._twice(number, entry.answers)
        return Row(number, entry.answers, (*entry.faults, *twice), shown, mark)

    def _texts(self, number: int, cells: Sequence[Any]) -> dict[str, str | Slip]:
        texts: dict[str, str | Slip] = {}
        for column in self._columns:
            at = self._found.layout.places.get(column.name)
            if at is None:
                continue
            text = text_of(cells[at], column.kind) if at < len(cells) else ""
            texts[column.name] = text or self._odd.get((number, at + 1), "")
        return texts

    def _mark(self, cells: Sequence[Any]) -> str:
        at = self._found.layout.number
        return tidy(str(cells[at])) if at is not None and at < len(cells) else ""

    def _twice(self, number: int, answers: Mapping[str, Any]) -> Iterator[Fault]:
        """Says where the fields that tell filings apart stood in the sheet already."""
        key = tuple(answers.get(name) for name in self._once)
        if not key or None in key:
            return
        before = self._seen.setdefault(key, number)
        if before != number:
            column = next(column for column in self._columns if column.name == self._once[0])
            yield Fault(column.name, column.label, f"和第{before}行重复。", "请只留一行。")


class _Examples:
    """Knows the example rows of the template again."""

    def __init__(self, columns: Sequence[Column]) -> None:
        rows = list(example_rows(columns))
        self._shown = {column.name: {row[column.name] for row in rows} for column in columns}
        self._typed = [column.name for column in columns if not column.options]

    def like(self, texts: Mapping[str, str | Slip]) -> bool:
        """Whether the texts are those of an example; something typed has to be among them."""
        shown = self._shown
        typed = any(texts.get(name) and texts[name] in shown[name] for name in self._typed)
        return typed and all(not text or text in shown[name] for name, text in texts.items())


def _odd_cells(found: EntrySheet) -> dict[Place, Slip]:
    """What to say of cells that look empty and are not."""
    scan, merged = found.opened.scan, _covered(found)
    return {**dict.fromkeys(merged, _MERGED), **dict.fromkeys(scan.unsure, _NO_RESULT),
            **dict.fromkeys(scan.errors, _ERROR)}  # fmt: skip


def _covered(found: EntrySheet) -> Iterator[Place]:
    """The cells of columns and rows that are read, which lie under merged ones."""
    first, last = found.layout.row + 1, found.opened.scan.last_row
    left = _MOST_MERGED
    for (top, begin), (bottom, end) in found.opened.merged():
        for at in (at for at in found.layout.places.values() if begin <= at <= end):
            rows = range(max(top, first), min(bottom, last) + 1)
            left -= len(rows) + 1
            if left < 0:
                raise Refused("合并的格子太多，没法读。请取消所有合并，逐行填写后再发。")
            yield from ((row + 1, at + 1) for row in rows)
