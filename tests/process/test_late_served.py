"""The real server beside another process that puts into its outbox."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.engine.messages import Address
from bot.store.keys import keys_from
from bot.store.outbox_rows import Note, Outgoing
from bot.store.store import Store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def server(url: str, tmp_path: Path) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """``python -m bot serve`` on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CANBAO_", "DATABASE_"))}
    environment = {**kept, "CANBAO_STATE": str(tmp_path / "var"), "CANBAO_DATABASE_URL": url}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "serve",
        "--port",
        str(port),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        await process.stdout.readline()
    yield f"http://127.0.0.1:{port}", process
    if process.returncode is None:
        process.kill()
        await process.wait()


async def test_what_another_process_puts_reaches_the_open_page(
    url: str, server: tuple[str, asyncio.subprocess.Process], tmp_path: Path
) -> None:
    """Within moments, once, and again after the server was restarted; an open page does not keep it from ending."""
    address, process = server
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as visitor:
        hello = {"id": "0b8f3a52-7f0e-4f0c", "hello": True}
        assert (await visitor.post(f"{address}/api/chat/turn", json=hello)).status == 200
        (cookie,) = [morsel.value for morsel in jar]
        store = await Store.open(url, keys_from(None, tmp_path / "var" / "canbao.key"), tmp_path)
        where = Address("web", cookie.split(".")[1])
        person = (await store.conversations.load(where)).person
        async with visitor.get(f"{address}/api/chat/late?after=0") as stream:
            await store.outbox.put(Outgoing(person, where, "late-1", Note(("别的进程放的",))))
            async with asyncio.timeout(5):
                while not (line := await stream.content.readline()).startswith(b"data: "):
                    pass
            told = json.loads(line.removeprefix(b"data: "))
            assert told["reply"]["messages"] == [{"text": "别的进程放的"}]
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(30):
                assert await process.wait() == 0
        shown = await store.conversations.history(where, 10)
        assert [turn.late is not None for turn in shown] == [False, True]
        await store.close()
