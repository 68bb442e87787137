"""Bodies of callbacks, read before anybody is known to be the platform: not too much of them, and not for long."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.handlers.tencent.troubles import TooLarge

_CHUNK = 64 * 1024


async def read_body(request: web.Request, most: int, seconds: float = 3.0) -> bytes:
    """The body, of at most ``most`` bytes.

    Raises:
        TooLarge: it has more.
        TimeoutError: it did not come within so many seconds.
    """
    if (request.content_length or 0) > most:
        raise TooLarge("the body of a callback")
    body = bytearray()
    async with asyncio.timeout(seconds):
        async for chunk in request.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > most:
                raise TooLarge("the body of a callback")
    return bytes(body)
