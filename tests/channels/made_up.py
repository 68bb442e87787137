"""A channel made up for tests: it does as it is told, and its secret must show up nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.engine.messages import Address, Inbound
from bot.handlers.channel import ChannelFault, Tools
from bot.services.outbox import Delivered, Outcome, Parcel

SECRET = "123456:a-secret-that-nobody-may-see"


async def nothing() -> None:
    """Has nothing to do."""


async def breaks() -> None:
    """Fails with the secret in its words, as libraries do that quote the address."""
    raise RuntimeError(f"https://platform.example/bot{SECRET}/getUpdates")


async def misfits() -> None:
    """Cannot serve as it is set up."""
    raise ChannelFault("设置 CANBAO_PARROT_TOKEN 不对：平台不认它。请到平台上重新取一个。")


@dataclass
class Parrot:
    """A channel with a callback; ``works`` is what ``run`` does, ``answers`` what ``check`` does."""

    tools: Tools | None = None
    works: Callable[[], Awaitable[None]] = nothing
    answers: Callable[[], Awaitable[None]] = nothing
    name: str = "parrot"
    sent: list[Parcel] = field(default_factory=list)

    def about(self) -> str:
        return "鹦鹉：在 /parrot 等消息"

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/parrot", self._said)

    async def _said(self, request: web.Request) -> web.Response:
        assert self.tools is not None
        asked: dict[str, Any] = await request.json()
        inbound = Inbound(Address(self.name, asked["user"]), asked["id"], text=asked["text"])
        return web.json_response((await self.tools.turns.turn(inbound)).as_json())

    async def run(self) -> None:
        await self.works()

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        await self.works()
        self.sent.append(parcel)
        return Delivered()

    async def check(self) -> str:
        await self.answers()
        return "平台认得我们"


@dataclass
class Attempts:
    """What a channel does at each attempt to run, the last one over and over; ``begun`` counts them."""

    each: list[Callable[[], Awaitable[None]]]
    begun: int = 0

    async def __call__(self) -> None:
        attempt = self.each[min(self.begun, len(self.each) - 1)]
        self.begun += 1
        await attempt()


async def works_on() -> None:
    """Works until cancelled."""
    await asyncio.Event().wait()
