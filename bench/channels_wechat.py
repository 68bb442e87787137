"""Many people at once on the official account's callback: the real server, and WeChat played beside it.

Everybody walks the same steps, each a message; what arrives is compared with what one person alone got, so that what
is lost, doubled or out of order is seen. Every twentieth message is delivered twice.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil
from aiohttp.test_utils import TestServer

from bench.figures import latency
from bot.handlers.wechat import sentences
from tests.channels.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN, WeChatPlatform

_ROOT = Path(__file__).resolve().parent.parent
_PORT = 8766
_STEPS = ("1", "返回", "2", "返回")
_BEGIN = ("忘记单位密码了", "1", *_STEPS)
"""After one round replies are the same in every other one."""
_AGAIN_EVERY = 20
_IN_TIME = 4.0
_REST_SECONDS = 1.5
_WORKING = {sentences.WORKING, sentences.WORKING_UNPUSHED}


@dataclass
class Tally:
    """What came of the messages; ``seconds`` are those of each delivery."""

    seconds: list[float] = field(default_factory=list)
    sent: int = 0
    unanswered: int = 0
    put_off: int = 0
    again: int = 0


@dataclass(frozen=True)
class Load:
    """The figures of a run."""

    users: int
    elapsed: float
    tally: Tally
    wrong: int
    missing: int
    extra: int
    megabytes: tuple[float, float]

    def __str__(self) -> str:
        in_time = sum(seconds <= _IN_TIME for seconds in self.tally.seconds) / len(self.tally.seconds)
        took = latency("", self.tally.seconds, self.elapsed)
        return (
            f"{self.users} people, {self.elapsed:.0f} s: {self.tally.sent:,} messages "
            f"({self.tally.sent / self.elapsed:.0f} a second), {self.tally.again} of them delivered twice; "
            f"answered by {_IN_TIME:g} s: {in_time:.2%}; median {took.median:.0f} ms, 95th {took.p95:.0f}, "
            f"99th {took.p99:.0f}, longest {max(self.tally.seconds) * 1000:.0f}; "
            f"put off (“{sentences.WORKING[:4]}…”) {self.tally.put_off}; without an answer {self.tally.unanswered}; "
            f"lost {self.missing}, doubled or too many {self.extra}, people whose order was not kept {self.wrong}; "
            f"memory {self.megabytes[0]:.0f} MiB before, {self.megabytes[1]:.0f} MiB after."
        )


@asynccontextmanager
async def served(platform: WeChatPlatform, state: Path) -> AsyncIterator[psutil.Process]:
    """The assistant's server with the official account alone."""
    settings = {"APP_ID": APP_ID, "APP_SECRET": APP_SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY, "API": platform.url}
    env = {**os.environ, "CANBAO_STATE": str(state), **{f"CANBAO_WECHAT_{k}": v for k, v in settings.items()}}
    command = [sys.executable, "-m", "bot", "serve", "--port", str(_PORT)]
    process = subprocess.Popen(command, cwd=_ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    platform.callback = f"http://127.0.0.1:{_PORT}/wechat"
    try:
        await _answers(platform, process)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


async def _answers(platform: WeChatPlatform, process: subprocess.Popen[bytes]) -> None:
    assert platform.session is not None
    for _ in range(600):
        with suppress(aiohttp.ClientError):
            async with platform.session.get(platform.callback, params=platform.query(echostr="1")) as response:
                if response.status == 200:
                    return
        if process.poll() is not None:
            raise RuntimeError("the server did not start")
        await asyncio.sleep(0.1)
    raise RuntimeError("the server did not answer")


async def _talk(platform: WeChatPlatform, user: str, until: float, pace: float, place: float, tally: Tally) -> int:
    """One person's messages until then, ``pace`` seconds from one to the next; gives how many steps were said."""
    await asyncio.sleep(place * pace)
    said = 0
    for text in itertools.cycle(_STEPS):
        began = time.monotonic()
        message = platform.message(user, "text", Content=text)
        deliveries = [platform.deliver(message)]
        if tally.sent % _AGAIN_EVERY == 0:
            deliveries.append(platform.deliver(message))
            tally.again += 1
        tally.sent, said = tally.sent + 1, said + 1
        for answered in await asyncio.gather(*deliveries):
            tally.seconds += answered.seconds
            tally.unanswered += 200 not in answered.statuses
        tally.put_off += answered.text in _WORKING
        if time.monotonic() > until:
            break
        await asyncio.sleep(max(0.0, began + pace - time.monotonic()))
    return said


async def wechat_load(users: int, seconds: float, pace: float) -> Load:
    """So many people for so many seconds."""
    platform, tally = WeChatPlatform(most=10**6), Tally()
    limit = aiohttp.TCPConnector(limit=0)
    with tempfile.TemporaryDirectory() as state:
        async with aiohttp.ClientSession(connector=limit) as platform.session, TestServer(platform.app()) as server:
            platform.url = str(server.make_url("")).rstrip("/")
            async with served(platform, Path(state)) as process:
                cycle = await _alone(platform)
                names = [f"oUser{number}" for number in range(users)]
                for text in _BEGIN:
                    await asyncio.gather(*(platform.say(name, text) for name in names))
                    await _quiet(platform)
                platform.arrived.clear()
                before, began = process.memory_info().rss / 2**20, time.monotonic()
                until = began + seconds
                said = await asyncio.gather(
                    *(_talk(platform, name, until, pace, n / users, tally) for n, name in enumerate(names))
                )
                elapsed = time.monotonic() - began
                await _settled(platform, names, said)
                after = process.memory_info().rss / 2**20
    wrong, missing, extra = _compared(platform, names, said, cycle)
    return Load(users, elapsed, tally, wrong, missing, extra, (before, after))


async def _alone(platform: WeChatPlatform) -> Sequence[str]:
    """What one person gets for each step of a round, and for those of every other round."""
    for text in _BEGIN:
        await platform.say("oAlone", text)
        await _quiet(platform)
    rounds = [[(await platform.say("oAlone", text)).text for text in _STEPS] for _ in range(2)]
    assert rounds[0] == rounds[1] and len(set(rounds[0])) >= 3, rounds
    return rounds[0]


async def _quiet(platform: WeChatPlatform) -> None:
    """Waits until nothing comes any more."""
    before = -1
    while before != (now := sum(map(len, platform.arrived.values()))):
        before = now
        await asyncio.sleep(_REST_SECONDS)


async def _settled(platform: WeChatPlatform, names: Sequence[str], said: Sequence[int]) -> None:
    """Waits for what is late, at most half a minute."""
    for _ in range(300):
        if all(len(_seen(platform, name)) >= count for name, count in zip(names, said, strict=True)):
            return
        await asyncio.sleep(0.1)


def _seen(platform: WeChatPlatform, name: str) -> list[str]:
    return [text for text in platform.texts(name) if text not in _WORKING]


def _compared(
    platform: WeChatPlatform, names: Sequence[str], said: Sequence[int], cycle: Sequence[str]
) -> tuple[int, int, int]:
    wrong = missing = extra = 0
    for name, count in zip(names, said, strict=True):
        wanted = list(itertools.islice(itertools.cycle(cycle), count))
        seen = _seen(platform, name)
        wrong += seen != wanted
        missing += max(0, len(wanted) - len(seen))
        extra += max(0, len(seen) - len(wanted))
    return wrong, missing, extra


def main() -> None:
    """Runs it and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument(
        "--pace", type=float, default=5.0, help="seconds from a person's message to the next; 0: at once"
    )
    asked = parser.parse_args()
    print(asyncio.run(wechat_load(asked.users, asked.seconds, asked.pace)))


if __name__ == "__main__":
    main()
