"""Assistants for the tests of Telegram: one that says what it is told to say, and the real one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.app import BeijingClock, build_assistant, open_library, open_store
from bot.engine.messages import Address, Decision, FileRef, Inbound, Option, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.services.files import AddressFiles
from bot.services.intake import Intake
from bot.services.screenshots import Screenshots
from bot.settings import Settings

OPTIONS = (Option("answer|r|s|YES", "是"), Option("answer|r|s|NO", "否"))


def step(text: str, *options: Option) -> Reply:
    """The reply that asks a step."""
    return Reply((text,), options or OPTIONS, step="s", decision=Decision.STEP)


@dataclass
class Notes:
    """Fulfills ``Notes`` in memory, unless ``out_of_order``; nothing is ever over."""

    kept: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    out_of_order: bool = False

    async def get(self, name: str) -> str | None:
        if self.out_of_order:
            raise StoreTrouble
        return self.kept.get(name)

    async def put(self, name: str, value: str, lasts: timedelta) -> None:
        if self.out_of_order:
            raise StoreTrouble
        self.kept[name] = value

    async def first(self, name: str, lasts: timedelta) -> bool:
        return await self.count(name, lasts) == 1

    async def count(self, name: str, lasts: timedelta) -> int:
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]

    async def drop(self, name: str) -> None:
        self.kept.pop(name, None)


@dataclass
class Scripted:
    """Replies as it is told to, to each message once; remembers what came."""

    replies: Callable[[Inbound], Reply] = lambda inbound: Reply((f"收到：{inbound.text}",))
    seconds: float = 0.0
    got: list[Inbound] = field(default_factory=list)
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    files: dict[str, tuple[FileRef, bytes]] = field(default_factory=dict)
    shown: dict[Address, Sequence[Option]] = field(default_factory=dict)
    late: list[tuple[Address, str, Reply]] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    out_of_order: bool = False
    answered: dict[tuple[Address, str], Reply] = field(default_factory=dict)

    async def turn(self, inbound: Inbound) -> Reply:
        if self.seconds:
            await asyncio.sleep(self.seconds)
        key = (inbound.address, inbound.message_id)
        if key not in self.answered:
            self.got.append(inbound)
            self.answered[key] = self.replies(inbound)
            self.shown[inbound.address] = self.answered[key].options
        return self.answered[key]

    async def take_file(self, address: Address, message_id: str, name: str, content: bytes) -> Reply:
        if self.out_of_order:
            raise StoreTrouble
        self.sent.append((name, content))
        return await self.turn(Inbound(address, message_id, file=FileRef("f", name, len(content), "x/y")))

    async def open_file(self, address: Address, file_id: str) -> tuple[FileRef, bytes] | None:
        return self.files.get(file_id)

    async def shown_to(self, address: Address) -> Sequence[Option]:
        return self.shown.get(address, ())

    async def answered_to(self, address: Address, message_id: str) -> Reply | None:
        return self.answered.get((address, message_id))

    async def say_late(self, address: Address, key: str, reply: Reply) -> None:
        self.late.append((address, key, reply))

    def keep(self, name: str, kind: str, content: bytes) -> FileRef:
        """Keeps a file that a reply may hold."""
        ref = FileRef(f"file-{name}", name, len(content), kind)
        self.files[ref.id] = (ref, content)
        return ref

    def tools(self, public_url: str = "http://127.0.0.1:8000") -> Tools:
        clock = BeijingClock()
        of_person = (self.take_file, self.open_file, self.shown_to, self.answered_to, self.say_late)
        return Tools(self, *of_person, self.notes, clock, public_url)


@asynccontextmanager
async def real_tools(state: Path) -> AsyncIterator[Tools]:
    """The real assistant over a database of its own, with no bureau to file with."""
    settings = Settings(_env_file=None, state=state, bureau="none")
    async with open_store(settings) as store:
        conversations, clock = store.conversations, BeijingClock()
        files = AddressFiles(conversations, store.uploads)
        library = open_library(settings)
        assistant = build_assistant(settings, conversations, store.handovers, clock, files=files, library=library)

        async def shown(address: Address) -> Sequence[Option]:
            return (await conversations.load(address)).conversation.shown

        async def late(address: Address, key: str, reply: Reply) -> None:
            raise AssertionError(f"nothing should be late: {reply}")

        intake = Intake(assistant.runner, files.keep_upload, Screenshots(None))
        yield Tools(
            assistant.runner,
            intake.send,
            files.open_upload,
            shown,
            conversations.replay,
            late,
            store.notes,
            clock,
            "http://127.0.0.1:8000",
        )
