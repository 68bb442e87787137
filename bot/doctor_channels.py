"""The doctor's look at the channels: what is set up, and whether each platform answers and knows us."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

from bot.channel_tools import channel_tools, finishing
from bot.findings import Finding, Found
from bot.handlers.channel import ChannelDoubt, ChannelFault, Opens, Tools
from bot.handlers.channels import Configured, channels_set_up, channels_there
from bot.opening import open_all
from bot.services.library import Library
from bot.settings import Settings

_SECONDS = 10.0


async def examine_channels(
    settings: Settings, library: Library, there: Mapping[str, Configured] | None = None, seconds: float = _SECONDS
) -> AsyncIterator[Finding]:
    """A finding for each channel that is set up, and one for those that are not; all are asked at once, each for at
    most ``seconds``.
    """
    there = channels_there() if there is None else there
    ready, bare = dict[str, Opens](), list[str]()
    for name, configured in there.items():
        try:
            opens = channels_set_up(None, {name: configured})
            ready |= opens
            bare += [] if opens else [name]
        except ChannelFault as fault:
            yield Finding(Found.MEND, f"通道 {name}：{fault}")
    if bare:
        yield Finding(Found.GOOD, f"通道：没有设置的：{'、'.join(bare)}")
    if ready:
        async with open_all(settings, library=library) as opened:
            tools = channel_tools(opened, finishing(opened))
            for finding in await asyncio.gather(
                *(_asked(name, opens, tools, seconds) for name, opens in ready.items())
            ):
                yield finding


async def _asked(name: str, opens: Opens, tools: Tools, seconds: float) -> Finding:
    try:
        async with asyncio.timeout(seconds):
            return Finding(Found.GOOD, f"通道 {name}：{await opens(tools).check()}")
    except ChannelDoubt as doubt:
        return Finding(Found.THINK, f"通道 {name}：{doubt}")
    except ChannelFault as fault:
        return Finding(Found.MEND, f"通道 {name}：{fault}")
    except TimeoutError:
        return Finding(Found.MEND, f"通道 {name}：平台 {seconds:g} 秒没有回话，请检查网络和代理")
    except Exception as error:
        # Its words may hold an address with a token.
        return Finding(Found.MEND, f"通道 {name}：检查时出错（{type(error).__name__}），请检查网络和这个通道的设置")
