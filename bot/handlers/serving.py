"""The web server: the chat, its health pages, and a task that looks after edited data."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.services.going_on import Work, going_on
from bot.services.library import Library

log = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0


class PortTaken(Exception):
    """Another program serves on this port already: say another one."""


async def serve(
    app: web.Application,
    host: str,
    port: int,
    library: Library,
    ready: Callable[[], None],
    beside: Sequence[Work] = (),
    stop: asyncio.Event | None = None,
) -> None:
    """Serves until the process is told to stop, or ``stop`` is set; turns under way are finished first. ``beside`` goes
    on meanwhile.

    Raises:
        PortTaken: the port is in use.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    async with going_on() as begin:
        try:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                raise PortTaken(f"{host}:{port}: {error.strerror}") from error
            begin(lambda: look_after(library), *beside)
            ready()
            await told_to_stop(stop or asyncio.Event())
        finally:
            # What runs beside may still be needed by requests under way.
            await runner.cleanup()


async def look_after(library: Library) -> None:
    """Looks every second whether data were edited, until cancelled."""
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            await asyncio.to_thread(library.look)
        except OSError:
            log.exception("the data folder could not be looked at")


async def told_to_stop(stopped: asyncio.Event) -> None:
    """Returns when the process is told to stop, or the event is set."""
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(sign, stopped.set)
    await stopped.wait()
