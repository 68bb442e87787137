"""Values of forms that Rasa's slots may not carry: kept on our side, sealed, under the sender and the slot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.handlers.channel import Notes
from bot.handlers.rasa.form_slots import FormSlots

KEPT_FOR = timedelta(days=7)


class KeptValues:
    """What persons filled in, in clear; a slot shows the masked value, which opens nothing by itself."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def keep(self, sender: str, slot: str, text: str) -> None:
        """Keeps the value for a week."""
        await self._notes.put(_name(sender, slot), text, KEPT_FOR)

    async def read(self, sender: str, slot: str) -> str | None:
        """The value; None where there is none, or its time is over."""
        return await self._notes.get(_name(sender, slot))

    async def forget(self, sender: str, slots: Iterable[str]) -> None:
        """Drops the values."""
        for slot in slots:
            await self._notes.drop(_name(sender, slot))

    async def texts(self, form: FormSlots, sender: str, slots: Mapping[str, object]) -> dict[str, str]:
        """What is known of the form, by field: of the slots that are set, the values in clear."""
        found: dict[str, str] = {}
        for slot, column in form.columns.items():
            if (carried := slots.get(slot)) is None:
                continue
            kept = None if form.shows_itself(slot) else await self.read(sender, slot)
            if (text := form.read_again(slot, str(carried), kept)) is not None:
                found[column.name] = text
        return found


def _name(sender: str, slot: str) -> str:
    return f"rasa:value:{hashlib.sha256(sender.encode('utf-8', 'replace')).hexdigest()}:{slot}"
