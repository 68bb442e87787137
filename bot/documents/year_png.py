"""A year's calendar drawn as PNG, which every phone and every channel shows; places and words are the SVG's."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from bot.documents.chinese_font import face
from bot.documents.year_days import DayState
from bot.documents.year_picture import Cell, LegendItem, MonthGrid, Picture

_DOTS = 3
"""Dots to a point in the picture: a phone's 360 points are 1080 of its dots."""
_FINER = 2
"""How many times finer shapes are drawn, so that their edges are smooth."""
_COLORS = 64
_GREEN, _DARK_GREEN, _RED, _BLACK, _GRAY, _LINE = "#067d41", "#06542d", "#d2261b", "#191919", "#707070", "#d9d9d9"
_GROUNDS: Final = {DayState.OPEN: "#cdeedb", DayState.PAUSED: "#fff1dc", DayState.OLD_OPEN: "#e4ecf7"}
_INKS: Final = {DayState.PAUSED: "#7d4a00", DayState.UNKNOWN: _GRAY, DayState.OLD_CLOSED: _GRAY}


@lru_cache(maxsize=4)
def year_png(picture: Picture) -> bytes:
    """The picture as PNG; equal pictures are equal bytes."""
    from PIL import Image, ImageDraw

    size = (round(picture.width), round(picture.height))
    fine = Image.new("RGB", (size[0] * _DOTS * _FINER, size[1] * _DOTS * _FINER), "white")
    _Shapes(ImageDraw.Draw(fine), picture).all()
    drawn = fine.reduce(_FINER)
    _Words(ImageDraw.Draw(drawn), picture).all()
    made = io.BytesIO()
    drawn.quantize(_COLORS, dither=Image.Dither.NONE).save(made, "PNG")
    return made.getvalue()


@dataclass(frozen=True)
class _Shapes:
    """Everything that is no text; all measures are the picture's points."""

    draw: Any
    picture: Picture

    def all(self) -> None:
        picture = self.picture
        self._box(0, 0, picture.width, 4, fill="#07c160")
        for item in picture.legend:
            self._legend_sign(item)
        for month in picture.months:
            for band in month.bands:
                self._ground(band.state, band.x, band.y, band.width, picture.band)
            for cell in month.cells:
                self._cell_marks(cell)
        self._box(picture.margin, picture.line_y, picture.width - 2 * picture.margin, 1, fill=_LINE)

    def _legend_sign(self, item: LegendItem) -> None:
        x, y = item.x, item.y - 8
        if item.kind == "today":
            self._ring(item.x + 12, item.y, 8, _RED, 2.2)
        elif item.kind in ("first", "last"):
            self._edge_mark(item.kind == "first", x, y, 20, 16)
        else:
            self._ground(DayState(item.kind), x, y, 20, 16)

    def _cell_marks(self, cell: Cell) -> None:
        wide, high = self.picture.cell, self.picture.band
        if cell.shown.first or cell.shown.last:
            self._edge_mark(cell.shown.first, cell.x - wide / 2, cell.y - high / 2, wide, high)
        if cell.today:
            self._ring(cell.x, cell.y, 13.75, "white", 4.5)
            self._ring(cell.x, cell.y, 12.6, _RED, 2.2)

    def _edge_mark(self, first: bool, x: float, y: float, width: float, height: float) -> None:
        if first:
            self._box(x, y, width, height, fill=_GREEN, radius=5)
        else:
            self._box(x, y, width, height, fill="white", outline=_GREEN, radius=5, line=2)

    def _ground(self, state: DayState, x: float, y: float, width: float, height: float) -> None:
        if state is DayState.UNKNOWN:
            self._box(x + 0.6, y + 0.6, width - 1.2, height - 1.2, outline="#b3b3b3", radius=5, line=1)
        elif state in _GROUNDS:
            self._box(x, y, width, height, fill=_GROUNDS[state], radius=5)
        if state is DayState.PAUSED:
            self._hatch(x, y, width, height)
        elif state is DayState.OLD_OPEN:
            self._dots(x, y, width, height)

    def _hatch(self, x: float, y: float, width: float, height: float) -> None:
        """Slanting lines over the ground, clear of its round corners."""
        along = x - height
        while (along := along + 7) < x + width:
            low, high = max(along, x + 1), min(along + height, x + width - 1)
            if low < high:
                line = (low, y + height - (low - along), high, y + height - (high - along))
                self.draw.line([self._fine(each) for each in line], fill="#f3c98b", width=self._fine(1.5))

    def _dots(self, x: float, y: float, width: float, height: float) -> None:
        for row in range(int(height // 5)):
            for column in range(int(width // 5)):
                self._disk(x + 3 + column * 5, y + 3 + row * 5, 0.8, "#9db4d6")

    def _box(
        self, x: float, y: float, width: float, height: float, *, fill: str | None = None,
        outline: str | None = None, radius: float = 0, line: float = 0,
    ) -> None:  # fmt: skip
        corners = [self._fine(each) for each in (x, y, x + width, y + height)]
        self.draw.rounded_rectangle(corners, self._fine(radius), fill, outline, self._fine(line))

    def _disk(self, x: float, y: float, radius: float, fill: str) -> None:
        self.draw.ellipse([self._fine(each) for each in (x - radius, y - radius, x + radius, y + radius)], fill)

    def _ring(self, x: float, y: float, radius: float, color: str, line: float) -> None:
        corners = [self._fine(each) for each in (x - radius, y - radius, x + radius, y + radius)]
        self.draw.ellipse(corners, outline=color, width=self._fine(line))

    def _fine(self, points: float) -> int:
        return round(points * _DOTS * _FINER)


@dataclass(frozen=True)
class _Words:
    """All text, over the shapes; ``anchor`` is Pillow's."""

    draw: Any
    picture: Picture

    def all(self) -> None:
        picture = self.picture
        self._write(picture.margin, 36, picture.title, 21, bold=True)
        for item in picture.legend:
            self._write(item.x + 26, item.y, item.label, 11, "#404040", "lm")
        for month in picture.months:
            self._month(month)
        for note in picture.notes:
            size, ink = (11.5, _BLACK) if note.heading else (10.5, "#5c5c5c")
            self._write(picture.margin, note.y, note.text, size, ink, bold=note.heading)

    def _month(self, month: MonthGrid) -> None:
        self._write(month.x + 2, month.y + 13, f"{month.month}月", 18, anchor="lm", bold=True)
        for y, caption in month.captions:
            self._write(month.right - 2, y, caption, 11, "#06703a", "rm", bold=True)
        for x, weekday in month.weekdays:
            self._write(x, month.weekdays_y, weekday, 10, _GRAY, "mm")
        for cell in month.cells:
            shown = cell.shown
            ink = "white" if shown.first else _DARK_GREEN if shown.last else _INKS.get(shown.state, _BLACK)
            self._write(cell.x, cell.y, str(shown.day.day), 12.5, ink, "mm", bold=shown.first or shown.last)

    def _write(
        self, x: float, y: float, text: str, size: float, ink: str = _BLACK, anchor: str = "ls", bold: bool = False
    ) -> None:
        place = (x * _DOTS, y * _DOTS)
        font = face(round(size * _DOTS))
        self.draw.text(place, text, fill=ink, font=font, anchor=anchor, stroke_width=0.6 if bold else 0)
