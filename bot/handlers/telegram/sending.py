"""Sends replies to chats: in order, each part once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from weakref import WeakValueDictionary

from aiogram.methods import EditMessageText, SendDocument, SendMessage, SendPhoto
from aiogram.types import BufferedInputFile

from bot.engine.messages import Address, FileRef, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.handlers.telegram import sentences
from bot.handlers.telegram.calling import Calls
from bot.handlers.telegram.line import Line
from bot.handlers.telegram.parts import Part, Shape, shape
from bot.handlers.telegram.places import Newest, Place
from bot.handlers.telegram.troubles import CutOff, Down, Gone, Slow, Trouble, Unfit, Unsure
from bot.handlers.wording import Told

log = logging.getLogger(__name__)
_PHOTOS = frozenset({"image/png", "image/jpeg"})
_MOST_PHOTO_BYTES = 10 * 2**20

Progress = Callable[[int], Awaitable[None]]
"""Is told how many parts are sent."""


class HandedOver(asyncio.CancelledError):
    """A reply was cut off, and what of it was unsaid waits in the outbox."""


class Sending:
    """Sends for one bot."""

    def __init__(self, line: Line, tools: Tools, calls: Calls) -> None:
        self._line = line
        self._tools = tools
        self._calls = calls
        self._alone: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.newest = Newest()

    async def answer(self, place: Place, address: Address, key: str, reply: Reply, edits: int | None = None) -> None:
        """Says a reply; with ``edits`` in the place of that message where it may be.

        What cannot be said in time goes to the outbox under ``key``; a chat that takes nothing is left alone.

        Raises:
            HandedOver: it was cancelled, and the outbox has the rest.
        """
        shaped, sent = shape(reply, address.user), 0

        async def note(count: int) -> None:
            nonlocal sent
            sent = count

        if edits is not None and not (shaped.editable and self.newest.is_newest(place.chat, edits)):
            edits = None
        try:
            await self.send(place, address, shaped, note, edits=edits, patient=True)
        except Gone as gone:
            log.info("a chat takes no messages: %s", gone)
        except (Trouble, asyncio.CancelledError) as trouble:
            log.warning("a reply waits in the outbox: %s", trouble)
            await self._put_off(address, key, shaped.rest(sent), isinstance(trouble, Unsure | CutOff))
            if isinstance(trouble, asyncio.CancelledError):
                raise HandedOver from None

    async def answer_later(self, address: Address, key: str, reply: Reply) -> None:
        """Puts a reply into the outbox."""
        await self._put_off(address, key, shape(reply, address.user).rest(0))

    async def _put_off(self, address: Address, key: str, rest: Reply, may_have_arrived: bool = False) -> None:
        if may_have_arrived:
            rest = replace(rest, messages=(sentences.PERHAPS_AGAIN, *rest.messages))
        if rest.messages or rest.files:
            await self._tools.late(address, f"telegram:{key}", rest)

    async def send(
        self,
        place: Place,
        address: Address,
        shaped: Shape,
        note: Progress,
        start: int = 0,
        edits: int | None = None,
        patient: bool = False,
    ) -> None:
        """Sends the parts from the one numbered ``start``. Only where ``patient`` a pause that is asked for is waited.

        Raises:
            Trouble: a part was not sent; ``note`` knows how many were.
        """
        if not patient and (seconds := self._calls.held(place.chat)):
            raise Slow(seconds)
        lock = self._alone.setdefault(place.chat, asyncio.Lock())
        async with lock:
            for number, part in enumerate(shaped.parts[start:], start + 1):
                if part.file is not None and not place.private:
                    await self._send_privately(place, address, part.file, patient, partial(note, number))
                elif part.file is not None:
                    await self._send_file(place, address, part.file, patient)
                elif edits is None or not await self._edit(place, shaped, part, edits, patient):
                    await self._send_text(place, shaped, part, patient)
                await note(number)

    async def _edit(self, place: Place, shaped: Shape, part: Part, message: int, patient: bool) -> bool:
        """Puts a text in the place of a message; false where Telegram does not let it."""
        markup = shaped.keyboard(part)
        edit = EditMessageText(chat_id=place.chat, message_id=message, text=part.html, reply_markup=markup)
        try:
            await self._calls.message(place.chat, edit, patient)
        except Unfit as unfit:
            if "not modified" not in str(unfit):
                return False
        self.newest.stands(place.chat, message, shaped.mark(part))
        return True

    async def _send_text(self, place: Place, shaped: Shape, part: Part, patient: bool) -> None:
        said = SendMessage(text=part.html, reply_markup=shaped.keyboard(part), **place.fields())
        await self._send(place, said, patient, shaped.mark(part))

    async def _send(
        self, place: Place, method: SendMessage | SendPhoto | SendDocument, patient: bool, mark: str = ""
    ) -> None:
        message = await self._calls.message(place.chat, method, patient)
        if message is not None:
            self.newest.stands(place.chat, message, mark)

    async def _send_file(self, place: Place, address: Address, file: FileRef, patient: bool) -> None:
        try:
            opened = await self._tools.open_file(address, file.id)
        except StoreTrouble:
            raise Down("the store did not answer") from None
        if opened is None:
            await self.say(place, sentences.FILE_GONE.format(name=file.name), patient)
            return
        content = BufferedInputFile(opened[1], filename=file.name)
        if file.kind in _PHOTOS and len(opened[1]) <= _MOST_PHOTO_BYTES:
            with suppress(Unfit):
                await self._send(place, SendPhoto(photo=content, **place.fields()), patient)
                return
        try:
            await self._send(place, SendDocument(document=content, **place.fields()), patient)
        except Unfit as unfit:
            log.warning("a file was not taken: %s", unfit)
            await self.say(place, sentences.FILE_NOT_SENT.format(name=file.name), patient)

    async def _send_privately(
        self, place: Place, address: Address, file: FileRef, patient: bool, note: Callable[[], Awaitable[None]]
    ) -> None:
        """A file that belongs to one person is not shown to a group."""
        try:
            await self._send_file(Place(int(address.user)), address, file, patient)
        except Gone:
            await self.say(place, sentences.FILE_NEEDS_PRIVATE.format(bot=(await self._line.me()).username), patient)
            return
        # It has arrived, whether the group can be told so or not.
        await note()
        try:
            await self.say(place, sentences.FILE_IN_PRIVATE, patient)
        except Trouble as trouble:
            log.warning("a group was not told where its file went: %s", trouble)

    async def say(self, place: Place, text: str, patient: bool) -> None:
        """Says a sentence; may raise ``Trouble``."""
        await self._send_text(place, shape(Reply((text,)), ""), Part((Told(text),)), patient)
