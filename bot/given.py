"""Values of the command line, with what is wrong said in Chinese."""

from __future__ import annotations

import argparse
from datetime import date

from rules.typed import Misfit, read


def day_given(text: str) -> date:
    """A day of the command line, in any usual form."""
    try:
        day: date = read(date, text)
    except Misfit as misfit:
        raise argparse.ArgumentTypeError(f"“{text[:20]}”{misfit}。") from misfit
    return day


def year_given(text: str) -> int:
    """A year of the command line."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise argparse.ArgumentTypeError(f"“{text[:20]}”不是年份，请写成 2026 的样子。")
    return int(text)


def channels_given(text: str) -> tuple[str, ...]:
    """Names of channels with commas between; “none” is none of them."""
    names = tuple(name for part in text.replace("，", ",").split(",") if (name := part.strip().lower()))
    return () if names == ("none",) else names
