"""Cells as texts: what a table program made of what was typed, undone where nothing is lost, and said where it is."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from bot.engine.checks import Slip, tidy
from bot.engine.faces import ColumnKind

Cell = int | float | str | bool | time | date | datetime | timedelta

_EXACT_BELOW: Final = 10**15
_SERIALS: Final = (20_000, 80_000)
"""Numbers that are days where a table program has lost the form of a day: 1954 to 2119."""

_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]{2}")
_DIGITS_LOST: Final = Slip(
    "存成了数字，表格软件只留住前15位，后面的变成了0或者显示成“E+17”，原来的号码已经找不回来。"
    "请把这一列改成“文本”格式，再照原件重新填写。"
)


def text_of(cell: Any, kind: ColumnKind) -> str | Slip:
    """What was typed into the cell; empty where it holds nothing; a ``Slip`` where it cannot be known any more."""
    if isinstance(cell, str):
        if "E+" in cell and _SCIENTIFIC.fullmatch(cell.strip()):
            return _DIGITS_LOST
        return tidy(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return _number(cell, kind)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time | timedelta) and kind is ColumnKind.DAY:
        return Slip("存成了时间，不是日期。请改成日期，例如：2026年3月1日。")
    return str(cell)


def _number(number: float, kind: ColumnKind) -> str | Slip:
    if number != number or abs(number) >= _EXACT_BELOW:
        return _DIGITS_LOST
    if kind is ColumnKind.DAY and _SERIALS[0] <= number <= _SERIALS[1]:
        return Slip(f"存成了数字{number:.0f}，不像日期。请把这一格改成“日期”格式，或者写成例如：2026年3月1日。")
    return str(int(number)) if number == int(number) else repr(float(number))
