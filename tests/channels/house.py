"""A whole assistant on a database of its own, with the demonstration's bureau, on a day that stands still."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path

from bot.app import BEIJING
from bot.channel_tools import channel_tools, finishing
from bot.handlers.channel import Tools
from bot.opening import Opened, open_all
from bot.services.library import Library
from bot.settings import Settings


class StandingClock:
    """It is always the same moment, within the filing window."""

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 10, tzinfo=BEIJING)

    def today(self) -> date:
        return self.now().date()


@dataclass(frozen=True, slots=True)
class HouseTools(Tools):
    """Tools, and all that they come from: for looking at what was kept, and for channels older than tools."""

    opened: Opened


@asynccontextmanager
async def open_house(state: Path, library: Library, fresh: Path | None = None) -> AsyncIterator[HouseTools]:
    """An assistant whose data lie in ``state``, copied from ``fresh`` where that is given."""
    if fresh is not None:
        shutil.copytree(fresh, state)
    settings = Settings(state=state, bureau="simulated", visitor_rate=0, address_rate=0)
    async with open_all(settings, StandingClock(), look_each_turn=False, library=library) as opened:
        tools = channel_tools(opened, finishing(opened))
        yield HouseTools(**{field.name: getattr(tools, field.name) for field in fields(Tools)}, opened=opened)
