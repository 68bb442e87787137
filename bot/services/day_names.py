"""What an answer may read of the day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from bot.engine.texts import Wording, wording
from rules.calendar import window_on
from rules.parameters import Parameters


@lru_cache(maxsize=1_000)
def day_wording(source: str) -> Wording:
    """An answer as a text that may read the day."""
    return wording(source, whole_lines=False)


def day_names(today: date, law: Parameters) -> dict[str, Any]:
    """What an answer may read of the day: ``today`` and the filing ``window``."""
    window = window_on(today, law)
    return {
        "today": today,
        "window": SimpleNamespace(
            open=window.open,
            state=window.state.label,
            month=window.month.label,
            first_day=window.first_day,
            last_day=window.last_day,
            days_left=window.days_left,
            reopens_on=window.reopens_on,
        ),
    }

