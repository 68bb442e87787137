"""Turns over HTTP: the real server in a process of its own, clients in this one."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from bench.figures import Latency, latency
from bench.in_process import DIALOG, QUESTIONS, STEPS

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """A running server; ``ready`` is how long it took to its first answer, in seconds."""

    url: str
    process: subprocess.Popen[bytes]
    ready: float

    def megabytes(self) -> float:
        """Resident memory."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20


@contextmanager
def server(state: Path, port: int = 8765, stored: bool = True) -> Iterator[Server]:
    """The assistant's server over a state folder, without rate limits; or :mod:`bench.passing`."""
    settings = {"CANBAO_STATE": str(state), "CANBAO_VISITOR_RATE": "0", "CANBAO_ADDRESS_RATE": "0"}
    began = time.perf_counter()
    command = ["bot", "serve", "--port", str(port)] if stored else ["bench.passing", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=_ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _first_answer(url, process)
        yield Server(url, process, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(10)


def _first_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    body = json.dumps({"id": uuid.uuid4().hex, "text": "现在能申报吗"}).encode()
    headers = {"Content-Type": "application/json", "Origin": url, "X-Canbao": "1"}
    for _ in range(2000):
        try:
            urllib.request.urlopen(urllib.request.Request(f"{url}/api/chat/turn", body, headers), timeout=5).read()
            return
        except urllib.error.HTTPError:
            raise
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the server did not start") from None
            time.sleep(0.01)
    raise RuntimeError("the server did not answer")


class Client:
    """One visitor with a cookie of its own."""

    def __init__(self, url: str, said: Iterator[str]) -> None:
        self._url = url
        self._said = said
        headers = {"Origin": url, "X-Canbao": "1"}
        self._session = aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.seconds: list[float] = []

    async def begin(self) -> None:
        """Opens the dialog."""
        await self._send(choice=DIALOG)

    async def turn(self) -> bool:
        """One timed turn; False where there is nothing left to say."""
        text = next(self._said, None)
        if text is None:
            return False
        began = time.perf_counter()
        await self._send(text=text)
        self.seconds.append(time.perf_counter() - began)
        return True

    async def _send(self, **message: str) -> None:
        async with self._session.post(f"{self._url}/api/chat/turn", json={"id": uuid.uuid4().hex, **message}) as got:
            reply = await got.json()
            assert got.status == 200 and reply.get("decision") != "trouble", reply

    async def close(self) -> None:
        """Ends the session."""
        await self._session.close()


async def load(url: str, name: str, clients: int, seconds: float, said: tuple[str, ...], pace: float = 0.0) -> Latency:
    """So many clients for so many seconds; ``pace`` is how many turns a second each sends, 0 for as fast as it can."""
    all_of_them = [Client(url, itertools.cycle(said)) for _ in range(clients)]
    for client in all_of_them:
        await client.begin()
        await client.turn()
        client.seconds.clear()
    began = time.perf_counter()

    async def talk(client: Client, place: int) -> None:
        start = began + place / clients / pace if pace else began
        for n in itertools.count():
            if pace:
                await asyncio.sleep(max(0.0, start + n / pace - time.perf_counter()))
            if time.perf_counter() - began >= seconds:
                return
            await client.turn()

    await asyncio.gather(*(talk(client, place) for place, client in enumerate(all_of_them)))
    return await _ended(name, all_of_them, time.perf_counter() - began)


async def once_each(url: str, name: str, clients: int, texts: Sequence[str]) -> Latency:
    """Every text once, by so many clients as fast as they can."""
    said = iter(texts)
    all_of_them = [Client(url, said) for _ in range(clients)]
    for client in all_of_them:
        await client.begin()
    began = time.perf_counter()

    async def talk(client: Client) -> None:
        while await client.turn():
            pass

    await asyncio.gather(*map(talk, all_of_them))
    return await _ended(name, all_of_them, time.perf_counter() - began)


async def _ended(name: str, clients: Sequence[Client], elapsed: float) -> Latency:
    for client in clients:
        await client.close()
    return latency(name, [s for client in clients for s in client.seconds], elapsed)


async def http_figures(url: str) -> list[Latency]:
    """Paced and unpaced dialog steps and questions."""
    return [
        await load(url, "HTTP, dialog step, 8 clients at 5 a second each", 8, 20, STEPS, pace=5),
        await load(url, "HTTP, question, 8 clients at 5 a second each", 8, 10, QUESTIONS, pace=5),
        await load(url, "HTTP, dialog step, 1 client as fast as it can", 1, 8, STEPS),
        await load(url, "HTTP, dialog step, 8 clients as fast as they can", 8, 15, STEPS),
        await load(url, "HTTP, dialog step, 64 clients as fast as they can", 64, 15, STEPS),
        await load(url, "HTTP, question, 8 clients as fast as they can", 8, 10, QUESTIONS),
    ]
