"""Calls that make messages, at the pace that Telegram allows, and tried again where that helps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiogram.methods import EditMessageText, SendChatAction, TelegramMethod
from aiogram.types import Message

from bot.handlers.telegram.line import Line
from bot.handlers.telegram.pace import Pace
from bot.handlers.telegram.places import Place
from bot.handlers.telegram.troubles import CutOff, Down, Slow, Trouble, Unread, Unsure

_TRIES = 3
_TYPING_AFTER, _TYPING_EVERY = 0.4, 4.5


class Calls:
    """Calls of one bot. Those that are ``patient`` are of answers, before which somebody sits."""

    def __init__(self, line: Line, pace: Pace, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._line = line
        self._pace = pace
        self._sleep = sleep

    def held(self, chat: int) -> float:
        """Seconds for which Telegram wants nothing sent to the chat."""
        return self._pace.held(chat)

    async def message(self, chat: int, method: TelegramMethod[Any], patient: bool) -> int | None:
        """Makes or changes a message; gives its id. A patient one waits out short pauses and outages, but what may have
        arrived is not made again.

        Raises:
            Trouble: it was not carried out.
            CutOff: it was cancelled after Telegram was asked.
        """
        failed = 0
        while True:
            await self._pace.wait(chat, is_answer=patient)
            try:
                return _number(await self._line.call(method))
            except asyncio.CancelledError:
                raise CutOff from None
            except Unread as unread:
                return _number(unread.result)
            except Slow as slow:
                self._pace.hold(chat, slow.seconds)
                if not patient:
                    raise
            except Down as down:
                failed += 1
                would_double = isinstance(down, Unsure) and not isinstance(method, EditMessageText)
                if would_double or not patient or failed >= _TRIES:
                    raise
                await self._sleep(2.0**failed / 2)

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
        action = SendChatAction(chat_id=place.chat, action="typing", message_thread_id=place.thread)
        with suppress(Trouble):
            while True:
                await self._line.call(action)
                await asyncio.sleep(_TYPING_EVERY)


def _number(result: object) -> int | None:
    if isinstance(result, Message):
        return result.message_id
    number = result.get("message_id") if isinstance(result, dict) else None
    return number if isinstance(number, int) else None
