"""The real server with a channel beside the web chat."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.channels.made_up import SECRET

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Served:
    """A server process that printed its start."""

    address: str
    process: asyncio.subprocess.Process
    start: str


def environment(tmp_path: Path, parrot: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CANBAO_", "DATABASE_"))}
    return {**kept, "CANBAO_STATE": str(tmp_path / "var"), "PARROT": parrot}


async def begun(tmp_path: Path, parrot: str, *options: str) -> tuple[str, asyncio.subprocess.Process]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.process.with_parrot", "serve", "--port", str(port), *options]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment(tmp_path, parrot), stdout=pipe, stderr=pipe
    )
    return f"http://127.0.0.1:{port}", process


@asynccontextmanager
async def served(tmp_path: Path, parrot: str, *options: str) -> AsyncIterator[Served]:
    """A server until the end of the block; it is killed where it does not end itself."""
    address, process = await begun(tmp_path, parrot, *options)
    assert process.stdout is not None
    start = ""
    try:
        async with asyncio.timeout(60):
            while "Ctrl-C" not in start and (line := await process.stdout.readline()):
                start += line.decode()
        yield Served(address, process, start)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(server: Served) -> tuple[int, str]:
    """The exit status after being told to stop, and what was logged."""
    server.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):
        _, errors = await server.process.communicate()
    assert server.process.returncode is not None
    return server.process.returncode, errors.decode()


async def test_a_channel_serves_beside_the_web_chat(tmp_path: Path) -> None:
    """It is told at the start, answers at its callback, and is told healthy."""
    async with served(tmp_path, "works") as server, aiohttp.ClientSession(server.address) as platform:
        assert "鹦鹉：在 /parrot 等消息" in server.start
        said = {"user": "u", "id": "1", "text": "忘记密码了"}
        answered = await (await platform.post("/parrot", json=said)).json()
        assert answered["messages"] and answered == await (await platform.post("/parrot", json=said)).json()
        assert (await (await platform.get("/healthz")).json())["channels"] == {"parrot": "ok"}
        assert (await platform.get("/")).status == 200
        status, _ = await ended(server)
    assert status == 0


async def test_one_that_fails_leaves_the_web_chat_alone(tmp_path: Path) -> None:
    """It is told in health and metrics; its secret is logged nowhere."""
    async with served(tmp_path, "breaks") as server, aiohttp.ClientSession(server.address) as visitor:
        async with asyncio.timeout(10):
            while (told := await (await visitor.get("/healthz")).json())["channels"] != {"parrot": "failing"}:
                await asyncio.sleep(0.05)
        assert told["status"] == "ok"
        assert 'canbao_channel_working{channel="parrot"} 0.0' in await (await visitor.get("/metrics")).text()
        assert (await visitor.get("/")).status == 200
        status, logged = await ended(server)
    assert status == 0 and "channel parrot failed" in logged and SECRET not in logged


async def test_settings_that_do_not_fit_end_the_start(tmp_path: Path) -> None:
    """The status is 1, and what is said names the setting and the mend."""
    _, process = await begun(tmp_path, "misfits")
    async with asyncio.timeout(60):
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert "没有启动：设置 CANBAO_PARROT_TOKEN 不对：平台不认它。请到平台上重新取一个。" in errors.decode()


async def test_channels_may_be_left_out(tmp_path: Path) -> None:
    """With ``none`` the web chat serves alone; a name that is none is told."""
    alone = served(tmp_path, "works", "--channels", "none")
    async with alone as server, aiohttp.ClientSession(server.address) as platform:
        assert "鹦鹉" not in server.start
        assert (await platform.post("/parrot", json={})).status == 404
        assert (await (await platform.get("/healthz")).json())["channels"] == {}
    _, process = await begun(tmp_path, "works", "--channels", "parrot,raven")
    async with asyncio.timeout(60):
        _, errors = await process.communicate()
    assert process.returncode == 1 and "没有叫“raven”的通道" in errors.decode()
