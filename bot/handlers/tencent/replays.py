"""Whether a callback is of now and new: what is out of date, or uses a nonce again for another message, is refused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from bot.handlers.channel import Notes
from bot.handlers.tencent.envelopes import Forged

_OUT_OF_DATE = 300
_REMEMBERED = timedelta(seconds=2 * _OUT_OF_DATE + 60)


def check_time(timestamp: str, now: Callable[[], float] = time.time) -> None:
    """Passes what was signed within the last five minutes, or by a clock that is at most as much ahead.

    Raises:
        Forged: it was not.
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Forged
    if abs(now() - int(timestamp)) > _OUT_OF_DATE:
        raise Forged


async def check_new(notes: Notes, channel: str, nonce: str, timestamp: str, message: str) -> bool:
    """Whether the message is delivered for the first time, on all processes; a second time is no fault.

    Raises:
        Forged: the nonce came before with another message.
        StoreTrouble: the notes did not answer.
    """
    is_new, is_fresh = await asyncio.gather(
        notes.first(f"{channel}:message:{message}", _REMEMBERED),
        notes.first(f"{channel}:nonce:{timestamp}:{nonce}", _REMEMBERED),
    )
    if is_new and not is_fresh:
        raise Forged
    return is_new
