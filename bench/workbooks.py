"""Batch workbooks: a sheet read and checked, beside only reading it, in a process of its own for its memory."""

from __future__ import annotations

import io
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, TypeVar

import openpyxl
import psutil
from python_calamine import CalamineWorkbook

from bot.dialogs.fields import IdentityNumber, Mobile
from bot.documents.workbook import read_workbook
from bot.documents.workbook_cells import ENTRIES_SHEET
from bot.documents.workbook_results import RowResult, result_workbook
from bot.documents.workbook_template import blank_workbook
from bot.engine.checks import Count, Day, Money, Name, Text
from bot.engine.choice import Choice, Reviewed
from bot.engine.dialog import Context, Dialog, Form
from bot.engine.steps import ask, choose, end, review

ROWS = 10_000
_TODAY = date(2026, 11, 20)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_T = TypeVar("_T")


class Reason(Choice):
    """Options of a column."""

    NEW = "新签"
    AGAIN = "续签"


class Measured(Dialog):
    """A form of 14 fields of the usual kinds."""

    key, title = "measured", "测量用的表"
    as_form = Form(once=("identity_number",))

    identity_number: IdentityNumber = ask("证件号码？", label="证件号码")
    name: Name = ask("姓名？")
    phone: Mobile = ask("手机？", label="移动电话")
    birth: Day = ask("出生日期？", label="出生日期")
    address: Annotated[str, Text()] = ask("地址？", label="居住地址")
    region: Annotated[str, Text()] = ask("户籍地行政区划？", label="户籍地行政区划")
    reason: Reason = choose("合同增加原因？", label="合同增加原因")
    again: Reason = choose("上一份合同？", label="上一份合同")
    begins: Day = ask("开始日期？", label="合同开始日期")
    ends: Day = ask("终止日期？", label="合同终止日期")
    post: Annotated[str, Text()] = ask("岗位？", label="岗位工种")
    base: Money = ask("基数？", label="缴费基数")
    months: Annotated[int, Count()] = ask("月数？", label="月数")
    remark: Annotated[str, Text()] = ask("备注？", label="备注")
    card: Reviewed = review("请核对。", {Reviewed.SEND: "done", Reviewed.DROP: "done"})

    done = end("好了。")


@dataclass(frozen=True)
class SheetFigures:
    """Seconds and megabytes for one sheet; ``slice`` is the longest time between two slices of rows."""

    reading: float
    opening: float
    checking: float
    slice: float
    results: float
    before: float
    peak: float

    def told(self) -> str:
        """As a Markdown table."""
        whole = self.opening + self.checking
        return "\n".join((
            f"| a workbook of {ROWS:,} rows × 14 columns | |", "|---|--:|",
            f"| only read, by calamine | {self.reading:.2f} s |",
            f"| measured, read and every row checked | {whole:.2f} s |",
            f"| of it: measuring and opening | {self.opening:.2f} s |",
            f"| longest slice of 20 rows | {self.slice * 1000:.0f} ms |",
            f"| results written as a workbook, every row failed | {self.results:.2f} s |",
            f"| memory at the peak (before: {self.before:.0f} MB) | {self.peak:.0f} MB |",
        ))  # fmt: skip


def workbook_figures() -> SheetFigures:
    """Measures in a new process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, sheet()).result()


def sheet() -> bytes:
    """The template filled in with rows that pass."""
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(Measured)))
    for number in range(ROWS):
        book[ENTRIES_SHEET].append([str(number), *_cells(number)])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _cells(number: int) -> Iterator[object]:
    birth = date(1970, 1, 1) + timedelta(days=number)
    yield _identity_number(birth, number % 1000)
    yield f"{'赵钱孙李周'[number % 5]}{'测试样例'[number % 4]}{'甲乙丙'[number % 3]}"
    yield f"138{number:08d}"
    yield f"{birth.year}年{birth.month}月{birth.day}日"
    yield f"江苏省宿迁市测试路{number}号"
    yield from ("321302", "新签", "续签")
    yield date(2026, 1, 1) + timedelta(days=number % 300)
    yield f"2027-{1 + number % 12:02d}-{1 + number % 28:02d}"
    yield from ("普通员工", 4500 + number, str(1 + number % 6), "无")


def _identity_number(birth: date, order: int) -> str:
    number = f"321302{birth:%Y%m%d}{order:03d}"
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=True))
    return number + "10X98765432"[weighted % 11]


def _measured(content: bytes) -> SheetFigures:
    before = psutil.Process().memory_info().rss / 2**20
    reading, _ = _timed(lambda: sum(1 for _ in CalamineWorkbook.from_filelike(io.BytesIO(content))
                                    .get_sheet_by_name(ENTRIES_SHEET).iter_rows()))  # fmt: skip
    opening, opened = _timed(lambda: read_workbook(content, Measured, Context(_TODAY)))
    rows, slices, began = [], [], time.perf_counter()
    for piece in opened.slices():
        rows += piece
        slices.append(time.perf_counter())
    checking = slices[-1] - began
    assert len(rows) == ROWS and not any(row.faults for row in rows), rows[0]
    failed = (RowResult(row, False, "没有办成", cause="测量。", remedy="不用管。") for row in rows)
    results, _ = _timed(lambda: result_workbook(Measured, failed))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    longest = max(late - early for early, late in zip([began, *slices], slices, strict=False))
    return SheetFigures(reading, opening, checking, longest, results, before, peak / 1024)


def _timed(work: Callable[[], _T]) -> tuple[float, _T]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


if __name__ == "__main__":
    print(workbook_figures().told())
