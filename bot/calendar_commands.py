"""The commands that make calendars: the year's filing calendar, and an employer's own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.app import BeijingClock
from bot.documents.employer_calendar import BadEvent, as_ics, calendar_lines, read_events
from bot.documents.year_calendar import year_calendar, year_photo, year_text
from bot.services.citing import citing
from bot.services.library import Library
from bot.settings import Settings
from rules.duties import duty_calendar


async def calendar(settings: Settings, asked: argparse.Namespace) -> int:
    """Prints the year's filing calendar, or writes its picture: PNG where the file is named so, else SVG."""
    clock = BeijingClock()
    year = clock.today().year if asked.year is None else asked.year
    snapshot = Library(settings.data).current
    cite = citing(snapshot.knowledge.guides)
    try:
        if asked.picture is None:
            print(year_text(year, snapshot.law, cite))
        elif asked.picture.suffix.lower() == ".png":
            _write(asked.picture, year_photo(year, snapshot.law, clock.today(), cite))
        else:
            _write(asked.picture, year_calendar(year, snapshot.law, clock.today(), cite))
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


async def duties(settings: Settings, asked: argparse.Namespace) -> int:
    """Prints an employer's calendar of duties, or writes it for calendar programs."""
    law = Library(settings.data).current.law
    try:
        made = duty_calendar(asked.first, asked.last, read_events(map(_printable, asked.events)), law)
    except (BadEvent, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    if asked.ics is None:
        print(*calendar_lines(made), sep="\n")
    else:
        _write(asked.ics, as_ics(made, BeijingClock().now()))
    return 0


def _printable(word: str) -> str:
    return word.encode("utf-8", "replace").decode()


def _write(path: Path, made: str | bytes) -> None:
    path.write_bytes(made if isinstance(made, bytes) else made.encode())
    print(f"已写入 {path}", file=sys.stderr)
