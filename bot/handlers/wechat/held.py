"""What may not be sent to a person now: it waits for their next message, and then comes first.

What is held is written by the outbox, which one process at a time does for a person, and taken with a message of
theirs; each counts with a number of its own, so that neither overwrites the other's.
"""

from __future__ import annotations

from datetime import timedelta

from bot.handlers.channel import Notes
from bot.handlers.wechat.saying import Saying, read_saying

_HELD = timedelta(days=180)


class Held:
    """What waits, for each person."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def hold(self, user: str, saying: Saying) -> None:
        """Puts it behind what waits already."""
        # The numbers taken may outlive the number held last.
        last = max([await self._number(f"wechat:held-{which}:{user}") for which in ("last", "taken")]) + 1
        await self._notes.put(f"wechat:held:{user}:{last}", saying.as_text(), _HELD)
        await self._notes.put(f"wechat:held-last:{user}", str(last), _HELD)

    async def waits(self, user: str) -> dict[int, Saying]:
        """What waits, in order, by its numbers."""
        last = await self._number(f"wechat:held-last:{user}")
        if not last:
            return {}
        first = await self._number(f"wechat:held-taken:{user}") + 1
        found = {number: await self._notes.get(f"wechat:held:{user}:{number}") for number in range(first, last + 1)}
        return {number: read_saying(text) for number, text in found.items() if text is not None}

    async def anything(self, user: str) -> bool:
        """Whether anything waits."""
        last = await self._number(f"wechat:held-last:{user}")
        return bool(last) and last > await self._number(f"wechat:held-taken:{user}")

    async def took(self, user: str, numbers: list[int]) -> None:
        """Forgets what was said."""
        if numbers:
            await self._notes.put(f"wechat:held-taken:{user}", str(max(numbers)), _HELD)
        for number in numbers:
            await self._notes.drop(f"wechat:held:{user}:{number}")

    async def _number(self, name: str) -> int:
        return int(await self._notes.get(name) or 0)
