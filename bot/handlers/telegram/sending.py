"""Sends replies to chats: in order, at the pace that Telegram allows, each part once."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from aiogram.methods import (
    EditMessageText,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile, Message, ReplyParameters

from bot.engine.messages import Address, FileRef, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.handlers.telegram import sentences
from bot.handlers.telegram.line import Line
from bot.handlers.telegram.pace import Pace
from bot.handlers.telegram.parts import Part, Shape, shape
from bot.handlers.telegram.troubles import Down, Gone, Slow, Trouble, Unfit, Unread

log = logging.getLogger(__name__)
_PHOTOS = frozenset({"image/png", "image/jpeg"})
_MOST_PHOTO_BYTES = 10 * 2**20
_LONGEST_WAIT = 60.0
_TRIES = 3
_TYPING_AFTER, _TYPING_EVERY = 0.4, 4.5
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a chat, in groups as the answer to a message, perhaps in a thread."""

    chat: int
    private: bool = True
    answers: int | None = None
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class _Board:
    """The newest message of a chat, and the mark of the turn whose buttons are under it."""

    message: int
    mark: str = ""


Progress = Callable[[int], Awaitable[None]]
"""Is told how many parts are sent."""


async def _unnoted(sent: int) -> None:
    """Notes nothing."""


class Sending:
    """Sends for one bot."""

    def __init__(
        self, line: Line, tools: Tools, pace: Pace, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._line = line
        self._tools = tools
        self._pace = pace
        self._sleep = sleep
        self._newest: OrderedDict[int, _Board] = OrderedDict()
        self._alone: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, place: Place, address: Address, key: str, reply: Reply, edits: int | None = None) -> None:
        """Says a reply; with ``edits`` in the place of that message where it may be.

        What cannot be said in time goes to the outbox under ``key``; a chat that takes nothing is left alone.
        """
        shaped, sent = shape(reply, address.user), 0

        async def note(count: int) -> None:
            nonlocal sent
            sent = count

        if edits is not None and (not shaped.editable or self._board(place.chat).message != edits):
            edits = None
        try:
            await self.send(place, address, shaped, note, edits=edits, patient=True)
        except Gone as gone:
            log.info("a chat takes no messages: %s", gone)
        except (Trouble, asyncio.CancelledError) as trouble:
            log.warning("a reply waits in the outbox: %s", trouble)
            await self._tools.late(address, f"telegram:{key}", shaped.rest(sent))
            if isinstance(trouble, asyncio.CancelledError):
                raise

    async def send(
        self,
        place: Place,
        address: Address,
        shaped: Shape,
        note: Progress = _unnoted,
        start: int = 0,
        edits: int | None = None,
        patient: bool = False,
    ) -> None:
        """Sends the parts from the one numbered ``start``. Only where ``patient`` a pause that is asked for is waited.

        Raises:
            Trouble: a part was not sent; ``note`` knows how many were.
        """
        lock = self._alone.setdefault(place.chat, asyncio.Lock())
        async with lock:
            if not patient and (seconds := self._pace.held(place.chat)):
                raise Slow(seconds)
            for number, part in enumerate(shaped.parts[start:], start + 1):
                if part.file is not None:
                    await self._send_file(place, address, part.file, patient)
                else:
                    await self._send_text(place, shaped, part, edits, patient)
                await note(number)

    def came(self, chat: int, message: int) -> None:
        """Notes a person's message: what stands above it is not edited any more."""
        self._stands(chat, _Board(message))

    def shows(self, chat: int, message: int, mark: str) -> bool:
        """Whether this message is the newest and has the buttons of the turn."""
        return self._board(chat) == _Board(message, mark)

    @asynccontextmanager
    async def typing(self, place: Place) -> AsyncIterator[None]:
        """Shows that the assistant is at it, where it takes a while."""
        task = asyncio.create_task(self._type(place))
        try:
            yield
        finally:
            task.cancel()

    async def _type(self, place: Place) -> None:
        await asyncio.sleep(_TYPING_AFTER)
        with suppress(Trouble):
            while True:
                action = SendChatAction(chat_id=place.chat, action="typing", message_thread_id=place.thread)
                await self._line.call(action)
                await asyncio.sleep(_TYPING_EVERY)

    async def _send_text(self, place: Place, shaped: Shape, part: Part, edits: int | None, patient: bool) -> None:
        board, markup = "", shaped.keyboard(part)
        if part.options:
            board = shaped.mark(part)
        if edits is not None:
            edit = EditMessageText(chat_id=place.chat, message_id=edits, text=part.html, reply_markup=markup)
            try:
                await self._call(place.chat, edit, patient)
                self._stands(place.chat, _Board(edits, board))
                return
            except Unfit as unfit:
                if "not modified" in str(unfit):
                    return
        said = SendMessage(text=part.html, reply_markup=markup, **_whither(place))
        self._sent(place.chat, await self._call(place.chat, said, patient), board)

    async def _send_file(self, place: Place, address: Address, file: FileRef, patient: bool) -> None:
        if not place.private:
            await self._send_privately(place, address, file, patient)
            return
        try:
            opened = await self._tools.open_file(address, file.id)
        except StoreTrouble:
            raise Down("the store did not answer") from None
        if opened is None:
            await self._say(place, sentences.FILE_GONE.format(name=file.name), patient)
            return
        content = BufferedInputFile(opened[1], filename=file.name)
        if file.kind in _PHOTOS and len(opened[1]) <= _MOST_PHOTO_BYTES:
            with suppress(Unfit):
                sent = await self._call(place.chat, SendPhoto(photo=content, **_whither(place)), patient)
                self._sent(place.chat, sent)
                return
        try:
            sent = await self._call(place.chat, SendDocument(document=content, **_whither(place)), patient)
            self._sent(place.chat, sent)
        except Unfit as unfit:
            log.warning("a file was not taken: %s", unfit)
            await self._say(place, sentences.FILE_NOT_SENT.format(name=file.name), patient)

    async def _send_privately(self, place: Place, address: Address, file: FileRef, patient: bool) -> None:
        """A file that belongs to one person is not shown to a group."""
        try:
            await self._send_file(Place(int(address.user)), address, file, patient)
            said = sentences.FILE_IN_PRIVATE
        except Gone:
            said = sentences.FILE_NEEDS_PRIVATE.format(bot=(await self._line.me()).username)
        await self._say(place, said, patient)

    async def _say(self, place: Place, text: str, patient: bool) -> None:
        await self._send_text(place, shape(Reply((text,)), ""), Part(text), None, patient)

    async def _call(self, chat: int, method: TelegramMethod[Any], patient: bool) -> int | None:
        """The id of the message that was made or changed."""
        failed = 0
        while True:
            await self._pace.wait(chat, is_answer=patient)
            try:
                return _number(await self._line.call(method))
            except Unread as unread:
                return _number(unread.result)
            except Slow as slow:
                self._pace.hold(chat, slow.seconds)
                if not patient or slow.seconds > _LONGEST_WAIT:
                    raise
            except Down:
                failed += 1
                if not patient or failed >= _TRIES:
                    raise
                await self._sleep(2.0**failed / 2)

    def _sent(self, chat: int, message: int | None, mark: str = "") -> None:
        if message is not None:
            self._stands(chat, _Board(message, mark))

    def _board(self, chat: int) -> _Board:
        return self._newest.get(chat, _Board(0))

    def _stands(self, chat: int, board: _Board) -> None:
        self._newest.pop(chat, None)
        self._newest[chat] = board
        if len(self._newest) > _MOST_REMEMBERED:
            self._newest.popitem(last=False)


def _whither(place: Place) -> dict[str, Any]:
    answered = ReplyParameters(message_id=place.answers, allow_sending_without_reply=True) if place.answers else None
    return {"chat_id": place.chat, "message_thread_id": place.thread, "reply_parameters": answered}


def _number(result: object) -> int | None:
    if isinstance(result, Message):
        return result.message_id
    number = result.get("message_id") if isinstance(result, dict) else None
    return number if isinstance(number, int) else None
