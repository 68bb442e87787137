"""A server that is really killed when WeChat was told “正在处理”: the next one says each result, and once."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestServer

from bot.handlers.wechat import sentences
from tests.channels.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN, WeChatPlatform

ROOT = Path(__file__).resolve().parents[2]
PERSONS = [f"oPerson_{number}" for number in range(12)]


@asynccontextmanager
async def serving(state: Path, platform: WeChatPlatform, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """``python -m bot serve`` with the official account alone, which waits for no turn."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CANBAO_", "DATABASE_"))}
    names = {"APP_ID": APP_ID, "APP_SECRET": APP_SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY, "API": platform.url}
    own = {f"CANBAO_WECHAT_{name}": value for name, value in (names | {"ANSWER_SECONDS": "0.001"}).items()}
    told = state.with_suffix(".log")
    with told.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "serve", "--port", str(port), "--channels", "wechat"),
            cwd=ROOT,
            env={**kept, **own, "CANBAO_STATE": str(state)},
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            assert b"http" in await process.stdout.readline(), told.read_text("utf-8", "replace")
            while not await _answers(platform):
                await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _answers(platform: WeChatPlatform) -> bool:
    with suppress(aiohttp.ClientError):
        query = platform.query(echostr="1")
        async with aiohttp.ClientSession() as session, session.get(platform.callback, params=query) as response:
            return response.status == 200
    return False


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.01)


async def test_a_killed_server_says_each_result_once(tmp_path: Path) -> None:
    """As somebody undisturbed gets it, whoever was answered before the kill; nobody sent anything again."""
    platform = WeChatPlatform()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    platform.callback = f"http://127.0.0.1:{port}/wechat"

    def results(person: str) -> list[str]:
        return [text for text in platform.texts(person) if text != sentences.WORKING]

    async with TestServer(platform.app()) as server:
        platform.url = str(server.make_url("")).rstrip("/")
        async with serving(tmp_path / "var", platform, port) as process:
            await platform.say("undisturbed", "怎么停保")
            await until(lambda: bool(results("undisturbed")))
            await asyncio.sleep(0.3)
            whole = results("undisturbed")
            asking = {person: asyncio.create_task(platform.say(person, "怎么停保")) for person in PERSONS}
            for answer in asyncio.as_completed(asking.values()):
                if (await answer).text == sentences.WORKING:
                    break
            process.kill()
            await process.wait()
        told = [person for person, task in asking.items() if (await task).text]
        waiting = [person for person in told if results(person) != whole]
        async with serving(tmp_path / "var", platform, port):
            await until(lambda: all(len(results(person)) >= len(whole) for person in told))
            await asyncio.sleep(0.5)
    assert waiting, "it was killed too late to prove anything"
    assert all(results(person) == whole for person in told)
