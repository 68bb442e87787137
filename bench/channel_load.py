"""What load on every channel has in common: the real server as a process, the steps that everybody walks, the figures.

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
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bench.figures import latency

_ROOT = Path(__file__).resolve().parent.parent
PORT = 8766
STEPS = ("1", "返回", "2", "返回")
BEGIN = ("忘记单位密码了", "1", *STEPS)
"""After one round replies are the same in every other one."""
AGAIN_EVERY = 20
_IN_TIME = 4.0
_REST_SECONDS = 1.5


@dataclass
class Tally:
    """What came of the messages; ``seconds`` are those until each answer, ``odd`` is whatever else a channel counts."""

    seconds: list[float] = field(default_factory=list)
    sent: int = 0
    unanswered: int = 0
    again: int = 0
    odd: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """How what arrived differs from what one person alone got."""

    wrong: int
    missing: int
    extra: int


@dataclass(frozen=True)
class Load:
    """The figures of a run; ``megabytes`` are the server's before and after it."""

    users: int
    elapsed: float
    tally: Tally
    order: Order
    megabytes: tuple[float, float]

    def __str__(self) -> str:
        in_time = sum(seconds <= _IN_TIME for seconds in self.tally.seconds) / len(self.tally.seconds)
        took = latency("", self.tally.seconds, self.elapsed)
        odd = "".join(f"{what} {count}; " for what, count in self.tally.odd.items())
        return (
            f"{self.users} people, {self.elapsed:.0f} s: {self.tally.sent:,} messages "
            f"({self.tally.sent / self.elapsed:.0f} a second), {self.tally.again} of them delivered twice; "
            f"answered by {_IN_TIME:g} s: {in_time:.2%}; median {took.median:.0f} ms, 95th {took.p95:.0f}, "
            f"99th {took.p99:.0f}, longest {max(self.tally.seconds) * 1000:.0f}; "
            f"{odd}without an answer {self.tally.unanswered}; lost {self.order.missing}, "
            f"doubled or too many {self.order.extra}, people whose order was not kept {self.order.wrong}; "
            f"memory {self.megabytes[0]:.0f} MiB before, {self.megabytes[1]:.0f} MiB after."
        )


@asynccontextmanager
async def served(
    settings: Mapping[str, str], state: Path, is_ready: Callable[[], Awaitable[bool]]
) -> AsyncIterator[psutil.Process]:
    """The assistant's server with a channel set up so, from when it is ready."""
    env = {**os.environ, "CANBAO_STATE": str(state), "CANBAO_PUBLIC_URL": f"http://127.0.0.1:{PORT}", **settings}
    command = [sys.executable, "-m", "bot", "serve", "--port", str(PORT)]
    process = subprocess.Popen(command, cwd=_ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if await is_ready():
                break
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            await asyncio.sleep(0.1)
        else:
            raise RuntimeError("the server did not answer")
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def memory(process: psutil.Process) -> float:
    """The process's memory in MiB."""
    return float(process.memory_info().rss) / 2**20


async def quiet(arrived: Callable[[], int]) -> None:
    """Waits until nothing arrives any more."""
    before = -1
    while before != (now := arrived()):
        before = now
        await asyncio.sleep(_REST_SECONDS)


async def settled(seen: Callable[[str], Sequence[str]], said: Mapping[str, int]) -> None:
    """Waits for what is late, at most half a minute."""
    for _ in range(300):
        if all(len(seen(name)) >= count for name, count in said.items()):
            return
        await asyncio.sleep(0.1)


def compared(seen: Callable[[str], Sequence[str]], said: Mapping[str, int], cycle: Sequence[str]) -> Order:
    """How what each person saw differs from rounds of ``cycle``, a text for each step that they said."""
    wrong = missing = extra = 0
    for name, count in said.items():
        wanted = list(itertools.islice(itertools.cycle(cycle), count))
        got = list(seen(name))
        wrong += got != wanted
        missing += max(0, len(wanted) - len(got))
        extra += max(0, len(got) - len(wanted))
    return Order(wrong, missing, extra)


def run_load(about: str | None, load: Callable[[int, float, float], Coroutine[Any, Any, Load]]) -> None:
    """Runs it as the command line asks and prints the figures."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument(
        "--pace", type=float, default=5.0, help="seconds from a person's message to the next; 0: at once"
    )
    asked = parser.parse_args()
    print(asyncio.run(load(asked.users, asked.seconds, asked.pace)))
