"""A person on Telegram, and the updates that Telegram makes of what they do."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.engine.messages import Address
from bot.services.outbox import Sender
from tests.channels.telegram_server import BOT, BotApi, Call, Json, buttons, message_in


@dataclass(slots=True)
class Person:
    """Fulfills the conformance suite's ``Talker``."""

    api: BotApi
    user: int = 1001
    chat: int = 0
    channel: Sender | None = None
    last: Json = field(default_factory=dict)
    heard: int = 0

    @property
    def address(self) -> Address:
        return Address("telegram", str(self.user))

    @property
    def _here(self) -> int:
        return self.chat or self.user

    def message(self, **content: Any) -> Json:
        """An update with a message of this person."""
        sender = {"id": self.user, "is_bot": False, "first_name": "测试"}
        return {"message": message_in(self._here, next(self.api.numbers), sender) | content}

    def press(self, button: Json, message_id: int = 0, id: str = "") -> Json:
        """An update with a press of a button under a message, the newest where none is named."""
        sender = {"id": self.user, "is_bot": False, "first_name": "测试"}
        under = message_in(self._here, message_id or self._boards()[-1][0], BOT)
        number = next(self.api.numbers)
        query = {"id": id or f"q{number}", "from": sender, "chat_instance": "1", "message": under}
        return {"callback_query": query | {"data": button["callback_data"]}}

    async def say(self, text: str) -> list[str]:
        return await self.do(self.message(text=text))

    async def choose(self, label: str) -> list[str]:
        number, call = self._boards()[-1]
        return await self.do(self.press(self.button(label, call), number))

    async def send_file(self, name: str, content: bytes) -> list[str]:
        id = f"upload{next(self.api.numbers)}"
        self.api.uploads[id] = content
        document = {"file_id": id, "file_unique_id": id, "file_name": name, "file_size": len(content)}
        return await self.do(self.message(document=document))

    async def files(self) -> list[tuple[str, bytes]]:
        sent = [call for call in self.api.calls if call.method in ("sendDocument", "sendPhoto")]
        return [file for call in sent if self._is_here(call) for file in call.files.items()]

    async def repeat(self) -> list[str]:
        return await self.do(self.last)

    async def say_quickly(self, texts: Sequence[str]) -> list[str]:
        self.heard = len(self.api.calls)
        await asyncio.gather(*(self.api.deliver(self.message(text=text)) for text in texts))
        return await self.hear()

    async def say_odd(self) -> list[str]:
        return await self.do(self.message(location={"latitude": 31.0, "longitude": 118.0}))

    async def hear(self) -> list[str]:
        new, self.heard = self.api.calls[self.heard :], len(self.api.calls)
        return [seen(call) for call in new if _has_text(call) and self._is_here(call)]

    async def do(self, update: Json) -> list[str]:
        """What arrives because of an update: texts as they are seen, with the buttons under them."""
        self.last, self.heard = update, len(self.api.calls)
        await self.api.deliver(update)
        return await self.hear()

    def button(self, label: str, call: Call | None = None) -> Json:
        """The newest button with this label."""
        call = call or self._boards()[-1][1]
        lines = seen(call).split("\n")
        for button in buttons(call):
            number, _, on_it = button["text"].partition(". ")
            if on_it == label or (not on_it and f"{number}. {label}" in lines):
                return button
        raise AssertionError(f"there is no button “{label}” in: {seen(call)}")

    def _boards(self) -> list[tuple[int, Call]]:
        """Messages with buttons, the newest last, each with its id."""
        return [(call.message_id, call) for call in self.api.calls if self._is_here(call) and buttons(call)]

    def _is_here(self, call: Call) -> bool:
        return call.fields.get("chat_id") == str(self._here)


def seen(call: Call) -> str:
    """A text as the person sees it, buttons below."""
    return "\n".join([html.unescape(call.fields["text"]), *(button["text"] for button in buttons(call))])


def _has_text(call: Call) -> bool:
    return call.method in ("sendMessage", "editMessageText")
