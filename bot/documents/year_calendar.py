"""The year's filing calendar (申报日历): as one picture for a phone, and as text for channels without pictures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.documents.year_days import year_days
from bot.documents.year_picture import lay_out
from bot.documents.year_png import year_png
from bot.documents.year_words import Cite, text_lines
from rules.parameters import Parameters

__all__ = ["year_calendar", "year_photo", "year_text"]

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def year_calendar(year: int, law: Parameters, today: date | None = None, cite: Cite = str) -> str:
    """The year as an SVG document: filing days, pauses, first and last days, and which month is filed when.

    It needs nothing from outside and has no style sheet, so that it shows under any content policy.

    Args:
        today: the day to ring; None for none.
        cite: names a document for users; without it documents are named as the parameter files do.

    Raises:
        ValueError: ``year`` is out of range; ``str`` tells the user.
    """
    days = year_days(year, law)
    picture = lay_out(days, law, today, cite)
    template = _TEMPLATES.get_template("year_calendar.svg")
    return template.render(picture=picture, said="\n".join(text_lines(days, law, cite)))


def year_photo(year: int, law: Parameters, today: date | None = None, cite: Cite = str) -> bytes:
    """The same picture as PNG, for phones and for channels that show no SVG; takes and raises as ``year_calendar``."""
    return year_png(lay_out(year_days(year, law), law, today, cite))


def year_text(year: int, law: Parameters, cite: Cite = str) -> str:
    """The same as lines of text; takes and raises as ``year_calendar``."""
    return "\n".join(text_lines(year_days(year, law), law, cite))
