"""A parameter's values as a step chart: where everything stands, for a template to draw without any inline style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.services.parameter_history import History, ValueShown

WIDTH, HEIGHT = 340.0, 168.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 6.0, 6.0, 26.0, 22.0
_BASE = HEIGHT - _BOTTOM
_TICK_ROOM = 26.0
_LETTER = 6.2
_ABOVE, _BELOW = 6.0, 14.0


@dataclass(frozen=True, slots=True)
class Step:
    """A value's stretch: from ``x`` to ``end`` at height ``y``; ``kind`` is firm, provisional or unknown."""

    kind: str
    x: float
    end: float
    y: float
    label: str
    label_x: float
    label_y: float
    known_start: bool
    earlier_y: float | None

    @property
    def width(self) -> float:
        """How long the stretch is."""
        return self.end - self.x

    @property
    def middle(self) -> float:
        """Half way."""
        return (self.x + self.end) / 2


@dataclass(frozen=True, slots=True)
class StepChart:
    """The chart; ``ticks`` are years with their ``x``, ``joints`` the risers between neighboring values."""

    said: str
    steps: tuple[Step, ...]
    joints: tuple[tuple[float, float, float], ...]
    ticks: tuple[tuple[float, str], ...]
    today_x: float | None
    width: float = WIDTH
    height: float = HEIGHT
    base: float = _BASE
    top: float = _TOP
    left: float = _LEFT
    right: float = WIDTH - _RIGHT


@dataclass(frozen=True, slots=True)
class _Scale:
    first_day: date
    last_day: date
    highest: float

    def x(self, day: date) -> float:
        share = (day - self.first_day).days / (self.last_day - self.first_day).days
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, amount: float) -> float:
        return _BASE - amount / self.highest * (_BASE - _TOP)


def step_chart(history: History, today: date) -> StepChart:
    """Draws the history to the end of the year of ``today``, or beyond its last value. The base line is zero."""
    values = history.values
    scale = _scale(values, today)
    steps = tuple(_steps(values, scale))
    return StepChart(
        said=f"{history.label}：{'；'.join(_said(value) for value in values)}。",
        steps=steps,
        joints=tuple(
            (after.x, before.y, after.y)
            for before, after in pairwise(steps)
            if "unknown" not in (before.kind, after.kind)
        ),
        ticks=tuple(_ticks(scale)),
        today_x=scale.x(today) if scale.first_day <= today <= scale.last_day else None,
    )


def _scale(values: tuple[ValueShown, ...], today: date) -> _Scale:
    amounts = [amount for value in values for amount in (value.amount, value.provisional_amount) if amount is not None]
    last = max(today.year, values[-1].first_day.year)
    return _Scale(values[0].first_day, date(last, 12, 31), max(amounts, default=0) or 1)


def _steps(values: tuple[ValueShown, ...], scale: _Scale) -> Iterator[Step]:
    before = ""
    for value in values:
        x = scale.x(value.first_day)
        end = scale.x(value.until + timedelta(days=1)) if value.until else WIDTH - _RIGHT
        y = _BASE if value.amount is None else scale.y(value.amount)
        label = _label(value)
        wide = len(label) * _LETTER
        is_narrow = end - x < wide and value.until is not None
        yield Step(
            kind="unknown" if value.amount is None else "provisional" if value.provisional else "firm",
            x=x,
            end=end,
            y=y,
            label="" if label == before else label,
            label_x=min(x + 2, WIDTH - _RIGHT - wide),
            label_y=y + _BELOW if is_narrow else y - _ABOVE,
            known_start=value.first_day_known,
            earlier_y=None if value.provisional_amount is None else scale.y(value.provisional_amount),
        )
        before = label


def _label(value: ValueShown) -> str:
    return value.value.removesuffix("元/月") if value.amount is not None else ""


def _ticks(scale: _Scale) -> Iterator[tuple[float, str]]:
    free_from = 0.0
    for year in range(scale.first_day.year, scale.last_day.year + 1):
        day = date(year, 1, 1)
        if day >= scale.first_day and (x := scale.x(day)) >= free_from:
            yield x, str(year)
            free_from = x + _TICK_ROOM


def _said(value: ValueShown) -> str:
    return f"{value.first_day}起{value.value or '没有查到'}{'（暂定）' if value.provisional else ''}"
