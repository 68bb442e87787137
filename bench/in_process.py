"""Turns in this process: the engine alone, and with the store under it."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.figures import Latency, latency
from bot.app import Assistant, build_assistant, open_store, passing_assistant
from bot.engine.messages import Address, Inbound
from bot.settings import Settings

DIALOG = "start|forgot_unit_password"
STEPS = ("1", "返回", "2", "返回")
QUESTIONS = ("单位密码忘了怎么办", "现在能申报吗", "养老已参保，不能再办理参保", "CA证书过期找谁", "基数按什么定")


class Talker:
    """One conversation that goes a step ahead and back again, or asks one question after the other."""

    def __init__(self, assistant: Assistant, name: str, said: tuple[str, ...]) -> None:
        self._assistant = assistant
        self._address = Address("bench", name)
        self._said = itertools.cycle(said)
        self._ids = itertools.count()
        self.seconds: list[float] = []

    async def begin(self) -> None:
        """Opens the dialog."""
        await self._assistant.runner.turn(Inbound(self._address, f"b{next(self._ids)}", choice=DIALOG))

    async def turn(self) -> None:
        """One timed turn."""
        inbound = Inbound(self._address, f"t{next(self._ids)}", text=next(self._said))
        began = time.perf_counter()
        reply = await self._assistant.runner.turn(inbound)
        self.seconds.append(time.perf_counter() - began)
        assert reply.decision is not None and reply.decision.value != "trouble", reply


async def measure(assistant: Assistant, name: str, conversations: int, turns: int, said: tuple[str, ...]) -> Latency:
    """``turns`` turns in all, over so many conversations at once."""
    talkers = [Talker(assistant, f"{name}{n}", said) for n in range(conversations)]
    for talker in talkers:
        await talker.begin()
        await talker.turn()
        talker.seconds.clear()

    async def talk(talker: Talker) -> None:
        for _ in range(turns // conversations):
            await talker.turn()

    began = time.perf_counter()
    await asyncio.gather(*map(talk, talkers))
    elapsed = time.perf_counter() - began
    return latency(name, [s for talker in talkers for s in talker.seconds], elapsed)


async def asked_once(assistant: Assistant, name: str, texts: Sequence[str]) -> Latency:
    """Every text once, each as the first question of a person of its own."""
    talkers = [Talker(assistant, f"{name}{number}", (text,)) for number, text in enumerate(texts)]
    began = time.perf_counter()
    for talker in talkers:
        await talker.turn()
    return latency(name, [s for talker in talkers for s in talker.seconds], time.perf_counter() - began)


@asynccontextmanager
async def stored(folder: Path, url: str = "") -> AsyncIterator[Assistant]:
    """An assistant over a new database."""
    settings = Settings(state=folder, database_url=url)
    async with open_store(settings) as store:
        yield build_assistant(settings, store.conversations, store.handovers, look_each_turn=False)


async def engine_figures(folder: Path, report: Callable[[str], None]) -> list[Latency]:
    """A dialog step and a question, kept and not kept, with 1, 8 and 64 conversations."""
    passing = passing_assistant(Settings(state=folder))
    rows = [
        await measure(passing, "in process, dialog step, not stored", 1, 4000, STEPS),
        await measure(passing, "in process, question, not stored", 1, 400, QUESTIONS),
    ]
    async with stored(folder) as assistant:
        for conversations in (1, 8, 64):
            name = f"in process, dialog step, SQLite, {conversations} conversations"
            rows.append(await measure(assistant, name, conversations, 3200, STEPS))
        rows.append(await measure(assistant, "in process, question, SQLite, 8 conversations", 8, 400, QUESTIONS))
    report(f"{len(rows)} in-process figures")
    return rows
