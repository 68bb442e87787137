"""A script at the terminal: JSON lines in, JSON lines out, and a screen for what comes by itself."""

from __future__ import annotations

import asyncio
import io
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from bot.engine.messages import Address
from bot.handlers.channel import Tools
from bot.handlers.received import Received
from bot.handlers.terminal import CHANNEL, LateScreen, Line, Screen, serve_json


class TerminalTalker:
    """Fulfills ``Talker``."""

    def __init__(self, address: Address, channel: LateScreen, screen: io.StringIO, folder: Path) -> None:
        self.address = address
        self.channel = channel
        self._screen = screen
        self._folder = folder
        self._typed: asyncio.Queue[str] = asyncio.Queue()
        self._written: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._last = ""

    async def lines(self) -> AsyncIterator[str]:
        """What is typed, without end."""
        while True:
            yield await self._typed.get()

    def write(self, line: str) -> None:
        """Takes a line of the assistant's."""
        self._written.put_nowait(json.loads(line))

    async def say(self, text: str) -> list[str]:
        return await self._type({"text": text})

    async def choose(self, label: str) -> list[str]:
        return await self._type({"choose": label})

    async def send_file(self, name: str, content: bytes) -> list[str]:
        path = self._folder / name
        path.write_bytes(content)
        return await self._type({"file": str(path)})

    async def files(self) -> list[tuple[str, bytes]]:
        received = sorted((self._folder / "received").glob("*"))
        return [(path.name.partition("-")[2], path.read_bytes()) for path in received]

    async def repeat(self) -> list[str]:
        self._typed.put_nowait(self._last)
        return await self._read()

    async def say_quickly(self, texts: Sequence[str]) -> list[str]:
        for text in texts:
            self._typed.put_nowait(json.dumps({"text": text}))
        return [told for _ in texts for told in await self._read()]

    async def hear(self) -> list[str]:
        shown = self._screen.getvalue()
        self._screen.seek(0)
        self._screen.truncate()
        return shown.split("\n")

    async def _type(self, asked: dict[str, Any]) -> list[str]:
        self._last = json.dumps({"id": uuid.uuid4().hex, **asked})
        self._typed.put_nowait(self._last)
        return await self._read()

    async def _read(self) -> list[str]:
        reply = await self._written.get()
        options = "\n".join(f"{option['number']}. {option['label']}" for option in reply["options"])
        return [*(message["text"] for message in reply["messages"]), *filter(None, [options])]


@asynccontextmanager
async def talking(tools: Tools) -> AsyncIterator[TerminalTalker]:
    """The JSON lines of ``python -m bot chat --json``, in this process."""
    address = Address(CHANNEL, "me")

    async def shown(address: Address) -> Any:
        return tuple(await tools.shown(address))

    with TemporaryDirectory() as folder:
        received = Received(tools.open_file, Path(folder) / "received")
        screen = io.StringIO()
        channel = LateScreen(Screen(Console(file=screen, width=80)), received)
        talker = TerminalTalker(address, channel, screen, Path(folder))
        line = Line(tools.turns, shown, tools.take_file, address, received)
        task = asyncio.create_task(serve_json(line, talker.lines(), talker.write))
        try:
            yield talker
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
