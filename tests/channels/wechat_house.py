"""A scripted assistant behind an official account."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.engine.messages import Address, Decision, FileRef, Inbound, Option, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from tests.channels.noted import NotesInMemory, none_answered
from tests.channels.wechat_double import WeChatTalker, talking
from tests.channels.wechat_platform import WeChatPlatform
from tests.e2e.fakes import FakeUploads, ScriptedAssistant, intake


@dataclass
class Assistant(ScriptedAssistant):
    """Replies by its script. ``slow`` are texts whose turns take so many seconds; ``breaks`` are those that fail."""

    slow: dict[str, float] = field(default_factory=dict)
    breaks: dict[str, Exception] = field(default_factory=dict)
    shown: dict[Address, tuple[Option, ...]] = field(default_factory=dict)

    async def turn(self, inbound: Inbound) -> Reply:
        await asyncio.sleep(self.slow.get(inbound.text or "", 0.0))
        if (inbound.text or "") in self.breaks:
            raise self.breaks[inbound.text or ""]
        reply = await ScriptedAssistant.turn(self, inbound)
        self.shown[inbound.address] = reply.options
        return reply

    @property
    def heard(self) -> list[str]:
        """The texts that counted as turns."""
        return [inbound.text or (inbound.file.name if inbound.file else "") for inbound in self.said]


class BrokenNotes(NotesInMemory):
    """Notes whose database may be out, or slow: ``out`` says for which names nothing is written, ``unread`` for which
    nothing is read, ``slow`` for how many seconds it takes.
    """

    out: Callable[[str], bool] = staticmethod(lambda name: False)
    unread: Callable[[str], bool] = staticmethod(lambda name: False)
    slow: Callable[[str], float] = staticmethod(lambda name: 0.0)

    async def get(self, name):  # type: ignore[no-untyped-def]
        await asyncio.sleep(self.slow(name))
        if self.unread(name):
            raise StoreTrouble("out")
        return await super().get(name)

    async def put(self, name, value, lasts):  # type: ignore[no-untyped-def]
        await asyncio.sleep(self.slow(name))
        if self.out(name):
            raise StoreTrouble("out")
        await super().put(name, value, lasts)

    async def count(self, name, lasts):  # type: ignore[no-untyped-def]
        await asyncio.sleep(self.slow(name))
        if self.out(name):
            raise StoreTrouble("out")
        return await super().count(name, lasts)


def long_reply(sentences_count: int = 120) -> Reply:
    """Some 5,000 bytes, each sentence told from the others."""
    text = "".join(f"这是第{n}句话，说的是怎样办理。" for n in range(sentences_count))
    return Reply((text,), (Option("a", "甲"), Option("b", "乙")), decision=Decision.ANSWER)


@dataclass
class House:
    """All of it."""

    assistant: Assistant
    uploads: FakeUploads
    notes: BrokenNotes
    platform: WeChatPlatform
    talker: WeChatTalker
    tools: Tools

    async def say(self, text: str) -> list[str]:
        return await self.talker.say(text)

    def keep(self, name: str, kind: str, content: bytes) -> FileRef:
        """A file of the person's."""
        file = FileRef(f"id-{name}", name, len(content), kind)
        self.uploads.files[self.talker.address, file.id] = (file, content)
        return file


async def _nothing_late(address: Address, key: str, reply: Reply) -> None:
    raise AssertionError("the double has an outbox of its own")


def tools_of(assistant: Assistant, uploads: FakeUploads, notes: NotesInMemory) -> Tools:
    """Tools over the assistant."""

    async def shown(address: Address) -> tuple[Option, ...]:
        return assistant.shown.get(address, ())

    take_file = intake(assistant, uploads).send
    open_file, clock = uploads.open_upload, assistant.clock
    return Tools(
        assistant, take_file, open_file, shown, none_answered, _nothing_late, notes, clock, "http://127.0.0.1:1"
    )


@asynccontextmanager
async def house(answer_seconds: float = 3.5, **platform: object) -> AsyncIterator[House]:
    """An account with an assistant of its own; keyword arguments are the platform's."""
    assistant, uploads, notes = Assistant(), FakeUploads(), BrokenNotes()
    tools, played = tools_of(assistant, uploads, notes), WeChatPlatform(**platform)  # type: ignore[arg-type]
    notes.now = played.now
    async with talking(tools, played, answer_seconds) as talker:
        yield House(assistant, uploads, notes, played, talker, tools)
