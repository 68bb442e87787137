"""Reads what came: who asks, where, and what; in groups only what is addressed to the bot."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, User

from bot.engine.messages import Address
from bot.handlers.telegram.places import Place

CHANNEL = "telegram"
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)
_TOPIC = re.compile(r"[a-z0-9_.-]{1,48}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that wants an answer; ``text`` is without the bot's name. ``id`` names the bot, too: each bot counts a
    person's messages for itself.
    """

    address: Address
    place: Place
    id: str
    text: str

    @property
    def command(self) -> tuple[str, str] | None:
        """The command and what stands behind it; None where the text is none."""
        match = _COMMAND.fullmatch(self.text.strip())
        return (match[1].lower(), (match[3] or "").strip()) if match else None


class ForUs(Filter):
    """Lets through what a person says to the bot, as ``asked``."""

    def __init__(self, bot: int, me: Callable[[], Awaitable[User]]) -> None:
        self._bot = bot
        self._me = me

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        person = message.from_user
        # Who speaks as a chat, such as an anonymous administrator, is nobody with whom to keep a conversation.
        if person is None or person.is_bot or message.sender_chat is not None or message.chat.type == "channel":
            return False
        text: str | None = message.text or message.caption or ""
        place = place_of(message)
        if not place.private:
            text = said_to(await self._me(), message)
        if text is None:
            return False
        id = f"{self._bot}:{message.chat.id}:{message.message_id}"
        return {"asked": Asked(address_of(person), place, id, text)}


def said_to(me: User, message: Message) -> str | None:
    """What a message in a group says to the bot; None where it is not addressed by name, command or answer."""
    text, name = message.text or message.caption or "", me.username or ""
    command = _COMMAND.fullmatch(text.strip())
    if command and command[2]:
        return text if command[2].lower() == name.lower() else None
    named = re.compile(rf"(?<![\w@])@{re.escape(name)}(?!\w)", re.IGNORECASE)
    if name and named.search(text):
        return named.sub(" ", text).strip()
    answered = message.reply_to_message
    own = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
    return text if own else None


def place_of(message: Message) -> Place:
    """Where to answer a message."""
    if message.chat.type == "private":
        return Place(message.chat.id)
    return Place(message.chat.id, False, message.message_id, _topic_of(message))


def place_of_press(query: CallbackQuery) -> Place:
    """Where to answer a press: where its button stands."""
    message = query.message
    if message is None or message.chat.type == "private":
        return Place(message.chat.id if message else query.from_user.id)
    return Place(message.chat.id, False, thread=_topic_of(message) if isinstance(message, Message) else None)


def _topic_of(message: Message) -> int | None:
    """The topic of a forum that the message stands in."""
    return message.message_thread_id if message.is_topic_message else None


def address_of(person: User) -> Address:
    """A person is the same in every chat."""
    return Address(CHANNEL, str(person.id))


def read_topic(payload: str) -> str | None:
    """The topic that a link ``https://t.me/bot?start=payload`` names, in base64 without its ``=``; None where it names
    none.
    """
    try:
        topic = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return topic if _TOPIC.fullmatch(topic) else None
