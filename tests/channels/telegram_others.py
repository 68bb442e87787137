"""Bot APIs that others wrote, started for the tests: telegram-test-api (Node.js) and telemelya (Python, Redis)."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, web

from bot.settings import ROOT
from tests.channels.telegram_server import free_port, served

_PATIENCE_SECONDS = 30.0
_SOURCES = Path(__file__).parent / "telegram_test_api"
_BUILT = ROOT / "var" / "telegram_test_api"


def needs(present: object, missing: str) -> None:
    """Skips where something is not installed; in CI that is a failure."""
    if not present:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)


@asynccontextmanager
async def telegram_test_api() -> AsyncIterator[str]:
    """telegram-test-api on a free port; its packages are installed at the first time."""
    node = shutil.which("node")
    needs(node and shutil.which("npm"), "Node.js is not installed: apt-get install nodejs npm")
    _install()
    port = free_port()
    with _program(str(node), "serve.js", str(port), folder=_BUILT):
        url = f"http://127.0.0.1:{port}"
        await _until_it_answers(f"{url}/bot1:a/getMe")
        yield url


def _install() -> None:
    """Installs what the lock file names, again where that changed."""
    _BUILT.mkdir(parents=True, exist_ok=True)
    for source in _SOURCES.iterdir():
        there = _BUILT / source.name
        if source.name == "package-lock.json" and there.exists() and there.read_bytes() != source.read_bytes():
            shutil.rmtree(_BUILT / "node_modules", ignore_errors=True)
        shutil.copy(source, there)
    if not (_BUILT / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=_BUILT, check=True, capture_output=True)


@asynccontextmanager
async def telemelya() -> AsyncIterator[str]:
    """telemelya on a free port, with a Redis and a store for media of its own."""
    needs(importlib.util.find_spec("telemelya"), "telemelya is not installed: it is among the dev dependencies")
    redis = shutil.which("redis-server")
    needs(redis, "Redis is not installed: apt-get install redis-server")
    port, redis_port = free_port(), free_port()
    async with served(_buckets()) as media:
        with _program(str(redis), "--port", str(redis_port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"):
            await _until(lambda: _listens(redis_port))
            places = {
                "MOCK_SERVER_HOST": "127.0.0.1",
                "MOCK_SERVER_PORT": str(port),
                "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
                "MINIO_ENDPOINT": media.removeprefix("http://"),
            }
            with _program(sys.executable, "-m", "telemelya.server.app", **places):
                await _until_it_answers(f"http://127.0.0.1:{port}/")
                yield f"http://127.0.0.1:{port}"


def _buckets() -> web.Application:
    """As much of S3 as keeps a file: put, get, and whether it is there."""
    kept: dict[str, bytes] = {}

    async def put(request: web.Request) -> web.Response:
        kept[request.path] = await request.read()
        return web.Response()

    async def get(request: web.Request) -> web.Response:
        if request.path not in kept:
            raise web.HTTPNotFound
        return web.Response(body=kept[request.path])

    app = web.Application(client_max_size=20 * 2**20)
    app.router.add_put("/{path:.*}", put)
    app.router.add_get("/{path:.*}", get)
    return app


@contextmanager
def _program(*command: str, folder: Path | None = None, **environment: str) -> Iterator[None]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(
        command, cwd=folder or _empty_folder(), env={**os.environ, **environment}, **quiet
    ) as program:
        try:
            yield
        finally:
            program.terminate()


def _empty_folder() -> Path:
    """Where no file of settings lies that is not meant."""
    folder = ROOT / "var" / "doubles"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _until_it_answers(url: str) -> None:
    async def answers() -> bool:
        try:
            async with ClientSession() as session, session.get(url) as response:
                return response.status < 500
        except (ClientError, OSError):
            return False

    await _until(answers)


async def _until(reached: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not await reached():
            await asyncio.sleep(0.1)
