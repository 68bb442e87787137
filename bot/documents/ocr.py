"""Reads the text on pictures with RapidOCR (extra ``ocr``), in a process of its own, there while it is needed."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bot.documents.ocr_worker import LENGTH_BYTES
from bot.documents.pictures import Unreadable
from bot.engine.messages import PictureTrouble

log = logging.getLogger(__name__)
IDLE_SECONDS: Final = 300.0
_ROOT = Path(__file__).resolve().parents[2]
_WORKER = (sys.executable, "-m", "bot.documents.ocr_worker")
_MOST_ANSWER_BYTES = 4 * 2**20


def can_read_pictures() -> bool:
    """Whether the extra is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


class PictureReader:
    """Reads one picture at a time; whoever calls it sees to that, and to a time limit: cancelled, it stops the process.

    The process starts with the first picture and ends when none came for a while.
    """

    def __init__(self, worker: Sequence[str] = _WORKER, idle_seconds: float = IDLE_SECONDS) -> None:
        self._worker = worker
        self._idle_seconds = idle_seconds
        self._process: Process | None = None
        self._resting: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process else None

    async def read(self, content: bytes) -> str:
        """The text on the picture, in lines; empty where there is none.

        Raises:
            Unreadable: it is broken or too big, or reading failed.
        """
        self._stay()
        try:
            answer = await self._ask(content)
        except BaseException:
            self._stop()
            raise
        self._resting = asyncio.get_running_loop().call_later(self._idle_seconds, self._stop)
        if "trouble" in answer:
            if why := answer.get("why"):
                log.error("a picture could not be read: %s", why)
            raise Unreadable(PictureTrouble(answer["trouble"]))
        return answer["text"]

    async def close(self) -> None:
        """Ends the process, and waits until it has ended."""
        process = self._process
        self._stay()
        self._stop()
        if process is not None:
            await process.wait()

    async def _ask(self, content: bytes) -> dict[str, str]:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await self._start()
        assert process.stdin is not None and process.stdout is not None, "both are pipes"
        try:
            process.stdin.write(len(content).to_bytes(LENGTH_BYTES, "big") + content)
            await process.stdin.drain()
            line = await process.stdout.readline()
        except OSError:
            line = b""
        if not line:
            log.error("the process that reads pictures ended by itself")
            raise Unreadable(PictureTrouble.FAILED)
        answer: dict[str, str] = json.loads(line)
        return answer

    async def _start(self) -> Process:
        """The process, without our environment: it needs no keys."""
        environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return await asyncio.create_subprocess_exec(
            *self._worker,
            cwd=_ROOT,
            env=environment,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=_MOST_ANSWER_BYTES,
        )

    def _stay(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
