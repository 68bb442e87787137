"""Promises of ``bot.documents.ocr``: what really stands on a picture is read, in a process that comes and goes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio
from PIL import ImageFilter

from bot.documents.ocr import PictureReader
from bot.documents.pictures import Unreadable
from bot.engine.messages import PictureTrouble
from tests.documents.screens import ERROR, as_phone_photo, blank, error_box, needs_ocr, page, saved

pytestmark = pytest.mark.asyncio(loop_scope="module")
BOX = saved(error_box())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[PictureReader]:
    """One reader for all, as the assistant has."""
    needs_ocr()
    opened = PictureReader()
    yield opened
    await opened.close()


async def test_an_error_box_is_read_in_lines(reader: PictureReader) -> None:
    """Title, message and buttons, from top to bottom."""
    assert await reader.read(BOX) == f"系统提示\n{ERROR}\n取消  确定"


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "BMP", "GIF"])
async def test_each_format_is_read(reader: PictureReader, kind: str) -> None:
    """The words are the same."""
    assert ERROR in await reader.read(saved(error_box(), kind))


async def test_a_phone_s_photo_is_read_upright(reader: PictureReader) -> None:
    """EXIF says how it was held."""
    assert await reader.read(as_phone_photo(error_box())) == f"系统提示\n{ERROR}\n取消  确定"


async def test_small_big_and_long_pictures_are_read(reader: PictureReader) -> None:
    """A thumbnail, 12 megapixels, and a long screenshot whose message stands at its end."""
    assert ERROR in await reader.read(saved(error_box().resize((400, 260))))
    assert ERROR in await reader.read(saved(error_box(width=4000, height=3000, dots=120), "JPEG"))
    assert ERROR in await reader.read(saved(page(*["往来消息"] * 50, ERROR, width=720)))


async def test_where_nothing_stands_nothing_is_read(reader: PictureReader) -> None:
    """An empty picture, and words blurred beyond reading."""
    assert await reader.read(saved(blank())) == ""
    assert ERROR not in await reader.read(saved(error_box().filter(ImageFilter.GaussianBlur(25))))


async def test_a_refused_picture_harms_no_other(reader: PictureReader) -> None:
    """The process that refused one reads the next."""
    with pytest.raises(Unreadable) as refused:
        await reader.read(BOX[: len(BOX) // 2])
    assert refused.value.trouble is PictureTrouble.BROKEN
    before = reader.pid
    assert ERROR in await reader.read(BOX)
    assert reader.pid == before


async def test_a_process_that_died_is_replaced(reader: PictureReader) -> None:
    """Dead between two pictures, nobody notices; dead while reading, it is said, and the next one is read."""
    await reader.read(BOX)
    os.kill(reader.pid or 0, signal.SIGKILL)
    await asyncio.sleep(0.2)
    assert ERROR in await reader.read(BOX)
    reading = asyncio.create_task(reader.read(BOX))
    await asyncio.sleep(0.05)
    os.kill(reader.pid or 0, signal.SIGKILL)
    with pytest.raises(Unreadable) as failed:
        await reading
    assert failed.value.trouble is PictureTrouble.FAILED
    assert ERROR in await reader.read(BOX)


async def test_the_process_knows_no_keys(reader: PictureReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gets nothing of our environment but where programs lie and the language."""
    monkeypatch.setenv("CANBAO_KEY", "a secret")
    await reader.close()
    await reader.read(BOX)
    assert set(psutil.Process(reader.pid).environ()) <= {"PATH", "LANG", "LC_CTYPE"}


async def test_the_process_starts_with_the_first_picture_and_ends_when_none_comes() -> None:
    """Memory is used while pictures are read, and given back."""
    needs_ocr()
    brief = PictureReader(idle_seconds=0.2)
    assert brief.pid is None
    await brief.read(BOX)
    process = psutil.Process(brief.pid)
    await asyncio.sleep(1)
    assert brief.pid is None and not process.is_running()
    await brief.close()


async def test_reading_that_is_called_off_stops_the_process(tmp_path: Path) -> None:
    """A time limit ends the work, not only the waiting."""
    slow = PictureReader((sys.executable, "-c", "import sys, time; sys.stdin.buffer.read(4); time.sleep(600)"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await slow.read(BOX)
    assert slow.pid is None
    await slow.close()


async def test_a_process_without_its_library_says_that_it_failed() -> None:
    """An answer that names a fault of ours is told as one."""
    told = 'import sys; sys.stdin.buffer.read(4); print(\'{"trouble": "failed", "why": "ImportError"}\')'
    with pytest.raises(Unreadable) as failed:
        await PictureReader((sys.executable, "-c", told)).read(BOX)
    assert failed.value.trouble is PictureTrouble.FAILED
