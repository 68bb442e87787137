"""Promises of the year's filing calendar as PNG."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from PIL import Image

from bot.documents.chinese_font import face
from bot.documents.year_calendar import year_photo
from bot.documents.year_days import DayState, year_days
from bot.documents.year_picture import Cell, Picture, lay_out
from rules.parameters import Parameters

DOTS = 3
GROUNDS = {DayState.OPEN: (0xCD, 0xEE, 0xDB), DayState.OLD_CLOSED: (255, 255, 255), DayState.UNKNOWN: (255, 255, 255)}
GREEN, RED = (0x06, 0x7D, 0x41), (0xD2, 0x26, 0x1B)


def placed(year: int, law: Parameters, today: date | None = None) -> Picture:
    """Where everything stands."""
    return lay_out(year_days(year, law), law, today, str)


def drawn(year: int, law: Parameters, today: date | None = None) -> Any:
    """The picture as it is seen."""
    return Image.open(io.BytesIO(year_photo(year, law, today))).convert("RGB")


def seen(image: Any, x: float, y: float) -> tuple[int, int, int]:
    """The color at a place given in points."""
    found: tuple[int, int, int] = image.getpixel((round(x * DOTS), round(y * DOTS)))
    return found


def alike(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Whether two colors are the same to the eye."""
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def cells(picture: Picture) -> list[Cell]:
    """Every day of the year."""
    return [cell for month in picture.months for cell in month.cells]


@pytest.mark.parametrize("year", [2019, 2021, 2026])
def test_every_day_has_the_ground_of_its_state(year: int, law: Parameters) -> None:
    """An open day is green, its window's first day dark, and a day nothing is known of has no ground."""
    picture, image = placed(year, law), drawn(year, law)
    for cell in cells(picture):
        below = seen(image, cell.x, cell.y + picture.band / 2 - 2.5)
        if cell.shown.first:
            assert alike(below, GREEN), cell
        elif not cell.shown.last and cell.shown.state in GROUNDS:
            assert alike(below, GROUNDS[cell.shown.state]), cell
        elif cell.shown.state is DayState.PAUSED:
            assert below[0] > below[2] + 20, cell


def test_it_is_as_wide_as_a_phone_and_of_the_same_layout(law: Parameters) -> None:
    """Three dots to a point of 360; as high as the SVG; equal calendars are equal bytes."""
    picture = placed(2026, law)
    assert drawn(2026, law).size == (360 * DOTS, round(picture.height) * DOTS)
    assert year_photo(2026, law) == year_photo(2026, law)
    assert len(year_photo(2026, law)) < 400_000


def test_today_is_ringed(law: Parameters) -> None:
    """A red ring is around today, and around no other day."""
    today = date(2026, 11, 25)
    image = drawn(2026, law, today)
    ringed = [
        cell.shown.day for cell in cells(placed(2026, law, today)) if alike(seen(image, cell.x, cell.y - 11.5), RED)
    ]
    assert ringed == [today]


@pytest.mark.parametrize("year", [1990, 2019, 2021, 2026])
def test_no_line_leaves_the_picture(year: int, law: Parameters) -> None:
    """Title, captions and notes are within the width as the font really draws them."""
    picture = placed(year, law)
    lines = [(note.text, 11.5 if note.heading else 10.5) for note in picture.notes] + [(picture.title, 21.0)]
    for text, size in lines:
        assert face(round(size * DOTS)).getlength(text) <= (picture.width - picture.margin - 2) * DOTS, text
    for month in picture.months:
        for _, caption in month.captions:
            assert face(round(11 * DOTS)).getlength(caption) <= (month.right - month.x - 40) * DOTS, caption


def test_a_year_out_of_range_is_said(law: Parameters) -> None:
    """A year that no calendar is made for gets a sentence."""
    with pytest.raises(ValueError, match="1990年到2099年"):
        year_photo(1989, law)
