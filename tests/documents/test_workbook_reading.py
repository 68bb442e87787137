"""Promises of reading batch workbooks: every row by the checks of the chat, whatever table program wrote it."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.workbook import Refused
from tests.documents.sheets import (
    GOOD,
    GOOD_TEXTS,
    HEADINGS,
    by_hand,
    filled,
    only_row,
    opened,
    plain,
    rows_of,
    sheet_xml,
    told,
)
from tests.engine.sample_form import Insurance, Reason, Term

LASTING = {"合同类别": "无固定期限", "合同开始日期": None, "合同终止日期": None, "长期合同开始日期": "2026年3月1日"}


def test_a_good_row_gives_the_answers_of_the_chat() -> None:
    """Each in its type, without what was left empty."""
    row = only_row(filled({}))
    assert row.faults == () and row.number == 4
    assert row.answers == {
        "identity_number": "11010519491231002X", "name": "张测试", "phone": "13800000000", "reason": Reason.NEW,
        "term": Term.FIXED, "begins": date(2026, 3, 1), "ends": date(2027, 2, 28), "post": "普通员工",
        "base": Decimal(6000), "months": 3, "insurances": (Insurance.PENSION, Insurance.INJURY),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("移动电话", 13800000000, "13800000000"),
        ("移动电话", "１３８ 0000 0000", "13800000000"),
        ("证件号码", " 11010519491231002x\n", "11010519491231002X"),
        ("姓名", "张　测\n试", "张测试"),
        ("合同增加原因", "新的", Reason.NEW),
        ("合同增加原因", " 续签 ", Reason.AGAIN),
        ("合同开始日期", datetime(2026, 3, 1, 8, 30), date(2026, 3, 1)),
        ("合同开始日期", 20260301, date(2026, 3, 1)),
        ("合同开始日期", "2026.3.1", date(2026, 3, 1)),
        ("合同开始日期", "二〇二六年三月一日", date(2026, 3, 1)),
        ("缴费基数", "6,000.50元", Decimal("6000.5")),
        ("缴费基数", "1.2万", Decimal(12000)),
        ("月数", 3.0, 3),
        ("险种", "工伤保险；养老保险", (Insurance.PENSION, Insurance.INJURY)),
        ("合同照片", "第1页.jpg、第2页.jpg", ("第1页.jpg", "第2页.jpg")),
    ],
)
def test_usual_ways_of_filling_in_a_cell_are_read(heading: str, cell: Any, value: Any) -> None:
    """Numbers, real dates, text dates, full width, blanks, line breaks, further wordings of an option."""
    row = only_row(filled({heading: cell}))
    assert not row.faults and value in row.answers.values()


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [
        ("证件号码", 110105194912310021, "“证件号码”存成了数字，表格软件只留住前15位"),
        ("证件号码", "1.10105E+17", "存成了数字"),
        ("证件号码", "110105194912310021", "校验位对不上"),
        ("证件号码", None, "“证件号码”没有填。请补上。"),
        ("姓名", "Test", "姓名要和身份证上一样"),
        ("移动电话", "0527-88888888", "座机"),
        ("合同增加原因", "别的", "“别的”不在可选项里。请从这些里选：新签、续签。"),
        ("合同开始日期", "2026-02-30", "日历上没有"),
        ("合同开始日期", 46082, "存成了数字46082，不像日期"),
        ("合同开始日期", time(8, 0), "存成了时间"),
        ("合同终止日期", "2026-02-01", "终止日期要晚于开始日期"),
        ("合同终止日期", None, "没有填（“合同类别”是“固定期限”或“完成一定工作任务”时必填）"),
        ("长期合同开始日期", "2026-03-01", "与“合同类别”的“固定期限”合不上"),
        ("岗位工种", "长" * 21, "最多20个字"),
        ("月数", 7, "1到6之间"),
        ("险种", "生育保险", "“生育保险”不在可选项里"),
        ("合同照片", "、".join(f"{n}.jpg" for n in range(6)), "写了6个文件名，要1到5个"),
    ],
)
def test_a_bad_cell_is_told_with_column_cause_and_remedy(heading: str, cell: Any, said: str) -> None:
    """In Chinese, under the heading, and nothing else of the row is faulted."""
    row = only_row(filled({heading: cell}))
    assert len(row.faults) == 1 and row.faults[0].heading == heading
    assert said in told(row) and row.faults[0].cause and row.faults[0].remedy


def test_what_an_option_does_not_ask_for_may_stay_empty() -> None:
    """A contract without end has no last day."""
    row = only_row(filled(LASTING))
    assert not row.faults and row.answers["begins_open"] == date(2026, 3, 1)


def test_examples_and_empty_rows_are_skipped_and_rows_keep_their_numbers() -> None:
    """Also where the examples were taken out, or copied further down."""
    rows = rows_of(filled({}, *[dict.fromkeys(HEADINGS)] * 3, {"证件号码": "110101199003070011"}))
    assert [row.number for row in rows] == [4, 8]
    copied = filled({}, change=lambda book, sheet: sheet.append([cell.value for cell in sheet[2]]))
    assert len(rows_of(copied)) == 1
    assert [row.number for row in rows_of(filled({}, change=lambda book, sheet: sheet.delete_rows(2, 2)))] == [2]


def test_an_example_row_that_was_filled_in_is_not_passed_over() -> None:
    """Whoever typed over the example is asked what is meant."""
    first, _ = rows_of(filled({}, change=lambda book, sheet: sheet.__setitem__("B2", "110101199003070011")))
    assert first.number == 2 and "标着“示例1”，内容却改过" in told(first)


def test_duplicates_in_the_sheet_are_told() -> None:
    """The later row says where the first one stands, however the number was written."""
    first, second = rows_of(filled({}, {"证件号码": "11010519491231002x"}))
    assert not first.faults and told(second) == "“证件号码”和第4行重复。请只留一行。"


def test_columns_are_found_by_their_headings() -> None:
    """In another order, under other usual words, below a title, with line breaks, stars, and columns of one's own."""
    names = ["备用", *reversed(HEADINGS)]
    others = {"证件号码": "身份证号", "姓名": "姓 名*", "缴费基数": "缴费基数\n（元）"}
    heads = [others.get(name, name) for name in names]
    content = plain([["某公司十一月名单"], [], heads, [GOOD.get(name) for name in names]])
    reading = opened(content)
    assert [row.faults for piece in reading.slices() for row in piece] == [()]
    assert any("不是参保助手的批量模板" in note for note in reading.notes)
    assert any("多出来的列“备用”没有读" in note for note in reading.notes)


def test_a_sheet_that_libreoffice_wrote_is_read() -> None:
    """The template filled in and saved by another program: shared texts, thousands of formatted empty cells."""
    content = (Path(__file__).parent / "written_by_libreoffice.xlsx").read_bytes()
    good, bad = rows_of(content)
    assert not good.faults and good.answers == only_row(filled({})).answers
    assert told(bad) == "“姓名”没有填。请补上。" and opened(content).notes == ()


def test_a_missing_or_doubled_column_is_told_before_anything_is_read() -> None:
    """Which one, and which ones are too many."""
    short = [name for name in HEADINGS if name != "移动电话"]
    with pytest.raises(Refused, match=r"表头里缺少“移动电话”.*多出来的列有：电话号"):
        opened(plain([[*short, "电话号"], [GOOD.get(name) for name in short]]))
    with pytest.raises(Refused, match="“姓名”出现了两次"):
        opened(plain([[*HEADINGS, "姓名"], GOOD_TEXTS]))


def test_a_sheet_without_headings_is_told_what_is_looked_for() -> None:
    """Some other list, an empty sheet."""
    for rows in ([["商品", "价格"], ["苹果", 3]], []):
        with pytest.raises(Refused, match="没有找到“用工参保登记（样例）”的表头（例如：证件号码、姓名"):
            opened(plain(rows))


def test_another_forms_template_is_refused_and_an_older_version_is_read() -> None:
    """The hidden sheet tells; both are said."""
    def mark(cell: str, value: str) -> bytes:
        return filled({}, change=lambda book, sheet: book["模板信息"].__setitem__(cell, value))

    with pytest.raises(Refused, match="现在办的是“用工参保登记（样例）”"):
        opened(mark("B1", "other"))
    older = opened(mark("C1", "1"))
    assert any("第1版的模板，现在是第2版" in note for note in older.notes)
    assert opened(filled({})).notes == ()


def test_of_several_sheets_the_one_with_entries_is_read_and_the_others_are_told() -> None:
    """Hidden ones are not read; a second list is named."""
    def more(book: Any, sheet: Any) -> None:
        second, hidden = book.copy_worksheet(sheet), book.copy_worksheet(sheet)
        second.title, hidden.title, hidden.sheet_state = "二车间", "旧名单", "hidden"

    reading = opened(filled({}, change=more))
    assert reading.sheet == "申报表" and len([row for piece in reading.slices() for row in piece]) == 1
    assert any("“二车间”也像名单，没有读" in note for note in reading.notes)
    assert any("隐藏的工作表“旧名单”没有读" in note for note in reading.notes)


def test_merged_cells_are_told_where_they_hide_something() -> None:
    """Only the first of them has a value."""
    content = filled({}, {"姓名": None, "证件号码": "110101199003070011"},
                     change=lambda book, sheet: sheet.merge_cells("C4:C5"))  # fmt: skip
    first, second = rows_of(content)
    assert not first.faults and "“姓名”在合并的格子里" in told(second)


def test_hidden_rows_are_read_and_said() -> None:
    """A filter hides rows that still stand there."""
    content = filled({}, change=lambda book, sheet: setattr(sheet.row_dimensions[4], "hidden", True))
    assert any("有1行被隐藏或筛选掉了，也读了" in note for note in opened(content).notes)
    assert len(rows_of(content)) == 1


def cell(kind: str, formula: str, value: str) -> str:
    """A cell with a formula and its kept result."""
    return f'<c t="{kind}"><f>{formula}</f>{value}</c>'


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (cell("str", "A9", "<v>张测试</v>"), ""),
        (cell("n", "A9", "<v/>"), "“姓名”是公式，文件里没有存下算出来的结果"),
        (cell("e", "A9", "<v>#N/A</v>"), "“姓名”是表格软件的错误值"),
    ],
)
def test_of_a_formula_the_kept_result_is_read(name: str, said: str) -> None:
    """It is said that there are formulas; one without a result, or with an error, is a fault."""
    inlined = sheet_xml([HEADINGS, [*GOOD_TEXTS[:1], "@", *GOOD_TEXTS[2:]]])
    reading = opened(by_hand(inlined.replace('<c t="inlineStr"><is><t>@</t></is></c>', name)))
    (row,) = [row for piece in reading.slices() for row in piece]
    assert said in told(row) and bool(row.faults) == bool(said)
    assert any("有1格是公式" in note for note in reading.notes)


def test_rows_of_prepared_formulas_are_empty_rows() -> None:
    """Formulas that show nothing, or an error while there is nothing to look up, ask for nobody."""
    waiting = f"<row>{cell('str', 'A9', '<v></v>')}{cell('e', 'A9', '<v>#N/A</v>')}</row>"
    assert len(rows_of(by_hand(sheet_xml([HEADINGS, GOOD_TEXTS], waiting * 3)))) == 1


def test_rows_come_in_slices() -> None:
    """So that conversations go on between them; the reach is known before."""
    reading = opened(filled(*[{}] * 5))
    assert [len(piece) for piece in reading.slices(2)] == [2, 2, 1] and reading.reach == 7


def test_nothing_personal_stands_in_what_is_logged() -> None:
    """A row's form for programmers leaves out what was filled in."""
    shown = repr(only_row(filled({"移动电话": "1380000000"})))
    assert "11010519491231002X" not in shown and "张测试" not in shown and "1380000000" not in shown


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40), st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    st.sampled_from(["=1+1", "+86", "@x", "-1", "示例1", "20260230", "1e5", "１２月", "#N/A", "　"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(CELLS, min_size=len(HEADINGS), max_size=len(HEADINGS)))
def test_any_cells_give_answers_or_faults(cells: list[Any]) -> None:
    """Nothing typed into a sheet stops the reading, and every fault says what to do."""
    for row in rows_of(plain([HEADINGS, cells])):
        assert all(fault.cause and fault.remedy for fault in row.faults)
        assert row.faults or {"identity_number", "name"} <= row.answers.keys()
