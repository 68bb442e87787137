"""Faces of a form: the fields that its dialog asks for, as columns of a sheet and lines of a table.

Everything here is read off the declaration; a form is never described twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from bot.engine.card import check_of, members
from bot.engine.checks import Check, Text
from bot.engine.choice import Choice
from bot.engine.dialog import Dialog
from bot.engine.form_checks import fields_of_form
from bot.engine.needs import Need, need_of
from bot.engine.signature import plain
from bot.engine.steps import Asking, Attach, Choose, ChooseMany


class ColumnKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    DAY = "day"
    MONEY = "money"
    COUNT = "count"
    CHOICE = "choice"
    CHOICES = "choices"
    FILES = "files"

    @property
    def label(self) -> str:
        """For users."""
        return _KIND_LABELS[self]


_KIND_LABELS: Final = {
    ColumnKind.TEXT: "文字",
    ColumnKind.DAY: "日期",
    ColumnKind.MONEY: "金额（元）",
    ColumnKind.COUNT: "整数",
    ColumnKind.CHOICE: "选一项",
    ColumnKind.CHOICES: "可选多项",
    ColumnKind.FILES: "文件",
}
_TYPED: Final[Mapping[Any, ColumnKind]] = {
    date: ColumnKind.DAY, Decimal: ColumnKind.MONEY, Decimal | None: ColumnKind.MONEY, int: ColumnKind.COUNT,
}  # fmt: skip
_EXAMPLES: Final = {ColumnKind.FILES: "合同第1页.jpg"}
_SAMPLE: Final = "320000199001010000"


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a form.

    Args:
        name: of the step, and of the answer.
        label: its heading in Chinese.
        options: what may be chosen; empty where it is typed.
        example: as it may be typed; visibly made up.
        most: signs at most; None where the check says.
        personal: whether others see it masked only.
        step: the step in the chat that asks for it.
    """

    name: str
    label: str
    kind: ColumnKind
    need: Need
    options: tuple[Choice, ...]
    example: str
    note: str
    most: int | None
    personal: bool
    step: Asking

    @property
    def check(self) -> Check | None:
        """The check of what is typed; None where something is chosen or sent."""
        return check_of(self.step)


def columns_of(dialog: type[Dialog]) -> tuple[Column, ...]:
    """The fields of a form in the order in which it asks for them; none where the dialog is no form."""
    if dialog.as_form is None:
        return ()
    return tuple(_column(dialog, field) for field in fields_of_form(dialog.steps))


def needed_when(columns: Sequence[Column], column: Column) -> str:
    """When the column must be filled in, in Chinese."""
    need = column.need
    if need.condition is None:
        return "必填" if need.always else "选填"
    if not need.condition.needed:
        return "选填"
    other = next(one for one in columns if one.name == need.condition.field)
    chosen = "或".join(f"“{option}”" for option in other.options if option in need.condition.needed)
    return f"“{other.label}”是{chosen}时必填"


def fields_table(dialog: type[Dialog]) -> Iterator[str]:
    """The fields as the rows of a Markdown table, for the reading copy."""
    columns = columns_of(dialog)
    yield "| 栏目 | 填什么 | 要不要填 | 可选项或例子 | 说明 |"
    yield "|---|---|---|---|---|"
    for column in columns:
        shown = "、".join(option.label for option in column.options) or column.example
        told = (f"{column.label} `{column.name}`", column.kind.label, needed_when(columns, column), shown, column.note)
        yield f"| {' | '.join(cell.replace('|', '｜') for cell in told)} |"


def _column(dialog: type[Dialog], field: Asking) -> Column:
    check, options = check_of(field), tuple(members(field))
    kind = _kind_of(field)
    return Column(
        name=field.name,
        label=field.label,
        kind=kind,
        need=need_of(dialog.steps, field),
        options=options,
        example=check.example if check else options[0].label if options else _EXAMPLES[kind],
        note=" ".join(field.note.split()),
        most=check.most if isinstance(check, Text) else None,
        personal=check is not None and kind is ColumnKind.TEXT and _is_masked(check),
        step=field,
    )


def _kind_of(field: Asking) -> ColumnKind:
    if isinstance(field, Choose):
        return ColumnKind.CHOICE
    if isinstance(field, ChooseMany):
        return ColumnKind.CHOICES
    if isinstance(field, Attach):
        return ColumnKind.FILES
    return _TYPED.get(plain(field.kind), ColumnKind.TEXT)


def _is_masked(check: Check) -> bool:
    return check.show(_SAMPLE, private=False) != check.show(_SAMPLE, private=True)
