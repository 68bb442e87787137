"""Access tokens: one for all processes, renewed before their time, and when the platform refuses them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.handlers.tencent.tokens import Token, TokenKeeper
from bot.handlers.tencent.troubles import ApiError, Unreachable
from tests.channels.noted import NotesInMemory


@dataclass
class Platform:
    """Gives tokens as ``stable_token`` does: the same one until its last five minutes, or until it is forced."""

    at: list[float]
    life: float = 7200.0
    asked: list[bool] = field(default_factory=list)
    number: int = 0
    until: float = 0.0
    trouble: Exception | None = None
    pace: float = 0.0

    async def fetch(self, force: bool) -> Token:
        self.asked.append(force)
        await asyncio.sleep(self.pace)
        if self.trouble:
            raise self.trouble
        if force or self.at[0] > self.until - 300:
            self.number += 1
            self.until = self.at[0] + self.life
        return Token(f"t{self.number}", self.until - self.at[0])


@dataclass
class House:
    """Notes that processes share, and a clock moved by hand."""

    at: list[float] = field(default_factory=lambda: [1000.0])
    notes: NotesInMemory = field(default_factory=NotesInMemory)

    def __post_init__(self) -> None:
        self.notes.now = lambda: self.at[0]
        self.platform = Platform(self.at)

    def process(self) -> TokenKeeper:
        return TokenKeeper(self.notes, "token", self.platform.fetch, now=lambda: self.at[0])


async def test_processes_share_a_token() -> None:
    """Asked at once by three processes, the platform is asked once."""
    house = House()
    house.platform.pace = 0.05
    tokens = await asyncio.gather(*(house.process().token() for _ in range(3)))
    assert tokens == ["t1"] * 3 and house.platform.asked == [False]


async def test_a_token_is_renewed_before_its_time() -> None:
    """Of two processes that keep it one asks, after the platform has a new one and before the old one ends."""
    house = House()
    keeping = [asyncio.create_task(house.process().keep()) for _ in range(2)]
    await asyncio.sleep(0.02)
    assert house.platform.asked == [False]
    for task in keeping:
        task.cancel()
    house.at[0] += 7200 - 241
    assert await house.process().token() == "t1"
    house.at[0] += 2
    keeping += [asyncio.create_task(house.process().keep()) for _ in range(2)]
    await asyncio.sleep(0.3)
    assert house.platform.asked == [False, False]
    assert await house.process().token() == "t2"
    for task in keeping:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_refused_token_is_asked_for_again() -> None:
    """Where another process has a newer one, that is taken; where the platform has, that; else one is forced."""
    house = House()
    one, two = house.process(), house.process()
    assert await one.token() == "t1"
    assert await one.other_than("t1") == "t2" and house.platform.asked == [False, False, True]
    assert await two.other_than("t1") == "t2" and len(house.platform.asked) == 3
    house.platform.number, house.platform.until = 3, house.at[0] + 7200
    assert await two.other_than("t2") == "t3" and house.platform.asked[3:] == [False]


async def test_forcing_is_rare() -> None:
    """The platform allows it every thirty seconds, and twenty times a day."""
    house = House()
    keeper = house.process()
    await keeper.token()
    token = await keeper.other_than("t1")
    await keeper.other_than(token)
    assert house.platform.asked.count(True) == 1


@pytest.mark.parametrize("trouble", [ApiError("token", 40125, "invalid appsecret"), Unreachable("token: timeout")])
async def test_without_a_token_the_caller_is_told(trouble: Exception) -> None:
    """And the next one asks again at once: nobody waits for a process that failed."""
    house = House()
    house.platform.trouble = trouble
    keeper = house.process()
    for _ in range(2):
        with pytest.raises(type(trouble)):
            await keeper.token()
    house.platform.trouble = None
    assert await keeper.token() == "t1"


async def test_a_fresh_token_is_asked_for_whatever_is_kept() -> None:
    """It is kept for the others, and trouble is told."""
    house = House()
    keeper = house.process()
    assert await keeper.token() == await keeper.fresh() == "t1" and house.platform.asked == [False, False]
    house.platform.trouble = ApiError("token", 40001, "invalid secret")
    with pytest.raises(ApiError):
        await keeper.fresh()
    assert await house.process().token() == "t1"


async def test_a_process_that_died_while_it_asked_blocks_nobody_for_long() -> None:
    """After its time another one asks."""
    house = House()
    await house.notes.first("token:renewing", timedelta(seconds=15))
    waiting = asyncio.create_task(house.process().token())
    await asyncio.sleep(0.05)
    assert house.platform.asked == []
    house.at[0] += 16
    assert await asyncio.wait_for(waiting, 2) == "t1"


async def test_trouble_does_not_end_the_keeping() -> None:
    """It is logged without the token."""
    house = House()
    house.platform.trouble = Unreachable("token: timeout")
    keeping = asyncio.create_task(house.process().keep())
    await asyncio.sleep(0.05)
    assert not keeping.done() and house.platform.asked
    keeping.cancel()
