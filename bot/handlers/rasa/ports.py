"""What Rasa's actions need from the floors below beside a channel's tools, as Protocols that the store fulfills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.engine.messages import Address, Reply
from bot.store.late import LateTurn


class LateTurns(Protocol):
    """Keeps in the history what came by itself, for its person alone."""

    async def keep(self, person: str, address: Address, message_id: str, reply: Reply, at: datetime) -> bool:
        """Keeps it once under its id; raises ``NoSuchPerson``."""
        ...

    async def since(self, address: Address, after: int) -> Sequence[LateTurn]:
        """What whoever is met at the address now got after this number, oldest first, and no more than some dozens."""
        ...


class PersonalNotes(Protocol):
    """Remembers something of whoever is met at an address; somebody else who is met there later gets none of it."""

    async def get(self, address: Address, name: str) -> str | None:
        """What was put last under the name for the person; None where nothing was, or its time is over."""
        ...

    async def put(self, address: Address, name: str, value: str, lasts: timedelta) -> None:
        """Keeps the value, sealed, for so long."""
        ...

    async def drop(self, address: Address, name: str) -> None:
        """Forgets the name."""
        ...
