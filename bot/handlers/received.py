"""Files that the assistant sends, on this computer, where the terminal's person can open them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.engine.messages import Address, FileRef
from bot.engine.ports import StoreTrouble

OpenFile = Callable[[Address, str], Awaitable[tuple[FileRef, bytes] | None]]
"""Opens a file of the person at an address."""


@dataclass(frozen=True, slots=True)
class Received:
    """Puts files that the assistant sends into a folder that its owner alone can read."""

    open_file: OpenFile
    folder: Path

    async def put(self, address: Address, files: Sequence[FileRef]) -> dict[str, Path]:
        """Where the files lie now, by their ids; one that is gone is left out.

        Raises:
            StoreTrouble: the database did not answer, or the disk did not take them.
        """
        opened = [await self.open_file(address, file.id) for file in files]
        try:
            return {each[0].id: await asyncio.to_thread(self._write, *each) for each in opened if each is not None}
        except OSError as error:
            raise StoreTrouble(f"files could not be put into {self.folder}: {error.strerror}") from error

    def _write(self, file: FileRef, content: bytes) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{file.id[:6]}-{Path(file.name).name}"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            opened.write(content)
        return path
