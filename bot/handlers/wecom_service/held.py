"""What may not be said to a customer now: it waits for their next word, and then comes first."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta

from bot.engine.messages import FileRef, Reply
from bot.handlers.channel import Notes

_HELD = timedelta(days=180)
_NUMBERED = timedelta(days=3650)
"""Numbers are never used again, so they are kept for longer than what they number."""


class Held:
    """What waits, for each customer, by numbers that rise; ``source`` is what it answers to, and waits once."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def hold(self, user: str, source: str, reply: Reply) -> int:
        """Puts it behind what waits already; gives its number."""
        number = await self._notes.count(f"wecom_service:held-numbers:{user}", _NUMBERED)
        told = json.dumps([source, reply.messages, [asdict(file) for file in reply.files]])
        await self._notes.put(f"wecom_service:held:{user}:{number}", told, _HELD)
        await self._notes.put(f"wecom_service:held-last:{user}", str(number), _NUMBERED)
        return number

    async def waits(self, user: str) -> dict[int, tuple[str, Reply]]:
        """What waits, in order, each with its source; what waits again is empty under its later numbers.

        It is not dropped: another process may just have put it there, in the place of the earlier one.
        """
        last = await self._number(f"wecom_service:held-last:{user}")
        number = await self._number(f"wecom_service:held-taken:{user}")
        found: dict[int, tuple[str, Reply]] = {}
        while last:
            number += 1
            told = await self._notes.get(f"wecom_service:held:{user}:{number}")
            if told is not None:
                source, messages, files = json.loads(told)
                reply = Reply(tuple(messages), files=tuple(FileRef(**file) for file in files))
                is_again = source in (before for before, _ in found.values())
                found[number] = (source, Reply() if is_again else reply)
            elif number > last:
                # Of two processes at once the slower one may have noted the smaller number as the last.
                break
        return found

    async def took(self, user: str, last: int) -> None:
        """Forgets what was said, up to this number."""
        first = await self._number(f"wecom_service:held-taken:{user}") + 1
        await self._notes.put(f"wecom_service:held-taken:{user}", str(last), _NUMBERED)
        for number in range(first, last + 1):
            await self._notes.drop(f"wecom_service:held:{user}:{number}")

    async def _number(self, name: str) -> int:
        return int(await self._notes.get(name) or 0)
