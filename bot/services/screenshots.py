"""Screenshots: the text on a picture, read one picture at a time and within a time; why there is none, otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Protocol

from bot.documents.pictures import Unreadable
from bot.engine.messages import Picture, PictureTrouble

MOST_BYTES: Final = 10 * 2**20
READ_SECONDS: Final = 20.0
WAIT_SECONDS: Final = 15.0
"""Together with reading it is less than what a proxy waits for a reply (``data/deploy/nginx.conf``)."""
MOST_AT_ONCE: Final = 4
"""The picture being read and those that wait for it."""


class ReadsPictures(Protocol):
    """Reads the text on one picture at a time."""

    async def read(self, content: bytes) -> str:
        """The text in lines, empty where there is none; raises ``Unreadable``, and may be cancelled."""
        ...


class Screenshots:
    """Looks at pictures and keeps none of them. Without a reader it says so."""

    def __init__(
        self, reader: ReadsPictures | None, seconds: float = READ_SECONDS, wait_seconds: float = WAIT_SECONDS
    ) -> None:
        self._reader = reader
        self._seconds = seconds
        self._wait_seconds = wait_seconds
        self._alone = asyncio.Lock()
        self._under_way = 0

    async def look_at(self, name: str, content: bytes) -> Picture:
        """What is on the picture."""
        try:
            text = await self._read(content)
        except Unreadable as unreadable:
            return Picture(name, trouble=unreadable.trouble)
        except TimeoutError:
            return Picture(name, trouble=PictureTrouble.TOO_SLOW)
        return Picture(name, text) if text else Picture(name, trouble=PictureTrouble.NO_TEXT)

    async def _read(self, content: bytes) -> str:
        if self._reader is None:
            raise Unreadable(PictureTrouble.NO_READER)
        if len(content) > MOST_BYTES:
            raise Unreadable(PictureTrouble.TOO_LARGE)
        if self._under_way >= MOST_AT_ONCE:
            raise Unreadable(PictureTrouble.BUSY)
        self._under_way += 1
        try:
            async with self._in_turn(), asyncio.timeout(self._seconds):
                return await self._reader.read(content)
        finally:
            self._under_way -= 1

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._alone.acquire()
        except TimeoutError:
            raise Unreadable(PictureTrouble.BUSY) from None
        try:
            yield
        finally:
            self._alone.release()
