"""An outbox in memory for one channel under test: each key once, in order, again until it is taken or refused."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from bot.engine.messages import Address, Reply
from bot.services.outbox import NotNow, Outcome, Parcel, Sender


@dataclass
class Postbox:
    """Sends what was put to the ``sender``, once there is one; ``pause`` is between two tries."""

    sender: Sender | None = None
    pause: float = 0.05
    outcomes: list[Outcome] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    under_way: int = 0
    _due: asyncio.Queue[tuple[Address, Parcel]] = field(default_factory=asyncio.Queue)

    async def late(self, address: Address, key: str, reply: Reply) -> None:
        """As ``Tools.late``."""
        if key in self.keys:
            return
        self.keys.append(key)
        self.under_way += 1
        self._due.put_nowait((address, Parcel(f"outbox:{key}", "p", reply)))

    async def run(self) -> None:
        """Sends until cancelled, each person's parcels in order and persons beside each other."""
        lines: dict[Address, asyncio.Queue[Parcel]] = {}
        async with asyncio.TaskGroup() as tasks:
            while True:
                address, parcel = await self._due.get()
                if address not in lines:
                    lines[address] = asyncio.Queue()
                    tasks.create_task(self._send(address, lines[address]))
                lines[address].put_nowait(parcel)

    async def idle(self) -> None:
        """Waits until all is sent."""
        while self.under_way:
            await asyncio.sleep(0.01)

    async def _send(self, address: Address, line: asyncio.Queue[Parcel]) -> None:
        while True:
            parcel = await line.get()
            while True:
                assert self.sender is not None
                outcome: Outcome = NotNow()
                with suppress(TimeoutError):
                    async with asyncio.timeout(20):
                        outcome = await self.sender.send(address, parcel)
                self.outcomes.append(outcome)
                if not isinstance(outcome, NotNow):
                    break
                await asyncio.sleep(self.pause)
            self.under_way -= 1
