"""What a WeCom channel works with in tests: an assistant with a script, files and notes in memory, an outbox that is
looked into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.engine.messages import Address, FileRef, Option, Reply, Unread, UnreadKind
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from tests.channels.noted import NotesInMemory, none_answered
from tests.e2e.fakes import FakeUploads, ScriptedAssistant, intake

_NOTHING = Unread(UnreadKind.OTHER)


@dataclass
class Stand:
    """Everything, with handles."""

    assistant: ScriptedAssistant = field(default_factory=ScriptedAssistant)
    uploads: FakeUploads = field(default_factory=FakeUploads)
    notes: NotesInMemory = field(default_factory=NotesInMemory)
    late: dict[str, tuple[Address, Reply]] = field(default_factory=dict)
    file_trouble: bool = False

    def tools(self) -> Tools:
        return Tools(
            turns=self.assistant,
            take_file=self._take_file,
            open_file=self.uploads.open_upload,
            shown=self._shown,
            answered=none_answered,
            late=self._late,
            notes=self.notes,
            clock=self.assistant.clock,
            public_url="https://canbao.example",
        )

    def answers(self, said: str, *messages: str, options: Sequence[str] = (), files: Sequence[FileRef] = ()) -> None:
        """Lets the assistant answer so to a text, or to a choice “id”."""
        made = tuple(Option(f"option|{label}", label) for label in options)
        self.assistant.script[said] = Reply(messages, made, tuple(files))

    @property
    def said(self) -> list[str]:
        """What the assistant heard, in order."""
        return [each.choice or each.text or (each.file or each.unread or _NOTHING).name for each in self.assistant.said]

    @property
    def unread(self) -> list[Unread]:
        """What came that cannot be read, in order."""
        return [each.unread for each in self.assistant.said if each.unread is not None]

    async def _take_file(self, address: Address, message_id: str, name: str, content: bytes) -> Reply:
        if self.file_trouble:
            raise StoreTrouble("the disk is full")
        return await intake(self.assistant, self.uploads).send(address, message_id, name, content)

    async def _shown(self, address: Address) -> Sequence[Option]:
        turns = await self.assistant.history(address, 1)
        return turns[-1].reply.options if turns else ()

    async def _late(self, address: Address, key: str, reply: Reply) -> None:
        self.late.setdefault(key, (address, reply))
