"""``python -m bot rasa`` as a process: it says where it serves, stops when told, and says what does not fit."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession

from bot.app import open_store
from bot.engine.messages import Address
from bot.settings import Settings
from bot.store.outbox_rows import Note, Outgoing
from tests.channels.rasa_double import Rasa, shown

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-only-for-this-test"


@asynccontextmanager
async def running(state: Path, *options: str, **environ: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command in a process, with these settings alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANBAO_", "SANIC_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "rasa", *options, cwd=ROOT, env={**kept, "CANBAO_STATE": str(state), **environ},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def free_port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        return int(place.getsockname()[1])


async def test_it_serves_on_loopback_and_stops_when_told(tmp_path: Path) -> None:
    """What it says holds from the moment it is said; the token is in nothing that it prints or logs."""
    port = free_port()
    async with (
        running(tmp_path, CANBAO_RASA_PORT=str(port), CANBAO_RASA_TOKEN=TOKEN) as process,
        ClientSession() as web,
    ):
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/webhook" in (await process.stdout.readline()).decode()
        url = f"http://127.0.0.1:{port}"
        async with web.get(f"{url}/actions", params={"token": TOKEN}) as response:
            assert {"name": "action_canbao_turn"} in await response.json()
        async with web.post(f"{url}/webhook", params={"token": TOKEN}, data=b"{") as response:
            assert response.status == 400
        process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0 and TOKEN not in (out + err).decode()


async def _well(web: ClientSession, port: int) -> str:
    """The server's address, once somebody answers there."""
    url = f"http://127.0.0.1:{port}"
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(OSError):
                async with web.get(f"{url}/health") as response:
                    assert response.status == 200
                    return url
            await asyncio.sleep(0.1)


async def test_what_the_outbox_holds_comes_with_the_next_answer(tmp_path: Path) -> None:
    """What another process put there for a person at Rasa is told once."""
    address, port = Address("rasa", "u-1"), free_port()
    async with open_store(Settings(state=tmp_path)) as store:
        person = (await store.conversations.load(address)).person
        await store.outbox.put(Outgoing(person, address, "filing:1", Note(("【演示】审核通过了。",))))
    environ = {"CANBAO_RASA_PORT": str(port), "CANBAO_RASA_TOKEN": TOKEN}
    async with running(tmp_path, **environ), ClientSession() as web:
        rasa = Rasa(web, await _well(web, port), token=TOKEN)
        told: list[str] = []
        async with asyncio.timeout(60):
            while "【演示】审核通过了。" not in told:
                rasa.hears("你好")
                told = shown(await rasa.run("action_canbao_turn"))
        assert told[0] == "【演示】审核通过了。" and len(told) > 1
        rasa.hears("你好")
        assert "【演示】审核通过了。" not in shown(await rasa.run("action_canbao_turn"))


async def test_a_taken_port_is_said_with_the_setting_s_name(tmp_path: Path) -> None:
    """And with what to do; that it serves there is not said."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with running(tmp_path, CANBAO_RASA_PORT=str(port)) as process:
            out, err = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 1 and out == b""
    assert f"127.0.0.1:{port}用不了" in err.decode() and "CANBAO_RASA_PORT" in err.decode()
