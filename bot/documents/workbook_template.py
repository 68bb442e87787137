"""The blank workbook of a form: what to fill in, what may be chosen, how, and which form and version it is of."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bot.documents.workbook_cells import (
    ENTRIES_SHEET,
    EXAMPLE,
    GUIDE_SHEET,
    MARK,
    MARK_SHEET,
    TextRows,
    heading_row,
    set_widths,
    styles,
)
from bot.engine.dialog import Dialog
from bot.engine.faces import Column, ColumnKind, columns_of, needed_when
from bot.engine.needs import Demand

MOST_ROWS: Final = 20_000
_OPTIONS_FROM: Final = 3
_GUIDE: Final = (
    "从第4行开始填，一人一行；第2、3行是示例，读取时会跳过，可以留着，也可以删掉。",
    "表头带*的必须填；其他栏什么时候要填，看下面的表。",
    "有下拉框的请从里面选；可选多项的，几项之间用“、”隔开。",
    "号码列已经是文本格式，请直接粘贴为“值”，不要改成数字：18位号码变成数字会丢掉最后几位。",
    "可以调换列的先后，不要改表头的字；请不要合并单元格，也不要用公式。",
    f"一个文件最多{MOST_ROWS:,}行、10MB，存成 .xlsx。",
    "这是参保助手的表，不是经办机构的表；栏目和选项以网厅为准。",
)


def blank_workbook(dialog: type[Dialog], filled: Iterable[Mapping[str, str]] = ()) -> bytes:
    """The template of the form, as ``.xlsx``; ``filled`` are rows of texts by field, put under the examples."""
    columns = columns_of(dialog)
    book = new_book()
    sheet = book.create_sheet(ENTRIES_SHEET)
    set_widths(sheet, columns)
    format_columns(sheet, columns)
    sheet.append([_noted(cell, text) for cell, text in zip(heading_row(sheet, columns), _notes(columns), strict=True)])
    rows = TextRows(sheet)
    for number, example in enumerate(example_rows(columns), 1):
        rows.add((f"{EXAMPLE}{number}", *(example[column.name] for column in columns)), "canbao_example")
    for number, row in enumerate(filled, 1):
        rows.add((str(number), *(row.get(column.name, "") for column in columns)))
    _add_guide(book, dialog, columns)
    add_mark(book, dialog, columns)
    return saved(book)


def example_rows(columns: Sequence[Column]) -> Iterator[Mapping[str, str]]:
    """Two rows of visibly made-up texts; what is not asked beside the options of the row is empty."""
    for turn in (0, -1):
        chosen = {column.name: column.options[turn] for column in columns if column.kind is ColumnKind.CHOICE}
        yield {
            column.name: ""
            if column.need.beside(chosen) is Demand.UNASKED
            else column.options[turn].label
            if column.options
            else column.example
            for column in columns
        }


def new_book() -> Workbook:
    """An empty workbook with the house's styles, written row by row."""
    book = Workbook(write_only=True)
    book.properties.creator = "参保助手"
    for style in styles():
        book.add_named_style(style)
    return book


def saved(book: Workbook) -> bytes:
    """The workbook as a file."""
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def format_columns(sheet: Any, columns: Sequence[Column]) -> None:
    """Text format and drop-downs for the rows that are yet to be filled in. Before the first row is written."""
    for place, column in enumerate(columns, 2):
        letter = get_column_letter(place)
        if column.kind not in (ColumnKind.MONEY, ColumnKind.COUNT):
            sheet.column_dimensions[letter].number_format = "@"
        if column.kind is ColumnKind.CHOICE:
            sheet.data_validations.append(_drop_down(column, place, letter))


def add_mark(book: Workbook, dialog: type[Dialog], columns: Sequence[Column]) -> None:
    """The hidden sheet that names form and version, and holds the lists of the drop-downs below."""
    sheet = book.create_sheet(MARK_SHEET)
    sheet.sheet_state = "hidden"
    rows = TextRows(sheet)
    rows.add((MARK, dialog.key, str(dialog.version), dialog.title))
    rows.add(())
    longest = max((len(column.options) for column in columns), default=0)
    for place in range(longest):
        listed = (column.options[place].label if place < len(column.options) else "" for column in columns)
        rows.add(("", *listed))


def _drop_down(column: Column, place: int, letter: str) -> DataValidation:
    last = _OPTIONS_FROM + len(column.options) - 1
    listed = f"'{MARK_SHEET}'!${get_column_letter(place)}${_OPTIONS_FROM}:${get_column_letter(place)}${last}"
    down = DataValidation("list", formula1=listed, allow_blank=True, showErrorMessage=True, showInputMessage=True)
    down.errorTitle, down.error = "不在可选项里", "请从下拉框里选一项。"
    down.add(f"{letter}2:{letter}{MOST_ROWS + 3}")
    return down


def _notes(columns: Sequence[Column]) -> Iterator[str]:
    yield f"可以填自己的编号；写着“{EXAMPLE}”的行不读。"
    for column in columns:
        yield "\n".join(_told(columns, column))


def _told(columns: Sequence[Column], column: Column) -> Iterator[str]:
    yield f"{column.kind.label}，{needed_when(columns, column)}。"
    if column.options:
        yield f"可选：{'、'.join(option.label for option in column.options)}。"
    else:
        yield f"例如：{column.example}。"
    if column.most:
        yield f"最多{column.most}个字。"
    if column.kind is ColumnKind.FILES:
        yield "这里只写文件名，文件另外发；几个文件用“、”隔开。"
    if column.note:
        yield column.note


def _noted(cell: Any, text: str) -> Any:
    cell.comment = Comment(text, "参保助手", height=40 + 20 * (text.count("\n") + len(text) // 18), width=260)
    return cell


def _add_guide(book: Workbook, dialog: type[Dialog], columns: Sequence[Column]) -> None:
    sheet = book.create_sheet(GUIDE_SHEET)
    for letter, width in zip("ABC", (24, 40, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    rows = TextRows(sheet)
    rows.add((f"{dialog.title}：批量模板",), "canbao_head")
    for number, line in enumerate(_GUIDE, 1):
        rows.add((f"{number}. {line}",))
    rows.add(())
    rows.add(("栏目", "要不要填", "怎么填"), "canbao_head")
    for column in columns:
        told = " ".join(list(_told(columns, column))[1:])
        rows.add((column.label, needed_when(columns, column), told), "canbao_told")
