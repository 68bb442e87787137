"""Where everything of a year's calendar stands in its picture, in units of a phone's 360 points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.documents.svg_words import width_of, wrapped
from bot.documents.year_days import DayShown, DayState, Run, YearDays
from bot.documents.year_words import DISCLAIMER, Cite, captions, gap_lines, source_lines, title_of
from rules.parameters import Parameters

WIDTH = 360.0
_MARGIN, _BETWEEN = 14.0, 18.0
_CELL = (WIDTH - 2 * _MARGIN - _BETWEEN) / 14
_ROW = 21.0
_BAND = 18.0
_TOP = 64.0
_LEGEND_ROW, _LEGEND_SIGN, _LEGEND_SIZE, _LEGEND_GAP = 22.0, 26.0, 11.0, 12.0
_CAPTION_ROW, _FEWEST_CAPTIONS = 14.0, 2
_WEEKDAYS_ROW = 20.0
_MONTH_GAP = 16.0
_HEADING_ROW = 17.0
_NOTE_ROW, _NOTE_SIZE, _NOTE_GAP = 15.0, 10.5, 3.0


@dataclass(frozen=True)
class Band:
    """Neighboring days of one week that share a state; ``begins`` and ``ends`` say where it is not cut by the week."""

    state: DayState
    x: float
    y: float
    width: float
    begins: bool
    ends: bool


@dataclass(frozen=True)
class Cell:
    """A day: the middle of its figure's box."""

    shown: DayShown
    x: float
    y: float
    today: bool


@dataclass(frozen=True)
class MonthGrid:
    """A month: its head stands at ``x, y``, its captions end at ``right``, each with its own ``y``."""

    month: int
    x: float
    y: float
    right: float
    captions: tuple[tuple[float, str], ...]
    weekdays: tuple[tuple[float, str], ...]
    weekdays_y: float
    bands: tuple[Band, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class LegendItem:
    """A sign and what it means; ``kind`` is a state's value, or ``first``, ``last``, ``today``."""

    kind: str
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Note:
    """A line below the months."""

    y: float
    text: str
    heading: bool = False


@dataclass(frozen=True)
class Picture:
    """The whole picture."""

    year: int
    title: str
    height: float
    legend: tuple[LegendItem, ...]
    months: tuple[MonthGrid, ...]
    line_y: float
    notes: tuple[Note, ...]
    width: float = WIDTH
    margin: float = _MARGIN
    cell: float = _CELL
    band: float = _BAND


def lay_out(days: YearDays, law: Parameters, today: date | None, cite: Cite) -> Picture:
    """Places title, legend, twelve months in two columns, and the notes below them."""
    legend = tuple(_legend(days, today))
    y = legend[-1].y + _LEGEND_ROW + 8
    months: list[MonthGrid] = []
    for month in range(1, 13, 2):
        pair = (month, month + 1)
        head = max(_FEWEST_CAPTIONS, *(len(captions(days, each)) for each in pair)) * _CAPTION_ROW
        for column, each in enumerate(pair):
            months.append(_month(days, each, _MARGIN + column * (7 * _CELL + _BETWEEN), y, head, today))
        weeks = max(_week(days.months[each - 1][-1].day) for each in pair) + 1
        y += head + _WEEKDAYS_ROW + weeks * _ROW + _MONTH_GAP
    notes = tuple(_notes(days, law, cite, y + 20))
    return Picture(
        year=days.year,
        title=title_of(days.year),
        height=notes[-1].y + 16,
        legend=legend,
        months=tuple(months),
        line_y=y - 2,
        notes=notes,
    )


def _week(day: date) -> int:
    """In which row of its month's grid the day stands; weeks begin on Monday."""
    return (day.day - 1 + day.replace(day=1).weekday()) // 7


def _legend(days: YearDays, today: date | None) -> Iterator[LegendItem]:
    x, y = _MARGIN, _TOP
    for kind, label in _legend_words(days, today):
        wide = _LEGEND_SIGN + width_of(label) * _LEGEND_SIZE
        if x > _MARGIN and x + wide > WIDTH - _MARGIN:
            x, y = _MARGIN, y + _LEGEND_ROW
        yield LegendItem(kind, label, x, y)
        x += wide + _LEGEND_GAP


def _legend_words(days: YearDays, today: date | None) -> Iterator[tuple[str, str]]:
    for state in DayState:
        if state in days.states and state is not DayState.OLD_CLOSED:
            yield state.value, state.label
    if days.states & {DayState.OPEN, DayState.OLD_OPEN}:
        yield "first", "首日"
        yield "last", "末日"
    if today is not None and today.year == days.year:
        yield "today", "今天"


def _month(days: YearDays, month: int, x: float, y: float, head: float, today: date | None) -> MonthGrid:
    said = captions(days, month)
    weekdays_y = y + head + _WEEKDAYS_ROW / 2
    grid_y = y + head + _WEEKDAYS_ROW
    return MonthGrid(
        month=month,
        x=x,
        y=y,
        right=x + 7 * _CELL,
        captions=tuple((y + 9 + row * _CAPTION_ROW, line) for row, line in enumerate(said)),
        weekdays=tuple((x + (place + 0.5) * _CELL, sign) for place, sign in enumerate("一二三四五六日")),
        weekdays_y=weekdays_y,
        bands=tuple(band for run in days.runs(month) for band in _bands(run, x, grid_y)),
        cells=tuple(_cell(shown, x, grid_y, today) for shown in days.months[month - 1]),
    )


def _bands(run: Run, x: float, y: float) -> Iterator[Band]:
    weeks: dict[int, list[DayShown]] = {}
    for shown in run.days:
        weeks.setdefault(_week(shown.day), []).append(shown)
    for week, part in weeks.items():
        yield Band(
            state=run.state,
            x=x + part[0].day.weekday() * _CELL,
            y=y + week * _ROW + (_ROW - _BAND) / 2,
            width=len(part) * _CELL,
            begins=part[0] is run.days[0],
            ends=part[-1] is run.days[-1],
        )


def _cell(shown: DayShown, x: float, y: float, today: date | None) -> Cell:
    day = shown.day
    return Cell(shown, x + (day.weekday() + 0.5) * _CELL, y + (_week(day) + 0.5) * _ROW, day == today)


def _notes(days: YearDays, law: Parameters, cite: Cite, y: float) -> Iterator[Note]:
    """The notes in lines, a little apart from each other, each kind under its heading."""
    sections = (
        ("没有查到的", gap_lines(days)),
        ("没有写明的", days.questions),
        ("来源", source_lines(days, law, cite)),
        ("说明", (f"{DISCLAIMER}（数据版本 {law.id}）",)),
    )
    for heading, paragraphs in sections:
        if paragraphs:
            yield Note(y, heading, True)
            y += _HEADING_ROW
        for paragraph in paragraphs:
            for line in wrapped(paragraph, (WIDTH - 2 * _MARGIN) / _NOTE_SIZE):
                yield Note(y, line)
                y += _NOTE_ROW
            y += _NOTE_GAP
        y += _NOTE_GAP if paragraphs else 0
