"""Handing over to a person: the packet that says what the matter is and what was tried."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.engine.choice import Choice


class Kept(Choice):
    """How keeping a packet ended."""

    KEPT = "已登记"
    UNKNOWN = "结果未知"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A packet as kept; ``packet_number`` is what the person quotes."""

    outcome: Kept
    packet_number: str = ""


class Handovers(Protocol):
    """Keeps packets for the people behind the hotline. Asking again with the same ``request`` keeps it once."""

    async def keep(self, request: str, matter: str, tried: str, mobile: str) -> str:
        """Keeps a packet and gives its number."""
        ...


async def hand_over(request: str, handovers: Handovers, matter: str, tried: str, mobile: str = "") -> HandedOver:
    """Keeps the packet once under ``request``; its number is the same at every try.

    Source: 000 操作建议与注意事项 (咨询渠道).
    """
    number = await handovers.keep(request, matter, tried, mobile)
    return HandedOver(Kept.KEPT, number)


class PacketStore(Protocol):
    """Where packets are kept."""

    async def keep_handover(self, request: str, person: str, packet: Mapping[str, Any], at: datetime) -> bool:
        """Keeps a packet once under its request id."""
        ...


@dataclass(frozen=True, slots=True)
class PersonHandovers:
    """Keeps the packets of one person. The number comes from the request, so that it is the same at every try."""

    store: PacketStore
    person: str
    now: datetime

    async def keep(self, request: str, matter: str, tried: str, mobile: str) -> str:
        """Keeps a packet and gives its number."""
        number = "R" + hashlib.sha256(request.encode()).hexdigest()[:8].upper()
        packet = {"number": number, "matter": matter, "tried": tried, "mobile": mobile}
        await self.store.keep_handover(request, self.person, packet, self.now)
        return number
