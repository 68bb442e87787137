"""The terminal: a chat for the eye, and one of JSON lines for scripts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import InMemoryHistory
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text
from wcwidth import wrap

from bot.engine.checks import tidy
from bot.engine.messages import Address, Decision, Inbound, Option, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.received import Received
from bot.handlers.wording import too_large, unmarked
from bot.services.outbox import Delivered, Outcome, Parcel

CHANNEL = "terminal"
COMMANDS = ("返回", "修改", "取消", "重新开始", "进度", "帮助", "人工")
_LEAVE = {"退出程序", "/q", "/quit", "/exit", "exit", "quit"}
_WIDEST = 80
_FRAME = 4
_MOST_FILE_BYTES = 10 * 1024 * 1024


class Turns(Protocol):
    """Takes messages and replies."""

    async def turn(self, inbound: Inbound) -> Reply:
        """One message, one reply."""
        ...


Shown = Callable[[Address], Awaitable[tuple[Option, ...]]]
"""The options under the last reply to an address."""

TakeFile = Callable[[Address, str, str, bytes], Awaitable[Reply]]
"""Takes a file of the person at an address: message id, name, content."""


class BadLine(Exception):
    """A line that cannot be sent: why, and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """The terminal's end of the conversation; ``received`` puts what the assistant sends on this computer."""

    turns: Turns
    shown: Shown
    take_file: TakeFile
    address: Address
    received: Received | None = None

    async def send_text(self, text: str, message_id: str | None = None) -> Reply:
        """Sends typed text."""
        return await self.turns.turn(Inbound(self.address, message_id or _new_id(), text=text))

    async def send_choice(self, chosen: int | str, message_id: str | None = None) -> Reply:
        """Sends one of the options shown last, by number or label; what is none of them goes as text."""
        options = await self.shown(self.address)
        found = [o for n, o in enumerate(options, 1) if chosen in (n, str(n), o.label)]
        if not found:
            return await self.send_text(str(chosen), message_id)
        return await self.turns.turn(Inbound(self.address, message_id or _new_id(), choice=found[0].id))

    async def send_file(self, path: Path, message_id: str | None = None) -> Reply:
        """Sends a file from this computer.

        Raises:
            BadLine: it cannot be read, or is over 10 MB.
            StoreTrouble: it was not kept.
        """
        try:
            if not path.is_file():
                raise BadLine(f"“{path}”不是文件，或者不存在。请检查路径。")
            with path.open("rb") as opened:
                content = opened.read(_MOST_FILE_BYTES + 1)
        except (OSError, ValueError) as error:
            raise BadLine(f"读不了文件“{path}”（{error}）。请检查路径和权限。") from error
        if len(content) > _MOST_FILE_BYTES:
            raise BadLine(too_large(f"“{path.name}”", _MOST_FILE_BYTES))
        return await self.take_file(self.address, message_id or _new_id(), path.name, content)


def _new_id() -> str:
    return uuid.uuid4().hex


async def serve_json(line: Line, read: AsyncIterator[str], write: Callable[[str], None]) -> None:
    """One JSON line in, one out; a line that cannot be read is answered, too."""
    async for raw in read:
        if not raw.strip():
            continue
        paths: dict[str, Path] = {}
        try:
            reply = await _send_json(line, raw)
            paths = await line.received.put(line.address, reply.files) if line.received else {}
        except BadLine as bad:
            reply = Reply((str(bad),), decision=Decision.TROUBLE)
        except StoreTrouble:
            reply = Reply(("系统暂时读写不了数据，这一句没有处理。请过一会儿再发一次。",), decision=Decision.TROUBLE)
        told = reply.as_json()
        for file, shown in zip(reply.files, told["files"], strict=True):
            if file.id in paths:
                shown["path"] = str(paths[file.id])
        write(json.dumps(told, ensure_ascii=False))


async def _send_json(line: Line, raw: str) -> Reply:
    try:
        asked: Any = json.loads(raw)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadLine(f'这一行不是JSON（{error}）。请写成 {{"text": "…"}}。') from error
    if not isinstance(asked, dict):
        raise BadLine('这一行要是一个JSON对象，例如 {"text": "…"}。')
    message_id = str(asked["id"]) if asked.get("id") is not None else None
    if isinstance(asked.get("text"), str):
        return await line.send_text(asked["text"], message_id)
    if isinstance(asked.get("choose"), int | str) and not isinstance(asked["choose"], bool):
        return await line.send_choice(asked["choose"], message_id)
    if isinstance(asked.get("file"), str):
        return await line.send_file(Path(asked["file"]), message_id)
    raise BadLine("这一行缺 text、choose 或 file。text 和 file 是文字，choose 是序号或选项文字。")


class Screen:
    """Shows replies. Whatever a text holds, it is shown as it is: no markup, no control signs."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)

    def banner(self, lines: tuple[str, ...]) -> None:
        """What this is, at the start."""
        self._console.print(Panel(Text("\n".join(lines)), title="参保助手", border_style="green", expand=False))

    def show(self, reply: Reply) -> None:
        """A reply: messages, then numbered options."""
        for message in unmarked(reply.messages):
            body = Text(self._folded(_plain(message)), overflow="fold")
            self._console.print(Panel(body, border_style="dim", expand=False))
        for number, option in enumerate(reply.options, 1):
            self._console.print(Padding(Text(f"{number}. {_plain(option.label)}", style="cyan"), (0, 0, 0, 2)))

    def _folded(self, text: str) -> str:
        """The text in lines that fit: Chinese may break between any two signs, which rich does not know."""
        width = max(20, min(self._console.width, _WIDEST) - _FRAME)
        return "\n".join("\n".join(wrap(line, width)) for line in text.split("\n"))

    def note(self, text: str) -> None:
        """A line of the program's own."""
        self._console.print(Text(text, style="dim"))


def _plain(text: str) -> str:
    return "\n".join(tidy(part) for part in text.split("\n"))


class LateScreen:
    """Shows what comes by itself; fulfills ``Sender``."""

    def __init__(self, screen: Screen, received: Received | None = None) -> None:
        self._screen = screen
        self._received = received

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Shows the parcel, and where its files lie."""
        await _show(self._screen, parcel.reply, self._received, address)
        return Delivered()


async def _show(screen: Screen, reply: Reply, received: Received | None, address: Address) -> None:
    screen.show(reply)
    try:
        paths = await received.put(address, reply.files) if received else {}
    except StoreTrouble:
        screen.note("文件没有存下来，请过一会儿再要一次。")
        return
    for path in paths.values():
        screen.note(f"文件：{path}")


async def _nothing_late() -> None:
    """Nothing comes by itself."""


async def chat(
    line: Line, screen: Screen, banner: tuple[str, ...], late: Callable[[], Awaitable[object]] = _nothing_late
) -> None:
    """Chats until the person leaves (Ctrl-D, “/q”); what was begun stays for the next time.

    ``late`` shows what came by itself; it is called before each prompt.
    """
    screen.banner(banner)
    read = _prompted() if sys.stdin.isatty() else read_lines()
    if not await line.shown(line.address):
        await _show(screen, await line.send_text(""), line.received, line.address)
    else:
        await _show(screen, await line.send_text("进度"), line.received, line.address)
    await _show_late(late)
    async for typed in read:
        if typed.strip() in _LEAVE:
            break
        if typed.startswith("/file "):
            await _file(line, screen, typed.removeprefix("/file ").strip())
        elif typed.strip():
            await _show(screen, await line.send_text(typed), line.received, line.address)
        await _show_late(late)
    screen.note("再见。下次打开会接着这里。")


async def _show_late(late: Callable[[], Awaitable[object]]) -> None:
    # What cannot be read now is shown before a later prompt.
    with contextlib.suppress(StoreTrouble):
        await late()


async def _file(line: Line, screen: Screen, path: str) -> None:
    try:
        await _show(screen, await line.send_file(Path(path).expanduser()), line.received, line.address)
    except BadLine as bad:
        screen.note(str(bad))
    except StoreTrouble:
        screen.note("文件没有存上，请过一会儿再发。")


async def _prompted() -> AsyncIterator[str]:
    words = WordCompleter([*COMMANDS, "/file ", "/q"], sentence=True)
    session: PromptSession[str] = PromptSession(
        history=InMemoryHistory(),
        completer=words,
        complete_while_typing=False,
        bottom_toolbar=HTML(f" {' · '.join(COMMANDS)}   |   /file 路径 发文件   |   Ctrl-D 离开"),
    )
    while True:
        try:
            yield await session.prompt_async(HTML("<ansigreen><b>我：</b></ansigreen>"))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


async def read_lines() -> AsyncIterator[str]:
    """The lines of standard input; wrong encoding becomes replacement signs."""
    stream = sys.stdin
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")
    while line := await asyncio.to_thread(stream.readline):
        yield line.rstrip("\n")
