"""Files that persons send, the same way on every channel: kept where a step wants them, else pictures are read."""

from __future__ import annotations

import mimetypes
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.engine.messages import Address, FileRef, Inbound, Picture, PictureTrouble, Reply
from bot.services.file_kinds import PICTURES, FileKind, kind_of, named_as_picture
from bot.services.screenshots import Screenshots

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

    def __init__(self, turns: TakesTurns, keep: KeepFile, screenshots: Screenshots) -> None:
        self._turns = turns
        self._keep = keep
        self._screenshots = screenshots
        self._kept: OrderedDict[tuple[Address, str], FileRef] = OrderedDict()

    async def send(self, address: Address, message_id: str, name: str, content: bytes) -> Reply:
        """The reply to a file.

        Raises:
            StoreTrouble: nothing was kept, and nothing said.
        """
        again = (address, message_id) in self._kept
        picture = None if again else await self._picture(address, name, content)
        if picture is not None:
            return await self._turns.turn(Inbound(address, message_id, picture=picture))
        file = await self._keep_once(address, message_id, name, content)
        return await self._turns.turn(Inbound(address, message_id, file=file))

    async def _picture(self, address: Address, name: str, content: bytes) -> Picture | None:
        """What is on the file where it is a picture that no step wants, or why it is none; None for other files."""
        kind = kind_of(content)
        if kind is FileKind.HEIC:
            return Picture(name, trouble=PictureTrouble.HEIC)
        if kind is None and named_as_picture(name):
            return Picture(name, trouble=PictureTrouble.NOT_A_PICTURE)
        if kind not in PICTURES or await self._turns.wants_file(address, kind):
            return None
        return await self._screenshots.look_at(name, content)

    async def _keep_once(self, address: Address, message_id: str, name: str, content: bytes) -> FileRef:
        """Keeps the file; one that comes again under its message's id, after a broken line, is kept once."""
        key = (address, message_id)
        if key not in self._kept:
            kind = kind_of(content) or mimetypes.guess_type(name)[0] or "application/octet-stream"
            self._kept[key] = await self._keep(address, name, kind, content)
            if len(self._kept) > _MOST_REMEMBERED:
                self._kept.popitem(last=False)
        return self._kept[key]
