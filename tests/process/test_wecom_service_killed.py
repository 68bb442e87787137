"""A server that is really killed while it answers customers of 微信客服: each of them is answered, and once."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.handlers.wecom_service.channel import PATH, ServiceChannel
from tests.channels.wecom_double import SECRET
from tests.channels.wecom_sealing import AES_KEY, CORP_ID, TOKEN
from tests.channels.wecom_service_double import Customer, Service

ROOT = Path(__file__).resolve().parents[2]
CUSTOMERS = [f"customer-{number}" for number in range(30)]


@asynccontextmanager
async def serving(state: Path, api: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """``python -m bot serve`` with 微信客服 alone, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CANBAO_", "DATABASE_"))}
    names = {"CORP_ID": CORP_ID, "SECRET": SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY, "API": api}
    environment = {f"CANBAO_WECOM_SERVICE_{name}": value for name, value in names.items()}
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--channels", "wecom_service"]
    told = state.with_suffix(".log")
    with told.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env={**kept, **environment, "CANBAO_STATE": str(state)},
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            assert b"http" in await process.stdout.readline(), told.read_text("utf-8", "replace")
        yield f"http://127.0.0.1:{port}{PATH}", process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("answered", [0, 3])
async def test_a_killed_server_loses_and_doubles_nothing(tmp_path: Path, answered: int) -> None:
    """Killed when so many have their answer: after the next start all have it, as somebody undisturbed has."""
    service = Service()
    unused: ServiceChannel = None  # type: ignore[assignment]
    async with TestServer(service.app()) as server:
        api = str(server.make_url(""))
        async with serving(tmp_path / "var", api) as (url, process):
            undisturbed = Customer(service, url, unused, "undisturbed")
            service.put(undisturbed.user, "text", {"content": "怎么停保"})
            await undisturbed.notify()
            await until(lambda: bool(service.menus))
            service.stalls_after = len(service.message_ids) + 3 * answered if answered else None
            for customer in CUSTOMERS:
                service.put(customer, "text", {"content": "怎么停保"})
            await undisturbed.notify()
            await until(lambda: sum(bool(service.shown_to(each)) for each in CUSTOMERS) >= answered)
            process.kill()
            await process.wait()
        await asyncio.sleep(0.1)
        service.stalls_after = None
        before = [bool(service.shown_to(each)) for each in CUSTOMERS]
        async with serving(tmp_path / "var", api):
            await until(lambda: len(service.menus) > len(CUSTOMERS))
            await asyncio.sleep(0.3)
    assert not all(before), "it was killed too late to prove anything"
    assert all(service.shown_to(each) == undisturbed.texts for each in CUSTOMERS)
    assert undisturbed.texts
