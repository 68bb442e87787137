"""Parcels to members: what of one arrived at an earlier try, which may have broken off anywhere, is not sent again."""

from __future__ import annotations

from datetime import timedelta

from bot.engine.messages import Address
from bot.handlers.channel import Notes
from bot.handlers.tencent.troubles import ApiError
from bot.handlers.wecom.settings import PREFIX
from bot.handlers.wecom.speaking import Speaker, pieces_of
from bot.handlers.wecom.troubles import Unsaid, outcome
from bot.services.outbox import Delivered, Outcome, Parcel

_TRIED = timedelta(days=2)
_REFUSED = "!"
"""Behind the number of pieces that were said: the next one was refused, and so did not arrive."""


class Parcels:
    """Sends parcels, and notes how far it came before every piece."""

    def __init__(self, speaker: Speaker, notes: Notes, with_cards: bool) -> None:
        self._speaker = speaker
        self._notes = notes
        self._with_cards = with_cards

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends what of it was not sent yet."""
        pieces, name = pieces_of(parcel.reply, self._with_cards), f"wecom:parcel:{parcel.id}"
        noted = await self._notes.get(name)
        before = int((noted or "0").rstrip(_REFUSED))

        async def note(count: int) -> None:
            if before + count < len(pieces):
                await self._notes.put(name, str(before + count), _TRIED)

        await note(0)
        try:
            broke_off = noted is not None and not noted.endswith(_REFUSED)
            await self._speaker.say(address, pieces[before:], note, is_again=broke_off)
        except Unsaid as unsaid:
            if isinstance(unsaid.trouble, ApiError):
                await self._notes.put(name, f"{before + unsaid.said}{_REFUSED}", _TRIED)
            return outcome(unsaid.trouble, PREFIX)
        return Delivered()
