"""Chinese wordings that the rules share: days, and a parameter as a step of an explanation."""

from datetime import date
from decimal import Decimal

from rules.explained import Because, OpenPoint, used
from rules.money import percent_text
from rules.parameters import Grade, ParameterMissing, Parameters, Row
from rules.series import Unit

_CERTAINTY = {
    Grade.GUIDE: "",
    Grade.OFFICIAL: "",
    Grade.REPUBLISHED: "；转载的官方通知，未见原件",
    Grade.WEAK: "；来源较弱，请向税务机关或12333核实",
    Grade.OURS: "；手头的资料没有写，按常识记，请向12333核实",
    Grade.GENERAL: "；全国通用说法，江苏以网厅为准",
}


def chinese_day(day: date) -> str:
    """For users: ``2026年12月6日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def from_parameter(law: Parameters, name: str, day: date) -> Because:
    """The step that names a parameter's value in force on ``day``, since when, and how sure it is.

    Raises:
        ParameterMissing: no row has begun by ``day``.
    """
    row = law.row(name, day)
    return Because.later(lambda: _step(law, name, day, row))


def _step(law: Parameters, name: str, day: date, row: Row) -> Because:
    series = law.by_name[name]
    since = f"{chinese_day(row.first_day)}{'起' if row.first_day_known else '或更早起'}"
    certainty = _CERTAINTY[row.grade] if row.grade and not row.unknown else ""
    more = (Because(row.note),) if row.note else ()
    return Because(f"{series.label}：{_shown(row, series.unit)}（{since}{certainty}）。", row.document,
                   used(law, name, day), more)  # fmt: skip


def left_open(missing: ParameterMissing) -> OpenPoint:
    """A missing number as an open point, where the rest of a result stands without it."""
    return OpenPoint(f"{chinese_day(missing.day)}适用的“{missing.label}”没有查到。", (), missing.whom_to_ask)


def _shown(row: Row, unit: Unit) -> str:
    if row.value is None:
        return "数值未查到"
    if unit is Unit.FRACTION and isinstance(row.value, Decimal):
        return percent_text(row.value)
    return row.told if unit is Unit.METHOD else f"{row.value}{unit.value}"
