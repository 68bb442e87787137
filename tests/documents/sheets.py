"""Workbooks made for tests: the template filled in, changed, or written by hand part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl

from bot.documents.workbook import Reading, Row, read_workbook
from bot.documents.workbook_cells import ENTRIES_SHEET
from bot.documents.workbook_template import blank_workbook
from bot.engine.dialog import Context
from tests.engine.sample_form import Enrollment

TODAY = date(2026, 11, 20)
GOOD: Mapping[str, Any] = {
    "证件号码": "11010519491231002X", "姓名": "张测试", "移动电话": "13800000000", "合同增加原因": "新签",
    "合同类别": "固定期限", "合同开始日期": "2026-03-01", "合同终止日期": date(2027, 2, 28), "岗位工种": "普通员工",
    "缴费基数": 6000, "月数": "3", "险种": "养老保险、工伤保险",
}  # fmt: skip
HEADINGS = [*list(GOOD)[:7], "长期合同开始日期", *list(GOOD)[7:], "合同照片"]
Change = Callable[[Any, Any], object]


def filled(*rows: Mapping[str, Any], change: Change | None = None) -> bytes:
    """The template with a row each of what differs from a good one; ``change`` gets the book and its sheet."""
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(Enrollment)))
    sheet = book[ENTRIES_SHEET]
    for row in rows:
        cells = {**GOOD, **row}
        sheet.append([None, *(cells.get(heading) for heading in HEADINGS)])
    if change is not None:
        change(book, sheet)
    return saved(book)


def plain(rows: Sequence[Sequence[Any]], title: str = "Sheet1") -> bytes:
    """A workbook of someone's own with one sheet of these rows."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Any) -> bytes:
    """The book as a file."""
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def opened(content: bytes) -> Reading:
    """The workbook opened as one of the sample form."""
    return read_workbook(content, Enrollment, Context(TODAY))


def rows_of(content: bytes) -> list[Row]:
    """All rows read."""
    return [row for piece in opened(content).slices() for row in piece]


def only_row(content: bytes) -> Row:
    """The one row read."""
    (row,) = rows_of(content)
    return row


def told(row: Row) -> str:
    """All faults of a row as they are told."""
    return "\n".join(map(str, row.faults))


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORKSHEET = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


def by_hand(sheet: str | bytes, **more: str | bytes) -> bytes:
    """A workbook written part by part, small as table programs accept it; ``more`` replaces or adds parts."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{DOCUMENT}" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} {LINKED}><sheets>'
            '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels":
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{WORKSHEET}" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **{name: content for name, content in more.items()},
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def sheet_xml(rows: Sequence[Sequence[str]], extra: str = "") -> str:
    """The part of a sheet with inline texts in cells without references, as some programs write them."""
    lines = "".join(f"<row>{''.join(map(inline, row))}</row>" for row in rows)
    return f"<worksheet {MAIN}><sheetData>{lines}{extra}</sheetData></worksheet>"


def inline(text: str) -> str:
    """One cell with its text."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>' if text else "<c/>"


GOOD_TEXTS = [str(GOOD.get(heading, "")) for heading in HEADINGS]
