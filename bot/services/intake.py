"""Files that persons send, the same way on every channel: kept where a step wants them, else pictures are read and
filled-in templates kept; of the others it is said why not.
"""

from __future__ import annotations

import asyncio
import mimetypes
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import Protocol

from bot.engine.messages import Address, FileRef, Inbound, Picture, PictureTrouble, Reply, Unread, UnreadKind
from bot.services.file_kinds import PICTURES, FileKind, kind_of, named_as_picture
from bot.services.screenshots import Screenshots
from bot.services.sheets import Forms
from bot.services.unread_files import why_unread

_MOST_REMEMBERED = 1_000

KeepFile = Callable[[Address, str, str, bytes], Awaitable[FileRef]]
"""Keeps a file of the person at an address: name, MIME type, content."""


class TakesTurns(Protocol):
    """Takes messages, and tells whether a file would be of use."""

    async def turn(self, inbound: Inbound) -> Reply:
        """One message, one reply."""
        ...

    async def wants_file(self, address: Address, kind: str) -> bool:
        """Whether a file of this MIME type would be taken by a step now."""
        ...


class Intake:
    """Takes files of at most 10 MB, which the channel sees to; their kind is told by their bytes."""

    def __init__(
        self, turns: TakesTurns, keep: KeepFile, screenshots: Screenshots, forms: Forms = MappingProxyType({})
    ) -> None:
        """``forms`` are those whose workbooks are taken at any time."""
        self._turns = turns
        self._keep = keep
        self._screenshots = screenshots
        self._forms = forms
        self._taken: OrderedDict[tuple[Address, str], asyncio.Task[FileRef | Unread | None]] = OrderedDict()

    async def send(self, address: Address, message_id: str, name: str, content: bytes) -> Reply:
        """The reply to a file. One that comes again under its message's id, after a broken line, goes the same way.

        Raises:
            StoreTrouble: nothing was kept, and nothing said.
        """
        taken = await self._kept((address, message_id), name, content)
        if isinstance(taken, Unread):
            return await self._turns.turn(Inbound(address, message_id, unread=taken))
        picture = await self._look_at(name, content) if taken is None else None
        return await self._turns.turn(Inbound(address, message_id, file=taken, picture=picture))

    async def _kept(self, key: tuple[Address, str], name: str, content: bytes) -> FileRef | Unread | None:
        """What became of the file, once however often it comes; None where it is a picture that is only read."""
        taking = self._taken.get(key)
        if taking is None or (taking.done() and (taking.cancelled() or taking.exception() is not None)):
            taking = self._taken[key] = asyncio.create_task(self._take(key[0], name, content))
            if len(self._taken) > _MOST_REMEMBERED:
                self._taken.popitem(last=False)
        return await asyncio.shield(taking)

    async def _take(self, address: Address, name: str, content: bytes) -> FileRef | Unread | None:
        """Keeps the file where it is of use; else why it is not, or None where it is a picture to look at."""
        if not content:
            return Unread(UnreadKind.EMPTY, name)
        kind, mime = kind_of(content), _mime(name, content)
        if kind is FileKind.HEIC or (kind is None and named_as_picture(name)):
            return None
        if not await self._turns.wants_file(address, mime):
            if kind in PICTURES:
                return None
            if (unread := await asyncio.to_thread(why_unread, name, content, self._forms)) is not None:
                return unread
        return await self._keep(address, name, mime, content)

    async def _look_at(self, name: str, content: bytes) -> Picture:
        kind = kind_of(content)
        if kind in PICTURES:
            return await self._screenshots.look_at(name, content)
        trouble = PictureTrouble.HEIC if kind is FileKind.HEIC else PictureTrouble.NOT_A_PICTURE
        return Picture(name, trouble=trouble)


def _mime(name: str, content: bytes) -> str:
    return str(kind_of(content) or mimetypes.guess_type(name)[0] or "application/octet-stream")
