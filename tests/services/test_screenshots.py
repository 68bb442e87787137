"""Promises of ``bot.services.screenshots``: one picture at a time, not too many, not too long."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.documents.pictures import Unreadable
from bot.engine.messages import Picture, PictureTrouble
from bot.services.screenshots import MOST_AT_ONCE, MOST_BYTES, Screenshots


@dataclass
class ByHand:
    """Reads when ``go`` is set; counts how many it reads at once."""

    text: str = "养老已参保"
    fault: Exception | None = None
    go: asyncio.Event = field(default_factory=asyncio.Event)
    busy: int = 0
    most: int = 0

    async def read(self, content: bytes) -> str:
        self.busy += 1
        self.most = max(self.most, self.busy)
        try:
            await self.go.wait()
            if self.fault:
                raise self.fault
            return self.text
        finally:
            self.busy -= 1


def at_once(**parts: object) -> ByHand:
    """A reader that does not keep anybody waiting."""
    reader = ByHand(**parts)  # type: ignore[arg-type]
    reader.go.set()
    return reader


async def test_what_is_read_comes_with_the_name() -> None:
    """The text, and no trouble."""
    assert await Screenshots(at_once()).look_at("a.png", b"1") == Picture("a.png", "养老已参保")


@pytest.mark.parametrize(
    ("reader", "content", "trouble"),
    [
        (None, b"1", PictureTrouble.NO_READER),
        (at_once(), b"1" * (MOST_BYTES + 1), PictureTrouble.TOO_LARGE),
        (at_once(text=""), b"1", PictureTrouble.NO_TEXT),
        (at_once(fault=Unreadable(PictureTrouble.BROKEN)), b"1", PictureTrouble.BROKEN),
    ],
    ids=["no reader", "over 10 MB", "no text", "broken"],
)
async def test_why_nothing_was_read(reader: ByHand | None, content: bytes, trouble: PictureTrouble) -> None:
    """Each reason by its name, and no text."""
    assert await Screenshots(reader).look_at("a.png", content) == Picture("a.png", trouble=trouble)


async def test_ten_megabytes_are_read() -> None:
    """The limit itself is within."""
    assert (await Screenshots(at_once()).look_at("a.png", b"1" * MOST_BYTES)).text


async def test_one_at_a_time_and_not_too_many() -> None:
    """Pictures wait for each other; beyond the most, one is sent away at once, and later there is room again."""
    reader = ByHand()
    screenshots = Screenshots(reader)
    waiting = [asyncio.create_task(screenshots.look_at("a.png", b"1")) for _ in range(MOST_AT_ONCE)]
    await asyncio.sleep(0)
    assert (await screenshots.look_at("b.png", b"1")).trouble is PictureTrouble.BUSY
    reader.go.set()
    assert [picture.trouble for picture in await asyncio.gather(*waiting)] == [None] * MOST_AT_ONCE
    assert reader.most == 1
    assert (await screenshots.look_at("b.png", b"1")).text


async def test_reading_ends_in_time() -> None:
    """Too slow is told, the reader is called off, and the next picture has its whole time."""
    reader = ByHand()
    screenshots = Screenshots(reader, seconds=0.05)
    first, second = await asyncio.gather(screenshots.look_at("a", b"1"), screenshots.look_at("b", b"1"))
    assert first.trouble is second.trouble is PictureTrouble.TOO_SLOW
    assert reader.busy == 0


async def test_nobody_waits_for_ever() -> None:
    """Whose turn does not come is sent away, and the one being read is not disturbed."""
    reader = ByHand()
    screenshots = Screenshots(reader, wait_seconds=0.05)
    first = asyncio.create_task(screenshots.look_at("a.png", b"1"))
    await asyncio.sleep(0)
    assert (await screenshots.look_at("b.png", b"1")).trouble is PictureTrouble.BUSY
    reader.go.set()
    assert (await first).text
    assert (await screenshots.look_at("c.png", b"1")).text
