"""Which handler takes what, as aiogram's routers: presses, edits, and messages by their kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Dispatcher, F, Router
from aiogram.types import CallbackQuery, Message, PhotoSize, TelegramObject

from bot.engine.messages import UnreadKind
from bot.handlers.telegram import sentences
from bot.handlers.telegram.incoming import Asked, ForUs
from bot.handlers.telegram.line import Line
from bot.handlers.telegram.sending import Sending
from bot.handlers.telegram.talk import MOST_FILE_BYTES, Talk

_UNREAD = {
    "voice": UnreadKind.VOICE,
    "audio": UnreadKind.VOICE,
    "video_note": UnreadKind.VIDEO,
    "video": UnreadKind.VIDEO,
    "animation": UnreadKind.VIDEO,
    "sticker": UnreadKind.STICKER,
    "dice": UnreadKind.STICKER,
    "game": UnreadKind.STICKER,
    "location": UnreadKind.PLACE,
    "venue": UnreadKind.PLACE,
    "contact": UnreadKind.CARD,
    **dict.fromkeys(("poll", "story", "paid_media", "invoice", "checklist", "giveaway", "unknown"), UnreadKind.OTHER),
}
"""What kinds of messages are, that are no words and no files."""

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


def build_dispatcher(line: Line, talk: Talk, sending: Sending) -> Dispatcher:
    """The routers of one bot."""
    for_us = ForUs(line.bot.id, line.me)
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(_presses(talk), _messages(line, talk, sending, for_us), _edits(talk, for_us))
    return dispatcher


def _presses(talk: Talk) -> Router:
    router = Router(name="presses")

    @router.callback_query()
    async def press(query: CallbackQuery) -> None:
        await talk.press(query)

    return router


def _edits(talk: Talk, for_us: ForUs) -> Router:
    router = Router(name="edits")

    @router.edited_message(F.chat.type == "private", for_us)
    async def edited(message: Message, asked: Asked) -> None:
        await talk.edited(asked)

    return router


def _messages(line: Line, talk: Talk, sending: Sending, for_us: ForUs) -> Router:
    router = Router(name="messages")
    router.message.filter(for_us)

    async def note(handler: Handler, message: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(message, Message), "nothing else comes here"
        sending.newest.stands(message.chat.id, message.message_id)
        return await handler(message, data)

    router.message.middleware.register(note)

    # What moves is told as a document, too.
    @router.message(F.animation)
    async def moving(message: Message, asked: Asked) -> None:
        await talk.unread(asked, UnreadKind.VIDEO)

    @router.message(F.chat.type != "private", F.document | F.photo)
    async def file_in_group(message: Message, asked: Asked) -> None:
        await talk.not_taken(asked, sentences.FILE_TO_PRIVATE.format(bot=(await line.me()).username))

    @router.message(F.document)
    async def document(message: Message, asked: Asked) -> None:
        found = message.document
        assert found is not None, "the filter saw to it"
        await talk.file(asked, found.file_id, found.file_name or "文件", found.file_size)

    @router.message(F.photo)
    async def photo(message: Message, asked: Asked) -> None:
        found = _largest(message.photo or [])
        await talk.file(asked, found.file_id, "照片.jpg", found.file_size)

    @router.message(F.text)
    async def text(message: Message, asked: Asked) -> None:
        command, rest = asked.command or ("", "")
        if command == "start" or not asked.text.strip():
            await talk.start(asked, rest)
        elif command in sentences.COMMANDS:
            await talk.text(asked, f"{sentences.COMMANDS[command][0]} {rest}".strip())
        else:
            await talk.text(asked, asked.text)

    @router.message(F.content_type.in_(set(_UNREAD)))
    async def other(message: Message, asked: Asked) -> None:
        await talk.unread(asked, _UNREAD[message.content_type])

    return router


def _largest(sizes: list[PhotoSize]) -> PhotoSize:
    """The largest within the limit; where none is, the smallest, which is then refused."""
    fitting = [size for size in sizes if (size.file_size or 0) <= MOST_FILE_BYTES]
    return max(fitting, key=_pixels) if fitting else min(sizes, key=_pixels)


def _pixels(size: PhotoSize) -> int:
    return size.width * size.height
