"""One parameter of the law through the years: rows by first day, each with its document and grade."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Value = Decimal | int | str


class Unit(StrEnum):
    """What a parameter's value counts, as the parameter files write it and users read it."""

    YUAN_PER_MONTH = "元/月"
    FRACTION = "比例"
    DAY_OF_MONTH = "号"
    DAYS = "天"
    MONTHS = "个月"
    METHOD = "方法"
    MEGABYTES = "MB"


class Grade(StrEnum):
    """How sure a value is: told to the user for B and C."""

    GUIDE = "guide"  # the operations guide itself, confirmed by nothing newer
    OFFICIAL = "A"
    REPUBLISHED = "B"
    WEAK = "C"
    OURS = "ours"  # general knowledge that none of the sources at hand says: told as such
    GENERAL = "general"  # an article of no province (000): told as 全国通用说法，江苏以网厅为准

    @property
    def label(self) -> str:
        """For users, as a mark beside a value."""
        return _GRADE_LABELS[self]


_GRADE_LABELS = {
    Grade.GUIDE: "操作指南",
    Grade.OFFICIAL: "官方页面",
    Grade.REPUBLISHED: "转载",
    Grade.WEAK: "来源较弱",
    Grade.OURS: "常识，资料没有写",
    Grade.GENERAL: "全国通用说法",
}


@dataclass(frozen=True)
class Row:
    """A parameter's value from one day until the next row's.

    Args:
        first_day: the first day on which the value holds.
        value: in the series' unit; None where it is known that the value is not known (``unknown``).
        document: the notice, page or guide that says so, for users.
        grade: None only where ``value`` is None.
        provisional: a final value may still replace this one and act back to ``first_day`` (补差).
        first_day_known: False where the value surely holds on ``first_day`` but began on some earlier day.
        provisional_value: what was used until this value came, where it differed.
        note: anything more that an explanation should say.
        told: the value in users' words, where it is the name of a method; otherwise empty.
    """

    first_day: date
    value: Value | None
    document: str
    grade: Grade | None
    provisional: bool = False
    first_day_known: bool = True
    provisional_value: Value | None = None
    note: str = ""
    told: str = ""

    @property
    def unknown(self) -> bool:
        """Whether nobody has found the value from this day on."""
        return self.value is None


@dataclass(frozen=True)
class Series:
    """A parameter with all its rows, oldest first.

    Args:
        name: how rules ask for it, such as ``base.floor``.
        ask: whom users turn to where the value is missing or unknown.
        not_below: the name of a parameter that this one never undercuts on any day.
    """

    name: str
    label: str
    unit: Unit
    ask: str
    rows: tuple[Row, ...]
    not_below: str | None = None

    def on(self, day: date) -> Row | None:
        """The row in force on ``day``; None before the first row."""
        return next((row for row in reversed(self.rows) if row.first_day <= day), None)


def unit_fault(value: object, unit: Unit) -> str | None:
    """What a value in ``unit`` has to look like, where ``value`` does not; None where it does."""
    needed, fits = _NEEDED[unit]
    return None if _is_plain(value) and fits(value) else needed


def _is_plain(value: object) -> bool:
    return not isinstance(value, bool) and not (isinstance(value, Decimal) and not value.is_finite())


def _is_amount(value: object) -> bool:
    return isinstance(value, (int, Decimal)) and value > 0


def _is_fraction(value: object) -> bool:
    return isinstance(value, (int, Decimal)) and 0 <= value <= 1


def _is_day_of_month(value: object) -> bool:
    return isinstance(value, int) and 1 <= value <= 28


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 0


def _is_size(value: object) -> bool:
    return isinstance(value, int) and value > 0


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isidentifier()


_NEEDED = {
    Unit.YUAN_PER_MONTH: ("大于0的金额，如 4952", _is_amount),
    Unit.FRACTION: ("0到1之间的小数，如 0.16 表示16%", _is_fraction),
    Unit.DAY_OF_MONTH: ("1到28之间的整数，每个月都有的日子", _is_day_of_month),
    Unit.DAYS: ("不小于0的整数", _is_count),
    Unit.MONTHS: ("不小于0的整数", _is_count),
    Unit.MEGABYTES: ("大于0的整数", _is_size),
    Unit.METHOD: ("英文名称，如 last_year_average", _is_name),
}
