"""Values of forms that Rasa's slots may not carry: kept on our side, sealed, for whoever is met at the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.engine.messages import Address
from bot.handlers.rasa.form_slots import FormSlots
from bot.handlers.rasa.ports import PersonalNotes

KEPT_FOR = timedelta(days=7)


class KeptValues:
    """What persons filled in, in clear; a slot shows the masked value, which opens nothing by itself."""

    def __init__(self, notes: PersonalNotes) -> None:
        self._notes = notes

    async def keep(self, address: Address, slot: str, text: str) -> None:
        """Keeps the value for a week."""
        await self._notes.put(address, _name(address, slot), text, KEPT_FOR)

    async def read(self, address: Address, slot: str) -> str | None:
        """The value; None where there is none, or its time is over."""
        return await self._notes.get(address, _name(address, slot))

    async def forget(self, address: Address, slots: Iterable[str]) -> None:
        """Drops the values."""
        for slot in slots:
            await self._notes.drop(address, _name(address, slot))

    async def texts(self, form: FormSlots, address: Address, slots: Mapping[str, object]) -> dict[str, str]:
        """What is known of the form, by field: of the slots that are set, the values in clear."""
        found: dict[str, str] = {}
        for slot, column in form.columns.items():
            if (carried := slots.get(slot)) is None:
                continue
            kept = None if form.shows_itself(slot) else await self.read(address, slot)
            if (text := form.read_again(slot, str(carried), kept)) is not None:
                found[column.name] = text
        return found


def _name(address: Address, slot: str) -> str:
    return f"rasa:value:{slot}:{address.user}"
