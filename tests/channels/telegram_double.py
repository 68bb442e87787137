"""Telegram for the conformance suite: a person, a Bot API on loopback, and the channel that asks it for messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.handlers.channel import Channel, Tools
from bot.handlers.telegram.channel import open_telegram
from bot.handlers.telegram.pace import Limits, Pace
from bot.handlers.telegram.settings import TelegramSettings
from tests.channels.telegram_person import Person
from tests.channels.telegram_server import TOKEN, bot_api, served

FAST = Limits(each_chat=1_000, each_group=1_000, all_chats=1_000)
"""Limits with which a test need not wait."""


@asynccontextmanager
async def talking(tools: Tools) -> AsyncIterator[Person]:
    """A person who talks with the assistant over Telegram."""
    async with bot_api() as api:
        channel = open_telegram(settings(api.url), tools, Pace(FAST))
        api.settled = channel.idle
        async with serving(channel):
            yield Person(api, channel=channel)


@asynccontextmanager
async def serving(channel: Channel, port: int = 0) -> AsyncIterator[str]:
    """Serves a channel as the program does: its routes on a server, and what runs beside."""
    app = web.Application()
    channel.add_routes(app)
    async with served(app, port) as url, running(channel):
        yield url


@asynccontextmanager
async def running(channel: Channel) -> AsyncIterator[None]:
    """Lets run what a channel does beside the server."""
    task = asyncio.create_task(channel.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def settings(api: str, **others: Any) -> TelegramSettings:
    """Settings of a bot at this Bot API."""
    return TelegramSettings(**{"token": SecretStr(TOKEN), "api": api, "receive": "polling", **others})
