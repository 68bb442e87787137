"""Rules as JSON lines: ``{"rule", "given"}`` in, a result or an error out, in order and one for each line."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any, BinaryIO

from bot.handlers.rule_prints import plain_json
from bot.services.rule_given import BadGiven, strict_json
from bot.services.rulings import Refusal, Rulings, Trouble

MOST_BYTES = 1024 * 1024
_KEYS = {"rule", "given", "today"}


async def read_lines(source: BinaryIO | None = None) -> AsyncIterator[bytes | None]:
    """Lines of standard input; None for one that is longer than ``MOST_BYTES``, of which no more is held than that."""
    stream = source or sys.stdin.buffer
    while line := await asyncio.to_thread(stream.readline, MOST_BYTES + 1):
        if len(line) <= MOST_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while (rest := await asyncio.to_thread(stream.readline, MOST_BYTES)) and not rest.endswith(b"\n"):
            continue
        yield None


async def answer_lines(
    rulings: Rulings, lines: AsyncIterator[bytes | None], today: str | None = None
) -> AsyncIterator[str]:
    """One line of JSON for each line that is not empty; ``today`` where the line has none of its own."""
    async for line in lines:
        if line is None or line.strip():
            yield plain_json(_answer(rulings, line, today))


def _answer(rulings: Rulings, line: bytes | None, today: str | None) -> Any:
    try:
        asked = _read(line)
    except BadGiven as bad:
        return Refusal(Trouble.BAD_GIVEN, f"这一行用不了：{bad.message_zh}", bad.key).as_json()
    return rulings.ask(asked["rule"], asked.get("given", {}), asked.get("today") or today).as_json()


def _read(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise BadGiven(f"太长了，一行最多{MOST_BYTES // 1024**2}MB。请分成几行。")
    try:
        asked = strict_json(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadGiven("不是UTF-8编码。请改存为UTF-8。") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("rule"), str) or set(asked) - _KEYS:
        raise BadGiven('要写成 {"rule": "规则名称", "given": {"名称": "值"}}，可以加 "today"。请照此改正。')
    return asked
