"""What comes by itself: Rasa asks and is never asked, so that it lies in the history until the person is next spoken
with.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from weakref import WeakValueDictionary

from bot.engine.messages import Address, Option, Reply
from bot.engine.ports import Clock
from bot.handlers.channel import Notes
from bot.handlers.rasa.messages import Message
from bot.handlers.rasa.ports import LateTurns
from bot.services.outbox import Parcel
from bot.store.late import LateTurn

_WAITS_FOR = timedelta(days=90)
_REMEMBERED_FOR = _WAITS_FOR + timedelta(days=1)
"""Longer than anything waits: what was told is not told again."""


@dataclass(frozen=True, slots=True)
class _Told:
    """How far the history was told at an address.

    Args:
        call: by which call it was told last.
        before: the number after which that call was told.
        up_to: the last number that was told.
    """

    call: str = ""
    before: int = 0
    up_to: int = 0


class LateReplies:
    """Tells late replies, each to its person and by one call; by that call again where it is repeated."""

    def __init__(self, kept: LateTurns, notes: Notes, clock: Clock) -> None:
        self._kept = kept
        self._notes = notes
        self._clock = clock
        self._locks: WeakValueDictionary[Address, asyncio.Lock] = WeakValueDictionary()

    async def put(self, address: Address, parcel: Parcel) -> None:
        """Keeps a reply once under its id; raises ``NoSuchPerson``, ``StoreTrouble``."""
        await self._kept.keep(parcel.person, address, parcel.id, parcel.reply, self._clock.now())

    async def take(self, message: Message) -> list[Reply]:
        """What waits, to be told by this call; with it, what the same call was told before."""
        address = message.address
        async with self._locks.setdefault(address, asyncio.Lock()):
            told = await self._told(address)
            is_repeated = bool(message.call) and message.call == told.call
            before = told.before if is_repeated else told.up_to
            turns = await self._kept.since(address, before)
            if turns:
                up_to = max(told.up_to, turns[-1].number)
                await self._remember(address, _Told(message.call, before, up_to))
            return [turn.reply for turn in turns if self._is_of_use(turn)]

    async def offered(self, address: Address) -> list[Sequence[Option]]:
        """The options under what was told last."""
        told = await self._told(address)
        turns = await self._kept.since(address, told.before)
        return [turn.reply.options for turn in turns if turn.number <= told.up_to]

    def _is_of_use(self, turn: LateTurn) -> bool:
        return self._clock.now() - turn.at < _WAITS_FOR

    async def _told(self, address: Address) -> _Told:
        kept = await self._notes.get(_name(address))
        return _Told(**json.loads(kept)) if kept else _Told()

    async def _remember(self, address: Address, told: _Told) -> None:
        await self._notes.put(_name(address), json.dumps(asdict(told)), _REMEMBERED_FOR)


def _name(address: Address) -> str:
    return f"rasa:told:{address.user}"
