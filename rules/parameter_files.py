"""Reading a region's parameter files, and refusing what does not check with file, line, reason and mend."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from rules.parameter_faults import ParameterFault, Place
from rules.series import Grade, Row, Series, Unit, Value, unit_fault

Choice = TypeVar("Choice", Unit, Grade)

_SERIES_KEYS = {"label", "unit", "ask", "not_below", "values"}
_ROW_KEYS = {
    "from", "from_known", "value", "unknown", "document", "grade", "provisional", "provisional_value", "note",
}  # fmt: skip
_SYNTAX_LINE = re.compile(r"line (\d+)")


@dataclass(frozen=True)
class ReadSeries:
    """A series with the place it was read from, for faults that only show beside other series."""

    series: Series
    place: Place

    def row_place(self, index: int) -> Place:
        """Where the row ``index`` stands."""
        return Place(self.place.path, self.place.text, self.place.name, index)


def read_series(path: Path) -> Iterator[ReadSeries]:
    """Every parameter of one file.

    Raises:
        ParameterFault: unreadable, not TOML, or something in it does not check.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text, parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterFault(path, None, f"读不了这个文件（{error}）。请确认它存在，并以UTF-8保存。") from error
    except tomllib.TOMLDecodeError as error:
        line = _SYNTAX_LINE.search(str(error))
        reason = f"不合TOML写法（{error}）。请检查这一行的引号、方括号和等号。"
        raise ParameterFault(path, int(line[1]) if line else None, reason) from error
    for name, table in _tables(content, Place(path, text, "")):
        place = Place(path, text, name)
        yield ReadSeries(_series(table, place), place)


def check_not_below(read: dict[str, ReadSeries]) -> None:
    """Check on every day a row begins that no series undercuts the one it names in ``not_below``.

    Raises:
        ParameterFault: it does (a floor above its ceiling), or there is no parameter of that name or unit.
    """
    for upper in read.values():
        name = upper.series.not_below
        if name is None:
            continue
        lower = read.get(name)
        if lower is None or lower.series.unit is not upper.series.unit:
            reason = f"要求不低于“{name}”，可是没有单位相同的这个参数。请改正名称，或删去 not_below。"
            raise upper.place.fault(reason, "not_below")
        _check_pair(lower, upper)


def _check_pair(lower: ReadSeries, upper: ReadSeries) -> None:
    for day in sorted({row.first_day for row in (*lower.series.rows, *upper.series.rows)}):
        below, above = lower.series.on(day), upper.series.on(day)
        if below is None or above is None or below.value is None or above.value is None:
            continue
        if Decimal(below.value) > Decimal(above.value):
            reason = (
                f"有误：{day}起{upper.series.label}是{above.value}，低于{lower.series.label}{below.value}。"
                "请对照文件核实这两个数。"
            )
            raise upper.row_place(upper.series.rows.index(above)).fault(reason, "value")


def _tables(content: dict[str, Any], place: Place) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, inner in content.items():
        name = f"{place.name}.{key}" if place.name else key
        if not isinstance(inner, dict):
            raise place.fault(f"的“{key}”不在任何参数之内。请把它移到 [组.参数] 之下，或删去。", key)
        if inner and all(isinstance(value, dict) for value in inner.values()):
            yield from _tables(inner, Place(place.path, place.text, name))
        else:
            yield name, inner


def _series(table: dict[str, Any], place: Place) -> Series:
    _check_keys(table, _SERIES_KEYS, place)
    unit = _choice(Unit, table, "unit", place)
    rows = table.get("values")
    if not isinstance(rows, list) or not rows:
        raise place.fault(f"没有数值。请至少写一段 [[{place.name}.values]]。", "values")
    places = [Place(place.path, place.text, place.name, index) for index in range(len(rows))]
    return Series(
        name=place.name,
        label=_text(table, "label", place, "给用户看的中文名称"),
        unit=unit,
        ask=_text(table, "ask", place, "数值缺失时请用户问谁"),
        not_below=_text(table, "not_below", place, "另一参数的名称") if "not_below" in table else None,
        rows=_in_order([_row(row, unit, at) for row, at in zip(rows, places, strict=True)], places),
    )


def _row(row: object, unit: Unit, place: Place) -> Row:
    if not isinstance(row, dict):
        raise place.fault(f"不是一段数值。请写成 [[{place.name}.values]] 的样子。")
    _check_keys(row, _ROW_KEYS | ({"told"} if unit is Unit.METHOD else set()), place)
    unknown = _flag(row, "unknown", place, False)
    if unknown and "value" in row:
        raise place.fault("既有 value 又写了 unknown = true。请按是否已知留下一个。", "unknown")
    return Row(
        first_day=_day(row, place),
        first_day_known=_flag(row, "from_known", place, True),
        value=None if unknown else _value(row, "value", unit, place),
        document=_text(row, "document", place, "来源文件；没有来源的数值不能用"),
        grade=None if unknown and "grade" not in row else _choice(Grade, row, "grade", place),
        provisional=_flag(row, "provisional", place, False),
        provisional_value=_value(row, key, unit, place) if (key := "provisional_value") in row else None,
        note=_text(row, "note", place, "补充说明") if "note" in row else "",
        told=_text(row, "told", place, "方法的中文说法") if unit is Unit.METHOD and not unknown else "",
    )


def _in_order(rows: list[Row], places: list[Place]) -> tuple[Row, ...]:
    for earlier, later, place in zip(rows, rows[1:], places[1:], strict=False):
        if later.first_day <= earlier.first_day:
            reason = (
                f"从{later.first_day}开始，没有晚于上一行的{earlier.first_day}。"
                "请按起始日从早到晚排列，同一天只写一行。"
            )
            raise place.fault(reason, "from")
    return tuple(rows)


def _check_keys(table: dict[str, Any], known: set[str], place: Place) -> None:
    for key in table:
        if key not in known:
            raise place.fault(f"有不认识的项“{key}”。可用的项：{'、'.join(sorted(known))}；请改正或删去。", key)


def _text(table: dict[str, Any], key: str, place: Place, meaning: str) -> str:
    text = table.get(key)
    if not isinstance(text, str) or not text.strip():
        raise place.fault(f"缺少 {key}（{meaning}）。请补上一段文字。", key)
    return text


def _flag(table: dict[str, Any], key: str, place: Place, usual: bool) -> bool:
    flag = table.get(key, usual)
    if not isinstance(flag, bool):
        raise place.fault(f"的 {key} 须为 true 或 false，不加引号。请改正。", key)
    return flag


def _day(row: dict[str, Any], place: Place) -> date:
    day = row.get("from")
    if not isinstance(day, date) or isinstance(day, datetime):
        raise place.fault("缺少起始日 from，或写法不对。请写成 from = 2025-01-01，不加引号。", "from")
    return day


def _value(row: dict[str, Any], key: str, unit: Unit, place: Place) -> Value:
    if key not in row:
        raise place.fault("没有 value。请补上数值；确实查不到时写 unknown = true。")
    value: Value = row[key]
    if needed := unit_fault(value, unit):
        raise place.fault(f"的 {key} 与单位“{unit}”不符：须为{needed}。请改正数值或单位。", key)
    return Decimal(value) if unit in (Unit.YUAN_PER_MONTH, Unit.FRACTION) else value


def _choice(kind: type[Choice], table: dict[str, Any], key: str, place: Place) -> Choice:
    try:
        return kind(str(table.get(key)))
    except ValueError:
        reason = f"的 {key} 缺少或不认识。请从这些当中选一个：{'、'.join(kind)}。"
        raise place.fault(reason, key) from None
