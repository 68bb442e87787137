"""Promises of the blank template: what stands in it, and that table programs take it as it is."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from bot.documents.workbook_cells import ENTRIES_SHEET, GUIDE_SHEET, MARK, MARK_SHEET
from bot.documents.workbook_template import blank_workbook
from bot.engine.faces import columns_of
from tests.documents.sheets import HEADINGS, filled, opened, rows_of
from tests.engine.sample_form import Enrollment

CONTENT = blank_workbook(Enrollment)
ARCHIVE = zipfile.ZipFile(io.BytesIO(CONTENT))
PARTS = {name: ARCHIVE.read(name) for name in ARCHIVE.namelist()}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def book() -> Any:
    """The template as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(CONTENT))


def test_a_blank_template_has_no_rows_to_file() -> None:
    """Its examples are recognized, and nothing is to be told of it."""
    assert rows_of(CONTENT) == [] and opened(CONTENT).notes == ()


def test_headings_stay_in_sight_and_name_what_is_needed(book: Any) -> None:
    """Chinese headings in the form's order, a star on what must be filled in, frozen."""
    sheet = book[ENTRIES_SHEET]
    assert [cell.value for cell in sheet[1]][1:] == [
        f"*{column.label}" if column.need.always else column.label for column in columns_of(Enrollment)
    ]
    assert sheet.freeze_panes == "B2" and book.active is sheet
    assert all(sheet.column_dimensions[cell.column_letter].width >= 8 for cell in sheet[1])


def test_number_columns_are_text_before_anything_is_typed(book: Any) -> None:
    """So that no table program turns 18 digits into a number; amounts stay numbers."""
    sheet = book[ENTRIES_SHEET]
    letters = zip(HEADINGS, "BCDEFGHIJKLMN", strict=True)
    formats = {heading: sheet.column_dimensions[letter].number_format for heading, letter in letters}
    assert {formats[heading] for heading in ("证件号码", "移动电话", "合同开始日期")} == {"@"}
    assert formats["缴费基数"] == "General"


def test_examples_are_visibly_made_up(book: Any) -> None:
    """Marked as examples, with the options' own labels, and no number that could be a person's."""
    rows = [[cell.value for cell in row] for row in book[ENTRIES_SHEET].iter_rows(min_row=2)]
    assert [row[0] for row in rows] == ["示例1", "示例2"]
    assert {row[2] for row in rows} == {"张测试"} and not any(str(row[1]).isdigit() for row in rows)


def test_a_hidden_sheet_names_form_and_version(book: Any) -> None:
    """By which a sheet that is sent back is known."""
    sheet = book[MARK_SHEET]
    assert sheet.sheet_state == "hidden"
    assert [cell.value for cell in sheet[1]][:4] == [MARK, "sample_enrollment", "2", "用工参保登记（样例）"]


def test_the_guide_tells_limits_and_every_field(book: Any) -> None:
    """How to fill in, and a line a field."""
    said = "\n".join(str(cell.value) for row in book[GUIDE_SHEET].iter_rows() for cell in row if cell.value)
    for words in ("20,000行", "10MB", "以网厅为准", "文件另外发", "最多20个字", "“合同类别”是“无固定期限”时必填"):
        assert words in said


def test_the_parts_are_those_of_the_standard() -> None:
    """Well-formed, in the order that Excel insists on, drop-downs by reference since lists may be long."""
    for name, part in PARTS.items():
        if name.endswith((".xml", ".rels", ".vml")):
            ElementTree.fromstring(part)
    order = [child.tag.removeprefix(MAIN) for child in ElementTree.fromstring(PARTS["xl/worksheets/sheet1.xml"])]
    head, tail = ["sheetPr", "sheetViews", "sheetFormatPr", "cols"], ["dataValidations", "pageMargins", "legacyDrawing"]
    assert order == [*head, "sheetData", *tail]
    formulas = ElementTree.fromstring(PARTS["xl/worksheets/sheet1.xml"]).iter(f"{MAIN}formula1")
    assert all(str(formula.text).startswith(f"'{MARK_SHEET}'!$") for formula in formulas)
    assert not any(b"<f>" in part for name, part in PARTS.items() if name.startswith("xl/worksheets/"))


def test_a_template_filled_in_and_saved_by_another_program_keeps_all_it_is_known_by() -> None:
    """Mark, drop-downs, notes."""
    again = openpyxl.load_workbook(io.BytesIO(filled({})))
    assert again[MARK_SHEET]["B1"].value == "sample_enrollment"
    assert len(again[ENTRIES_SHEET].data_validations.dataValidation) == 2
    assert again[ENTRIES_SHEET]["B1"].comment.text.startswith("文字，必填。")
