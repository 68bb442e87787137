"""Bodies of callbacks, read within a limit of bytes and of time: whoever sends may be anybody."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.handlers.tencent.safe_xml import MOST_BYTES

_SECONDS = 3.0
_CHUNK = 64 * 1024


class TooMuch(Exception):
    """The body has more bytes than a message can have."""


async def read_body(request: web.Request) -> bytes:
    """The whole body.

    Raises:
        TooMuch: it is larger than a message can be.
        TimeoutError: it does not come.
    """
    if (request.content_length or 0) > MOST_BYTES:
        raise TooMuch
    body = bytearray()
    async with asyncio.timeout(_SECONDS):
        async for chunk in request.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                raise TooMuch
    return bytes(body)
