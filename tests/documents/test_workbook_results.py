"""Promises of results: every row's outcome, and the failed rows to be mended and sent again, nothing in it live."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from bot.documents.workbook_cells import DETAILS_SHEET, FAILED_SHEET
from bot.documents.workbook_results import RowResult, checked, result_workbook
from tests.documents.sheets import filled, only_row, opened, rows_of, told
from tests.engine.sample_form import Enrollment

OTHER = "110101199003070011"


def results_of(content: bytes) -> bytes:
    """The results of rows that were only checked."""
    return result_workbook(Enrollment, map(checked, rows_of(content)))


def sheet_of(content: bytes, name: str) -> list[list[Any]]:
    """The values of a sheet."""
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)]


def test_every_row_has_its_outcome_cause_and_remedy() -> None:
    """Under the number that the sender's sheet shows."""
    head, good, bad = sheet_of(results_of(filled({}, {"证件号码": OTHER, "姓名": None, "月数": 9})), DETAILS_SHEET)
    assert head[:5] == ["行号", "结果", "业务编号", "原因", "怎么办"]
    assert good[:2] == ["4", "检查通过"] and good[3] is None
    assert bad[:2] == ["5", "检查没有通过"] and bad[3].splitlines()[0] == "“月数”这个数要在1到6之间，"
    assert "“姓名”没有填。" in bad[3] and "请补上。" in bad[4] and OTHER in bad


def test_what_became_of_a_filing_is_told() -> None:
    """With its number, or with the cause that the bureau gave."""
    row = only_row(filled({}))
    done = RowResult(row, True, "已办成", "DEMO-1")
    refused = RowResult(row, False, "没有办成", cause="养老已参保。", remedy="请员工先在原单位停保。")
    content = result_workbook(Enrollment, [done, refused])
    assert [line[:5] for line in sheet_of(content, DETAILS_SHEET)[1:]] == [
        ["4", "已办成", "DEMO-1", None, None], ["4", "没有办成", None, "养老已参保。", "请员工先在原单位停保。"]
    ]  # fmt: skip
    assert len(sheet_of(content, FAILED_SHEET)) == 2


def test_failed_rows_are_mended_and_sent_again() -> None:
    """The sheet of failed rows is read like the template it came from, its telling columns passed over."""
    content = results_of(filled({}, {"证件号码": OTHER, "姓名": None}))
    again = opened(content)
    (row,) = [row for piece in again.slices() for row in piece]
    assert again.sheet == FAILED_SHEET and again.notes == () and told(row) == "“姓名”没有填。请补上。"
    book = openpyxl.load_workbook(io.BytesIO(content))
    book[FAILED_SHEET]["C2"] = "李测试"
    made = io.BytesIO()
    book.save(made)
    mended = only_row(made.getvalue())
    assert not mended.faults and mended.answers["identity_number"] == OTHER


LIVE = ["=cmd|'/c calc'!A1", "+86", "@SUM(1)", "-1+1", "\t=1", " =1", "#N/A", "http://x", "1e5"]


@pytest.mark.parametrize("text", LIVE)
def test_nothing_that_was_typed_is_written_back_live(text: str) -> None:
    """It stays text, in both sheets, even for whoever edits the cell."""
    def put(book: Any, sheet: Any) -> None:
        for cell in ("A4", "C4", "J4"):
            sheet[cell] = text
            sheet[cell].data_type = "s"

    content = results_of(filled({"月数": 9}, change=put))
    parts = zipfile.ZipFile(io.BytesIO(content))
    sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3 and not any(b"<f>" in sheet or b"<f " in sheet or b"hyperlink" in sheet for sheet in sheets)
    failed = openpyxl.load_workbook(io.BytesIO(content))[FAILED_SHEET]
    for cell in (failed["A2"], failed["C2"], failed["J2"]):
        assert cell.value == text.strip() and cell.data_type == "s" and cell.number_format == "@"
        assert cell.quotePrefix or text.strip()[0] not in "=+-@"


def test_signs_that_no_workbook_holds_are_left_out() -> None:
    """Control signs, halves of signs; very long texts are cut."""
    row = only_row(filled({}))
    content = result_workbook(Enrollment, [RowResult(row, False, "没有办成", cause="a\x00\ud800b" + "长" * 40_000)])
    cause = sheet_of(content, DETAILS_SHEET)[1][3]
    assert cause.startswith("a?b长") and len(cause) <= 32_767


def test_numbers_are_written_back_as_texts() -> None:
    """An identity number of 18 digits keeps them all."""
    failed = sheet_of(results_of(filled({"证件号码": OTHER, "移动电话": 1380000000})), FAILED_SHEET)
    assert failed[1][1] == OTHER and failed[1][3] == "1380000000"
