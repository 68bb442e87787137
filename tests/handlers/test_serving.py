"""The web server, and what goes on beside it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest
from aiohttp import web

from bot.handlers import serving
from bot.handlers.serving import serve
from bot.services.going_on import Work
from bot.services.library import Library
from tests.process.test_rasa_command import free_port


@dataclass
class Folder:
    """A data folder that cannot be looked at for some time."""

    failures: list[Exception]
    looked: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._loop = asyncio.get_running_loop()

    def look(self) -> None:
        if self.failures:
            raise self.failures.pop()
        self._loop.call_soon_threadsafe(self.looked.set)


async def served(folder: Folder, until: asyncio.Event, *works: Work) -> None:
    """Serves with these works until the event."""
    stop = asyncio.Event()

    async def stops() -> None:
        await until.wait()
        stop.set()

    library = cast(Library, folder)
    async with asyncio.timeout(10):
        await serve(web.Application(), "127.0.0.1", free_port(), library, lambda: None, [*works, stops], stop)


async def test_one_work_that_fails_takes_no_other_with_it(caplog: pytest.LogCaptureFixture) -> None:
    """What nobody foresaw is in the log, and all else goes on beside the server."""
    failed, went_on = asyncio.Event(), asyncio.Event()

    async def breaks() -> None:
        failed.set()
        raise RuntimeError("nobody foresaw this")

    async def rest() -> None:
        await failed.wait()
        await asyncio.sleep(0)
        went_on.set()

    await served(Folder([]), went_on, rest, breaks)
    assert "nobody foresaw this" in caplog.text


async def test_data_are_looked_at_again_after_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is away for a moment does not end live reload."""
    monkeypatch.setattr(serving, "_LOOK_SECONDS", 0.01)
    folder = Folder([OSError("away"), OSError("away")])
    await served(folder, folder.looked)
