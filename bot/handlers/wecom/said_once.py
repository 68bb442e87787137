"""Which messages are answered, and how far, on all processes: none is answered twice, none left by one that died."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Notes

log = logging.getLogger(__name__)
_AT_IT = timedelta(seconds=30)
_LOOK_AGAIN = 0.5
_REMEMBERED = timedelta(hours=1)
_FOR_REPEATS = timedelta(minutes=1)


class SaidOnce:
    """Notes of answers, by the ids of what they answer. What cannot be noted is logged: it may be said twice."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def answer(self, message: str) -> str | None:
        """The text that the message was answered with, empty where calls did it; None for who is to answer it now.

        While another process is at it, that is waited for; one that says nothing more is given up after a while.
        """
        while True:
            told = await self._notes.get(f"wecom:answered:{message}")
            if told is not None:
                return told
            is_going_on = await self._notes.get(f"wecom:going-on:{message}") is not None
            if not is_going_on and await self._notes.first(f"wecom:answering:{message}", _AT_IT):
                return None
            await asyncio.sleep(_LOOK_AGAIN)

    async def is_answered(self, message: str, text: str = "") -> None:
        """It is answered: by the response, which may be lost on its way, or by calls."""
        await self._note(f"wecom:answered:{message}", text, _FOR_REPEATS if text else _REMEMBERED)

    async def pieces(self, message: str) -> int | None:
        """How many pieces of the answer calls have said, the next one perhaps, too; None where none was begun."""
        noted = await self._notes.get(f"wecom:said:{message}")
        return None if noted is None else int(noted)

    async def said(self, message: str, pieces: int) -> None:
        """Calls have said so many, and go on."""
        await self._note(f"wecom:said:{message}", str(pieces), _REMEMBERED)
        await self._note(f"wecom:going-on:{message}", "", _AT_IT)

    async def _note(self, name: str, value: str, lasts: timedelta) -> None:
        try:
            await self._notes.put(name, value, lasts)
        except StoreTrouble:
            log.exception("what was said could not be noted")
