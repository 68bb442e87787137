"""Which process answers a message of WeCom's, where it comes to several."""

from __future__ import annotations

import asyncio

import pytest

from bot.handlers.wecom.said_once import SaidOnce
from tests.channels.noted import NotesInMemory


async def test_a_process_that_goes_on_saying_is_not_taken_for_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long an answer with files takes, nobody else begins it; once it says nothing more, another does."""
    monkeypatch.setattr("bot.handlers.wecom.said_once._LOOK_AGAIN", 0.001)
    seconds = 1_000_000.0
    notes = NotesInMemory(lambda: seconds)
    one, other = SaidOnce(notes), SaidOnce(notes)
    assert await one.answer("m") is None
    for said in range(4):
        seconds += 20
        await one.said("m", said)
    waits = asyncio.create_task(other.answer("m"))
    await asyncio.sleep(0.02)
    assert not waits.done()
    seconds += 31
    assert await asyncio.wait_for(waits, 5) is None
    await other.is_answered("m")
    assert await one.answer("m") == ""
