"""Where something is said, and what stands there already."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from aiogram.types import ReplyParameters

_MOST_CHATS = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """A chat; in groups the message that is answered, perhaps in a thread."""

    chat: int
    private: bool = True
    answers: int | None = None
    thread: int | None = None

    def fields(self) -> dict[str, Any]:
        """The fields of a method that sends here."""
        answered = None
        if self.answers is not None:
            answered = ReplyParameters(message_id=self.answers, allow_sending_without_reply=True)
        return {"chat_id": self.chat, "message_thread_id": self.thread, "reply_parameters": answered}


class Newest:
    """The newest message of each chat, and the mark of the turn whose buttons are under it.

    In memory alone: what is not known is taken for not the newest, and then nothing is edited.
    """

    def __init__(self) -> None:
        self._messages: OrderedDict[int, tuple[int, str]] = OrderedDict()

    def stands(self, chat: int, message: int, mark: str = "") -> None:
        """Notes that this message is the newest now."""
        self._messages.pop(chat, None)
        self._messages[chat] = (message, mark)
        if len(self._messages) > _MOST_CHATS:
            self._messages.popitem(last=False)

    def is_newest(self, chat: int, message: int) -> bool:
        """Whether nothing stands below the message."""
        return self._messages.get(chat, (None, ""))[0] == message

    def shows(self, chat: int, message: int, mark: str) -> bool:
        """Whether the message is the newest and has the buttons of the turn."""
        return self._messages.get(chat) == (message, mark)
