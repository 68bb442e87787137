"""Parcels of the outbox: what arrived at an earlier try is not sent again, and what may have is said to come again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.engine.messages import Address
from bot.handlers.channel import Notes
from bot.handlers.telegram import sentences
from bot.handlers.telegram.parts import shape
from bot.handlers.telegram.places import Place
from bot.handlers.telegram.sending import Sending
from bot.handlers.telegram.troubles import CutOff, Gone, Slow, Trouble, Unfit, Unsure
from bot.services.outbox import Delivered, NotNow, Outcome, Parcel, Refused

_NOTED = timedelta(days=7)
_UNSURE = "?"


class Parcels:
    """Sends parcels to persons' own chats, and notes how many parts of each arrived."""

    def __init__(self, notes: Notes, sending: Sending) -> None:
        self._notes = notes
        self._sending = sending

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends what is left of the parcel."""
        try:
            await self._send_rest(address, parcel)
        except Slow as slow:
            return NotNow(timedelta(seconds=slow.seconds), "Telegram asked for a pause")
        except (Gone, Unfit) as gone:
            return Refused(str(gone))
        except Trouble as trouble:
            return NotNow(reason=str(trouble))
        return Delivered()

    async def _send_rest(self, address: Address, parcel: Parcel) -> None:
        mark = f"telegram:parcel:{address.user}:{parcel.id}"
        shaped, place = shape(parcel.reply, address.user), Place(int(address.user))
        noted = await self._notes.get(mark) or "0"
        sent = int(noted.rstrip(_UNSURE))

        async def note(count: int) -> None:
            nonlocal sent
            sent = count
            if len(shaped.parts) > 1:
                await self._notes.put(mark, str(sent), _NOTED)

        try:
            if noted.endswith(_UNSURE):
                await self._sending.say(place, sentences.PERHAPS_AGAIN, patient=False)
                await self._notes.put(mark, str(sent), _NOTED)
            await self._sending.send(place, address, shaped, note, sent)
        except (Unsure, CutOff) as unsure:
            await self._notes.put(mark, f"{sent}{_UNSURE}", _NOTED)
            if isinstance(unsure, CutOff):
                raise asyncio.CancelledError from None
            raise
