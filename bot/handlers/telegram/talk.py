"""What the bot does with what it is told: one turn of the assistant for each message and each button."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, InaccessibleMessage

from bot.engine.messages import Inbound, Option, Reply, Unread, UnreadKind
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.handlers.telegram import sentences
from bot.handlers.telegram.calling import Calls
from bot.handlers.telegram.incoming import Asked, address_of, place_of_press, read_topic
from bot.handlers.telegram.keyboard import Pressed, read_pressed, turn_mark
from bot.handlers.telegram.line import Line
from bot.handlers.telegram.sending import HandedOver, Sending
from bot.handlers.telegram.troubles import TooLarge, Trouble

log = logging.getLogger(__name__)
MOST_FILE_BYTES = 10 * 2**20
_LONG = timedelta(days=3_650)
_DAY = timedelta(days=1)


class Talk:
    """Talks with persons over one bot."""

    def __init__(self, line: Line, tools: Tools, calls: Calls, sending: Sending) -> None:
        self._line = line
        self._tools = tools
        self._calls = calls
        self._sending = sending

    async def start(self, asked: Asked, payload: str) -> None:
        """Greets a newcomer, tells others how far they are; a link's topic is answered instead."""
        topic = read_topic(payload) if payload else None
        if topic is not None:
            choice = f"topic|{topic}"
            await self._turn(asked, Inbound(asked.address, asked.id, choice=choice, private=asked.place.private))
        elif await self._shown(asked):
            await self.text(asked, "进度")
        else:
            new = await self._first(f"telegram:started:{asked.address.user}", _LONG)
            await self.text(asked, "" if new else "帮助")

    async def text(self, asked: Asked, text: str) -> None:
        """Takes words."""
        await self._turn(asked, Inbound(asked.address, asked.id, text=text, private=asked.place.private))

    async def file(self, asked: Asked, file_id: str, name: str, size: int | None) -> None:
        """Takes a document or a photo, then the words under it."""
        async with self._calls.typing(asked.place):
            reply = await self._taken(asked, file_id, name, size)
        await self._say_over_words(asked, asked.id, reply)

    async def not_taken(self, asked: Asked, sentence: str) -> None:
        """Says why what was sent is not taken, then takes the words under it."""
        options = () if asked.text.strip() else await self._offered(asked)
        await self._say_over_words(asked, f"{asked.id}:own", Reply((sentence,), tuple(options)))

    async def unread(self, asked: Asked, kind: UnreadKind) -> None:
        """Tells of something that cannot be read, then takes the words under it."""
        async with self._calls.typing(asked.place):
            reply = await self._tools.turns.turn(_unread(asked, kind))
        await self._say_over_words(asked, asked.id, reply)

    async def edited(self, asked: Asked) -> None:
        """Says, once for each message, that changing it changes nothing."""
        if asked.text.strip() and await self._first(f"telegram:edited:{asked.id}", _DAY):
            await self._say(asked, sentences.EDITED, await self._offered(asked))

    async def press(self, query: CallbackQuery) -> None:
        """Takes a button; what came of it is always told to Telegram, so that the button does not stay lit."""
        address, pressed = address_of(query.from_user), read_pressed(query.data)
        if pressed is not None and pressed.user != address.user:
            await self._lit(query, sentences.NOT_YOURS, alert=True)
            return
        asked = Asked(address, place_of_press(query), f"{self._line.bot.id}:button:{query.id}", "")
        try:
            shown = await self._tools.shown(address)
            option = pressed.option(shown) if pressed else None
            # A press that comes again is taken for an old one, since its own turn moved the options on.
            before = await self._tools.answered(address, asked.id) if option is None else None
        except StoreTrouble:
            await self._lit(query, sentences.TROUBLE, alert=True)
            return
        if option is not None:
            await self._lit(query)
            inbound = Inbound(address, asked.id, choice=option.id, private=asked.place.private)
            await self._turn(asked, inbound, _editable(query, pressed))
        elif before is not None:
            await self._lit(query)
            await self._sending.answer(asked.place, address, asked.id, before, _editable(query, pressed))
        else:
            await self._expired(query, asked, shown)

    async def _expired(self, query: CallbackQuery, asked: Asked, shown: Sequence[Option]) -> None:
        await self._lit(query, sentences.EXPIRED_HINT)
        mark = turn_mark(asked.address.user, shown)
        # The second tap of two: what is on offer stands under the finger already.
        if query.message is not None and self._sending.newest.shows(asked.place.chat, query.message.message_id, mark):
            return
        if asked.place.private:
            await self._say(asked, sentences.EXPIRED if shown else sentences.EXPIRED_IDLE, shown)
        else:
            await self._say(asked, sentences.EXPIRED_IN_GROUP.format(bot=(await self._line.me()).username), ())

    async def _say(self, asked: Asked, sentence: str, options: Sequence[Option]) -> None:
        """Says something of the channel's own."""
        await self._sending.answer(asked.place, asked.address, f"{asked.id}:own", Reply((sentence,), tuple(options)))

    async def _say_over_words(self, asked: Asked, key: str, reply: Reply) -> None:
        """Answers what was sent, then the words under it, if there are any."""
        words = Inbound(asked.address, f"{asked.id}:caption", text=asked.text, private=asked.place.private)
        try:
            await self._sending.answer(asked.place, asked.address, key, reply)
        except HandedOver:
            # The outbox says the reply, so that the update does not come again: the words have to be taken now.
            if asked.text.strip():
                said = await self._tools.turns.turn(words)
                await self._sending.answer_later(asked.address, words.message_id, said)
            raise
        if asked.text.strip():
            await self._turn(asked, words)

    async def _turn(self, asked: Asked, inbound: Inbound, edits: int | None = None) -> None:
        async with self._calls.typing(asked.place):
            reply = await self._tools.turns.turn(inbound)
        await self._sending.answer(asked.place, asked.address, inbound.message_id, reply, edits)

    async def _taken(self, asked: Asked, file_id: str, name: str, size: int | None) -> Reply:
        try:
            if (size or 0) > MOST_FILE_BYTES:
                raise TooLarge
            content = await self._line.download(file_id, MOST_FILE_BYTES)
            return await self._tools.take_file(asked.address, asked.id, name, content)
        except TooLarge:
            return await self._tools.turns.turn(_unread(asked, UnreadKind.TOO_LARGE, name))
        except Trouble as trouble:
            log.warning("a file could not be had: %s", trouble)
            sentence = sentences.FILE_NOT_READ
        except StoreTrouble:
            log.exception("a file was not kept")
            sentence = sentences.FILE_NOT_KEPT
        return Reply((sentence.format(name=name),), tuple(await self._offered(asked)))

    async def _offered(self, asked: Asked) -> Sequence[Option]:
        """The open options, where they may be shown: those of a private chat hold what a group must not see."""
        return await self._shown(asked) if asked.place.private else ()

    async def _shown(self, asked: Asked) -> Sequence[Option]:
        try:
            return await self._tools.shown(asked.address)
        except StoreTrouble:
            return ()

    async def _first(self, name: str, lasts: timedelta) -> bool:
        try:
            return await self._tools.notes.first(name, lasts)
        except StoreTrouble:
            return True

    async def _lit(self, query: CallbackQuery, text: str | None = None, alert: bool | None = None) -> None:
        """Answers the press. One that is too old to be answered is carried out all the same."""
        try:
            await self._line.call(AnswerCallbackQuery(callback_query_id=query.id, text=text, show_alert=alert))
        except Trouble as trouble:
            log.info("a press was not answered: %s", trouble)


def _editable(query: CallbackQuery, pressed: Pressed | None) -> int | None:
    """The message of the button where what comes next may take its place."""
    if query.message is None or isinstance(query.message, InaccessibleMessage):
        return None
    return query.message.message_id if pressed is not None and pressed.editable else None


def _unread(asked: Asked, kind: UnreadKind, name: str = "") -> Inbound:
    return Inbound(asked.address, asked.id, unread=Unread(kind, name), private=asked.place.private)
