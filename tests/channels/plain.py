"""A person without a channel: what they say goes to the assistant as it is, and replies are told as they come."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from bot.engine.messages import Address, Inbound, Reply
from bot.handlers.channel import Tools
from bot.handlers.wording import numbered
from bot.services.outbox import Delivered, Outcome, Parcel


class PlainTalker:
    """Fulfills ``Talker``; it is its own channel, too."""

    def __init__(self, tools: Tools) -> None:
        self.address = Address("plain", "me")
        self.channel = self
        self._tools = tools
        self._ids = map(str, itertools.count())
        self._files: list[tuple[str, bytes]] = []
        self._late: list[str] = []
        self._last: Inbound | None = None

    async def say(self, text: str) -> list[str]:
        return await self._sent(Inbound(self.address, next(self._ids), text=text))

    async def choose(self, label: str) -> list[str]:
        (chosen,) = [option for option in await self._tools.shown(self.address) if option.label == label]
        return await self._sent(Inbound(self.address, next(self._ids), choice=chosen.id))

    async def send_file(self, name: str, content: bytes) -> list[str]:
        return await self._told(await self._tools.take_file(self.address, next(self._ids), name, content))

    async def files(self) -> list[tuple[str, bytes]]:
        return self._files

    async def repeat(self) -> list[str]:
        assert self._last is not None
        return await self._sent(self._last)

    async def say_quickly(self, texts: Sequence[str]) -> list[str]:
        return [told for text in texts for told in await self.say(text)]

    async def hear(self) -> list[str]:
        late, self._late = self._late, []
        return late

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        self._late += await self._told(parcel.reply)
        return Delivered()

    async def _sent(self, inbound: Inbound) -> list[str]:
        self._last = inbound
        return await self._told(await self._tools.turns.turn(inbound))

    async def _told(self, reply: Reply) -> list[str]:
        for file in reply.files:
            found = await self._tools.open_file(self.address, file.id)
            assert found is not None
            self._files.append((file.name, found[1]))
        return [*reply.messages, *filter(None, [numbered(reply.options)])]
