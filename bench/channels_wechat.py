"""Many people at once on the official account's callback: the real server, and WeChat played beside it."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestServer

from bench.channel_load import (
    AGAIN_EVERY,
    BEGIN,
    PORT,
    STEPS,
    Load,
    Tally,
    compared,
    memory,
    quiet,
    run_load,
    served,
    settled,
)
from bot.handlers.wechat import sentences
from tests.channels.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN, WeChatPlatform

_WORKING = {sentences.WORKING, sentences.WORKING_UNPUSHED}
_PUT_OFF = f"put off (“{sentences.WORKING[:4]}…”)"


async def wechat_load(users: int, seconds: float, pace: float) -> Load:
    """So many people for so many seconds."""
    platform, tally = WeChatPlatform(most=10**6), Tally(odd={_PUT_OFF: 0})
    platform.callback = f"http://127.0.0.1:{PORT}/wechat"
    limit = aiohttp.TCPConnector(limit=0)

    def seen(name: str) -> list[str]:
        return [text for text in platform.texts(name) if text not in _WORKING]

    with tempfile.TemporaryDirectory() as state:
        async with aiohttp.ClientSession(connector=limit) as platform.session, TestServer(platform.app()) as server:
            platform.url = str(server.make_url("")).rstrip("/")
            async with served(_settings(platform), Path(state), lambda: _answers(platform)) as process:
                cycle = await _alone(platform)
                names = [f"oUser{number}" for number in range(users)]
                for text in BEGIN:
                    await asyncio.gather(*(platform.say(name, text) for name in names))
                    await quiet(lambda: _arrived(platform))
                platform.arrived.clear()
                before, began = memory(process), time.monotonic()
                until = began + seconds
                said = await asyncio.gather(
                    *(_talk(platform, name, until, pace, n / users, tally) for n, name in enumerate(names))
                )
                elapsed, counts = time.monotonic() - began, dict(zip(names, said, strict=True))
                await settled(seen, counts)
                after = memory(process)
    return Load(users, elapsed, tally, compared(seen, counts, cycle), (before, after))


def _settings(platform: WeChatPlatform) -> dict[str, str]:
    own = {"APP_ID": APP_ID, "APP_SECRET": APP_SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY, "API": platform.url}
    return {f"CANBAO_WECHAT_{name}": value for name, value in own.items()}


async def _answers(platform: WeChatPlatform) -> bool:
    assert platform.session is not None
    with suppress(aiohttp.ClientError):
        async with platform.session.get(platform.callback, params=platform.query(echostr="1")) as response:
            return response.status == 200
    return False


async def _talk(platform: WeChatPlatform, user: str, until: float, pace: float, place: float, tally: Tally) -> int:
    """One person's messages until then, ``pace`` seconds from one to the next; gives how many steps were said."""
    await asyncio.sleep(place * pace)
    said = 0
    for text in itertools.cycle(STEPS):
        began = time.monotonic()
        message = platform.message(user, "text", Content=text)
        deliveries = [platform.deliver(message)]
        if tally.sent % AGAIN_EVERY == 0:
            deliveries.append(platform.deliver(message))
            tally.again += 1
        tally.sent, said = tally.sent + 1, said + 1
        for answered in await asyncio.gather(*deliveries):
            tally.seconds += answered.seconds
            tally.unanswered += 200 not in answered.statuses
        tally.odd[_PUT_OFF] += answered.text in _WORKING
        if time.monotonic() > until:
            break
        await asyncio.sleep(max(0.0, began + pace - time.monotonic()))
    return said


async def _alone(platform: WeChatPlatform) -> Sequence[str]:
    """What one person gets for each step of a round, and for those of every other round."""
    for text in BEGIN:
        await platform.say("oAlone", text)
        await quiet(lambda: _arrived(platform))
    rounds = [[(await platform.say("oAlone", text)).text for text in STEPS] for _ in range(2)]
    assert rounds[0] == rounds[1] and len(set(rounds[0])) >= 3, rounds
    return rounds[0]


def _arrived(platform: WeChatPlatform) -> int:
    return sum(map(len, platform.arrived.values()))


if __name__ == "__main__":
    run_load(__doc__, wechat_load)
