"""Listening: the action server on a port, in the event loop that is there."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

from sanic import Sanic

from bot.handlers.channel import ChannelFault

_LAST_CALLS_SECONDS = 5.0


@asynccontextmanager
async def listening(app: Sanic[Any, Any], host: str, port: int) -> AsyncIterator[int]:
    """Listens inside the block; gives the port, a free one for 0. Calls under way are finished first at the end.

    Raises:
        ChannelFault: the address cannot be used.
    """
    try:
        place = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ChannelFault(
            f"{host}:{port}用不了（{error.strerror or error}）。请换一个端口（CANBAO_RASA_PORT），"
            "或者检查SANIC_HOST，再启动。"
        ) from error
    with place:
        server: Any = await app.create_server(sock=place, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.start_serving()
        try:
            yield int(place.getsockname()[1])
        finally:
            server.close()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_CALLS_SECONDS):
                    await _ended(server.connections)


async def _ended(connections: Collection[Any]) -> None:
    """Waits until every call is answered; a connection without one is closed at once."""
    while connections:
        for connection in list(connections):
            connection.close_if_idle()
        await asyncio.sleep(0.02)
