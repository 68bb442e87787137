"""Pictures: seconds and memory of reading, and what turns notice of it: ``python -m bench.screenshots``."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil

from bench.figures import Latency, latency, table
from bench.in_process import QUESTIONS, Talker, stored
from bot.documents.ocr import PictureReader
from bot.documents.ocr_worker import read
from tests.documents.screens import ERROR, error_box, page, saved

_PAGE = ("网上办事服务大厅", "首页    单位办事    个人办事", "用工参保登记", "姓名 张测试", "系统提示", ERROR, "确定")
_PICTURES = {
    "error box, 1080×700": saved(error_box()),
    "phone, 1080×2400": saved(page(*_PAGE * 3, height=2400)),
    "desktop, 1920×1080": saved(page(*_PAGE, *_PAGE, width=1920, dots=30, height=1080)),
    "photo, 4000×3000": saved(page(*_PAGE * 2, width=4000, dots=90, height=3000), "JPEG"),
    "long, 1080×9000": saved(page(*_PAGE * 15, height=9000)),
}
_TIMES = 3
_TURNS = 400
_PAUSE = 0.01

Read = Callable[[bytes], Awaitable[object]]


async def _reading_times(reader: PictureReader) -> str:
    lines = ["| picture | seconds | MB of the process |", "|---|--:|--:|"]
    began = time.perf_counter()
    await reader.read(_PICTURES["error box, 1080×700"])
    lines.append(f"| the first one, with starting | {time.perf_counter() - began:.2f} | {_megabytes(reader.pid):.0f} |")
    for name, content in _PICTURES.items():
        seconds = []
        for _ in range(_TIMES):
            began = time.perf_counter()
            await reader.read(content)
            seconds.append(time.perf_counter() - began)
        lines.append(f"| {name} | {min(seconds):.2f} | {_megabytes(reader.pid):.0f} |")
    return "\n".join(lines)


async def _turns_meanwhile(folder: Path, name: str, reads: Read | None) -> Latency:
    """Paced turns of one person, as questions, while another one's pictures are read one after another."""
    async with stored(folder) as assistant:
        talker = Talker(assistant, "meanwhile", QUESTIONS)
        reading = asyncio.create_task(_read_on(reads)) if reads is not None else None
        await talker.turn()
        talker.seconds.clear()
        began = time.perf_counter()
        for _ in range(_TURNS):
            await talker.turn()
            await asyncio.sleep(_PAUSE)
        elapsed = time.perf_counter() - began
        if reading is not None:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading
        return latency(name, talker.seconds, elapsed)


async def _read_on(reads: Read) -> None:
    while True:
        await reads(_PICTURES["phone, 1080×2400"])


def _megabytes(pid: int | None) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 2**20 if pid else 0.0


async def _all(folder: Path) -> None:
    reader = PictureReader()
    before = _megabytes(psutil.Process().pid)
    print(await _reading_times(reader), flush=True)
    print(f"\nThis process: {before:.0f} MB before, {_megabytes(psutil.Process().pid):.0f} MB after.\n")
    rows = [await _turns_meanwhile(folder / "alone", "question, nothing read", None)]
    rows.append(await _turns_meanwhile(folder / "process", "question, pictures read in their process", reader.read))
    await reader.close()
    read(_PICTURES["error box, 1080×700"])
    in_thread = await _turns_meanwhile(
        folder / "thread", "question, pictures read in a thread", lambda content: asyncio.to_thread(read, content)
    )
    print(table([*rows, in_thread]))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(_all(Path(place)))
