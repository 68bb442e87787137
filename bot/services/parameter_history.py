"""One parameter of the law through the years, in words and numbers for the eye."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.documents.punctuation import full_width
from rules.series import Row, Series, Unit, Value

_ONE_DAY = timedelta(days=1)
_DRAWN = (Unit.YUAN_PER_MONTH, Unit.FRACTION)


@dataclass(frozen=True, slots=True)
class ValueShown:
    """A parameter's value from one day until the next value's.

    Args:
        value: with its unit; empty where it is not known, and then ``missing`` says why and whom to ask.
        amount: for a chart, in yuan or percent; None where there is nothing to draw.
        until: the day before the next value's first day; None for the last value.
        document, grade, grade_mark: who says so, and how sure that is in words and as the parameter files write it;
            empty where the value is not known.
        provisional_value: what was used until this value came; empty where it did not differ.
        now: whether it holds today.
    """

    value: str
    amount: float | None
    first_day: date
    until: date | None
    first_day_known: bool
    document: str
    grade: str
    grade_mark: str
    provisional: bool
    provisional_value: str
    provisional_amount: float | None
    note: str
    missing: str
    now: bool


@dataclass(frozen=True, slots=True)
class History:
    """All values of a parameter, oldest first; ``drawn`` where a step chart says something."""

    label: str
    unit: str
    ask: str
    values: tuple[ValueShown, ...]
    drawn: bool

    @property
    def now(self) -> ValueShown | None:
        """The value that holds today; None before the first."""
        return next((value for value in self.values if value.now), None)


def history(series: Series, today: date, cite: Callable[[str], str]) -> History:
    """The series as shown on ``today``; ``cite`` names documents for users."""
    ends = [row.first_day - _ONE_DAY for row in series.rows[1:]]
    now = series.on(today)
    values = tuple(
        _shown(row, until, series, row is now, cite) for row, until in zip(series.rows, [*ends, None], strict=True)
    )
    return History(
        label=full_width(series.label),
        unit="%" if series.unit is Unit.FRACTION else "" if series.unit is Unit.METHOD else series.unit.value,
        ask=full_width(series.ask),
        values=values,
        drawn=series.unit in _DRAWN and len(values) > 1 and any(value.amount is not None for value in values),
    )


def _shown(row: Row, until: date | None, series: Series, now: bool, cite: Callable[[str], str]) -> ValueShown:
    is_method = series.unit is Unit.METHOD
    value = "" if row.value is None else told(row.value, series.unit)
    document = full_width(cite(row.document))
    missing = f"{document}，请问{full_width(series.ask)}。" if row.unknown else ""
    before = row.provisional_value
    return ValueShown(
        value=full_width(row.told) if is_method and value else value,
        amount=_amount(row.value, series.unit),
        first_day=row.first_day,
        until=until,
        first_day_known=row.first_day_known,
        document="" if row.unknown else document,
        grade=row.grade.label if row.grade and not row.unknown else "",
        grade_mark=row.grade.value if row.grade and not row.unknown else "",
        provisional=row.provisional,
        provisional_value="" if before is None else told(before, series.unit),
        provisional_amount=_amount(before, series.unit),
        note=full_width(row.note),
        missing=missing,
        now=now,
    )


def told(value: Value, unit: Unit) -> str:
    """A value for the eye: ``4,952元/月``, ``16%``, ``11号``."""
    if unit is Unit.FRACTION:
        return f"{(Decimal(value) * 100).normalize():f}%"
    if unit is Unit.YUAN_PER_MONTH:
        return f"{value:,}元/月"
    return f"{value}" if unit is Unit.METHOD else f"{value}{unit.value}"


def _amount(value: Value | None, unit: Unit) -> float | None:
    if value is None or unit not in _DRAWN:
        return None
    return float(value) * (100 if unit is Unit.FRACTION else 1)
