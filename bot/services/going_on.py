"""Work that goes on until it is cancelled: what fails is begun again, and the rest does not notice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

log = logging.getLogger(__name__)
_PAUSE_SECONDS = 30.0

Work = Callable[[], Coroutine[Any, Any, None]]
"""Begins something that goes on, mostly without an end."""


@asynccontextmanager
async def going_on(pause: float = _PAUSE_SECONDS) -> AsyncIterator[Callable[..., None]]:
    """Gives what begins works, each of which goes on until the block ends. One that fails is begun again after the
    pause, in seconds; one that ends by itself has done what there was to do.
    """
    tasks: list[asyncio.Task[None]] = []

    def begin(*works: Work) -> None:
        tasks.extend(asyncio.create_task(_begun_again(work, pause)) for work in works)

    try:
        yield begin
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _begun_again(work: Work, pause: float) -> None:
    while True:
        try:
            return await work()
        except Exception:
            log.exception("work beside serving failed and is begun again in %g s", pause)
        await asyncio.sleep(pause)
