"""Work beside serving: one that fails is begun again, and the others do not notice."""

from __future__ import annotations

import asyncio

import pytest

from bot.services.going_on import going_on


async def test_what_fails_is_begun_again_and_the_rest_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever it fails with; that it did is in the log, with what it was."""
    begun, at_last, goes_on = list[str](), asyncio.Event(), asyncio.Event()

    async def fails_once() -> None:
        begun.append("fails once")
        if len(begun) == 1:
            raise RuntimeError("nobody foresaw this")
        at_last.set()

    async def rest() -> None:
        await at_last.wait()
        goes_on.set()

    async with going_on(pause=0.01) as begin, asyncio.timeout(5):
        begin(fails_once, rest)
        await goes_on.wait()
    assert begun == ["fails once"] * 2
    assert "begun again" in caplog.text and "nobody foresaw this" in caplog.text


async def test_all_of_it_ends_with_the_block() -> None:
    """Also what waits to be begun again."""
    ended = list[str]()

    async def works() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("works")

    async def fails() -> None:
        raise RuntimeError

    async with asyncio.timeout(5), going_on() as begin:
        begin(works, fails)
        await asyncio.sleep(0)
    assert ended == ["works"]
