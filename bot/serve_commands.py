"""Serving: the web chat, every channel that is set up, and what runs beside them."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from aiohttp import web

from bot.app import BeijingClock
from bot.beside import beside
from bot.channel_tools import finishing, open_channels
from bot.handlers.channel import Channel
from bot.handlers.channel_runs import ChannelRuns, ChannelSender
from bot.handlers.channels import channels_set_up
from bot.handlers.serving import PortTaken
from bot.handlers.serving import serve as serve_app
from bot.handlers.web_late import LateLine
from bot.handlers.web_visitors import CHANNEL
from bot.logs import set_up_logs
from bot.opening import Opened, about, open_all, public_address
from bot.services.outbox import Dispatcher, Sender
from bot.services.watching import Watching
from bot.settings import Settings
from bot.web_app import web_app

_LAST_TURNS_SECONDS, _LAST_PARCELS_SECONDS = 5.0, 4.0


async def serve(settings: Settings, asked: argparse.Namespace) -> int:
    """The web chat and the channels that are set up, until told to stop.

    Raises:
        ChannelFault: a channel cannot serve as it is set up.
    """
    set_up_logs(settings.log_level)
    watching = Watching()
    ready = channels_set_up(asked.channels)
    clock, served = BeijingClock(asked.today), (CHANNEL, *ready)
    async with open_all(settings, clock, watching.turn, look_each_turn=False, served=served) as opened:
        turns = finishing(opened)
        channels = open_channels(opened, turns, ready)
        runs = ChannelRuns(channels, watching.channel)
        try:
            await _serve(opened, channels, runs, watching)
        except PortTaken as taken:
            print(f"端口用不了（{taken}）。换一个：make run PORT=8001", file=sys.stderr)
            return 1
        finally:
            await turns.finish(_LAST_TURNS_SECONDS)
        if runs.fault is not None:
            raise runs.fault
    return 0


async def _serve(opened: Opened, channels: Sequence[Channel], runs: ChannelRuns, watching: Watching) -> None:
    settings, stop = opened.settings, asyncio.Event()
    late = LateLine(opened.store.late, opened.clock)
    app = web_app(opened, late, watching, runs.standing)
    for channel in channels:
        channel.add_routes(app)
    senders: dict[str, Sender] = {CHANNEL: late, **{channel.name: ChannelSender(channel) for channel in channels}}
    dispatcher = Dispatcher(opened.store.outbox, senders, opened.assistant.runner)

    async def finish(app: web.Application) -> None:
        # Before the channels close the connections that it sends over.
        await dispatcher.finish(_LAST_PARCELS_SECONDS)

    app.on_shutdown.append(finish)

    def ready() -> None:
        served = "".join(f"\n{channel.about()}" for channel in channels)
        print(f"参保助手已启动：{public_address(settings)}{served}\n{about(settings)}\n数据在 {settings.state}。")
        print("按 Ctrl-C 停止。", flush=True)

    await serve_app(
        app,
        settings.host,
        settings.port,
        opened.assistant.library,
        ready,
        [dispatcher.run, lambda: runs.run(stop), *beside(opened)],
        stop,
    )
