"""``python -m bot rasa`` as a process: it says where it serves, stops when told, and says what does not fit."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession

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
    """The token is in nothing that it prints or logs."""
    port = free_port()
    async with (
        running(tmp_path, CANBAO_RASA_PORT=str(port), CANBAO_RASA_TOKEN=TOKEN) as process,
        ClientSession() as web,
    ):
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/webhook" in (await process.stdout.readline()).decode()
        url = f"http://127.0.0.1:{port}"
        while not await _is_well(web, url):
            await asyncio.sleep(0.1)
        async with web.get(f"{url}/actions", params={"token": TOKEN}) as response:
            assert {"name": "action_canbao_turn"} in await response.json()
        async with web.post(f"{url}/webhook", params={"token": TOKEN}, data=b"{") as response:
            assert response.status == 400
        process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0 and TOKEN not in (out + err).decode()


async def _is_well(web: ClientSession, url: str) -> bool:
    try:
        async with web.get(f"{url}/health") as response:
            return response.status == 200
    except OSError:
        return False


async def _refused(state: Path, **environ: str) -> str:
    async with running(state, **environ) as process:
        _, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    return err.decode()


async def test_what_does_not_fit_is_said_with_the_setting_s_name(tmp_path: Path) -> None:
    """And with what to do; the value, which may be a secret, is not said."""
    told = await _refused(tmp_path, CANBAO_RASA_TOKEN="abcdefg")
    assert "CANBAO_RASA_TOKEN" in told and "abcdefg" not in told
    assert "CANBAO_RASA_PORT" in await _refused(tmp_path, CANBAO_RASA_PORT="http")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"127.0.0.1:{port}用不了" in await _refused(tmp_path, CANBAO_RASA_PORT=str(port))


async def test_it_prints_our_part_of_the_domain(tmp_path: Path) -> None:
    """Without opening a database."""
    async with running(tmp_path, "--domain") as process:
        out, _ = await asyncio.wait_for(process.communicate(), 60)
    assert out.decode() == (ROOT / "examples/rasa/domain/canbao.yml").read_text("utf-8")
    assert list(tmp_path.iterdir()) == []
