"""Tools for tests of the action server: a scripted assistant, and notes in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.app import BeijingClock
from bot.engine.messages import Address, Decision, FileRef, Inbound, Option, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from tests.channels.noted import none_answered

DAY = date(2026, 11, 20)


@dataclass
class Noted:
    """Notes in memory, for ever; ``broken`` is a database that is away."""

    kept: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    broken: bool = False

    async def get(self, name: str) -> str | None:
        self._check()
        return self.kept.get(name)

    async def put(self, name: str, value: str, lasts: timedelta) -> None:
        self._check()
        self.kept[name] = value

    async def first(self, name: str, lasts: timedelta) -> bool:
        return await self.count(name, lasts) == 1

    async def count(self, name: str, lasts: timedelta) -> int:
        self._check()
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]

    async def drop(self, name: str) -> None:
        self._check()
        self.kept.pop(name, None)

    def _check(self) -> None:
        if self.broken:
            raise StoreTrouble("the database is away")


@dataclass
class Echo:
    """Says what it hears, with two options; the same message id gives the same reply."""

    heard: list[Inbound] = field(default_factory=list)
    replies: dict[tuple[Address, str], Reply] = field(default_factory=dict)
    options: tuple[Option, ...] = (Option("o1", "甲"), Option("o2", "乙"))
    breaks: Callable[[], None] = lambda: None

    async def turn(self, inbound: Inbound) -> Reply:
        self.breaks()
        key = (inbound.address, inbound.message_id)
        if key not in self.replies:
            self.heard.append(inbound)
            said = inbound.text if inbound.choice is None else f"选了{inbound.choice}"
            self.replies[key] = Reply((f"听到{said}",), self.options, dialog="d", step="s", decision=Decision.STEP)
        return self.replies[key]


def echo_tools(echo: Echo, notes: Noted | None = None) -> Tools:
    """Tools over the echo; a file that is sent is said back, and one file can be opened."""

    async def take_file(address: Address, message_id: str, name: str, content: bytes) -> Reply:
        return Reply((f"收到{name}",), files=(FileRef("f1", name, len(content), "text/plain"),))

    async def open_file(address: Address, file_id: str) -> tuple[FileRef, bytes] | None:
        ours = (address.user, file_id) == ("u-1", "f1")
        return (FileRef("f1", "回执.txt", 3, "text/plain"), b"abc") if ours else None

    async def shown(address: Address) -> Sequence[Option]:
        return echo.options

    async def late(address: Address, key: str, reply: Reply) -> None:
        raise AssertionError("nothing is put into the outbox")

    kept = notes or Noted()
    clock = BeijingClock(DAY)
    return Tools(echo, take_file, open_file, shown, none_answered, late, kept, clock, "http://127.0.0.1:8000")
