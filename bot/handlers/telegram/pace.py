"""How fast messages may go out: one a second for each chat, a few at once, and a limit for all chats together."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.handlers.telegram.troubles import Slow

LONGEST_HOLD = 60.0
"""Seconds for which a message waits where Telegram asked for a pause; for longer ones it has no time."""
_MOST_CHATS = 20_000
_ALL = 0
_LONGEST_LINE = 10.0
"""Seconds: a longer line is not kept, so that what was an onrush is over soon after it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second. Telegram allows 30 in all, one in a chat, 20 a minute in a group, and short bursts.

    An answer waits for ``longest_for_others`` seconds at most for other chats' sake, since somebody sits before it.
    """

    each_chat: float = 1.0
    each_group: float = 1 / 3
    all_chats: float = 30.0
    at_once: int = 3
    longest_for_others: float = 1.5


class Pace:
    """Makes messages wait. Those of one chat go in the order in which they asked."""

    def __init__(
        self,
        limits: Limits | None = None,
        ticks: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``ticks`` are seconds that never go back."""
        self._limits = limits or Limits()
        self._ticks = ticks or (lambda: asyncio.get_running_loop().time())
        self._sleep = sleep
        self._due: OrderedDict[int, float] = OrderedDict()
        self._held: dict[int, float] = {}

    async def wait(self, chat: int, is_answer: bool = True) -> None:
        """Returns when one more message may go to the chat; what comes by itself waits until there is room.

        Raises:
            Slow: Telegram wants a pause that is too long to wait for.
        """
        limits = self._limits
        self._refuse_long(chat)
        own = self._take(chat, limits.each_chat if chat > 0 else limits.each_group, limits.at_once)
        everybody = self._take(_ALL, limits.all_chats, limits.all_chats)
        if is_answer:
            everybody = min(everybody, limits.longest_for_others)
        if (pause := max(own, everybody)) > 0:
            await self._sleep(pause)
        # A hold may have come meanwhile, by another message.
        while (pause := self.held(chat)) > 0:
            self._refuse_long(chat)
            await self._sleep(pause)

    def hold(self, chat: int, seconds: float) -> None:
        """Lets nothing go to the chat for so long, as Telegram asked."""
        now = self._ticks()
        self._held = {other: until for other, until in self._held.items() if until > now}
        self._held[chat] = max(self._held.get(chat, now), now + seconds)

    def held(self, chat: int) -> float:
        """Seconds for which nothing may go to the chat."""
        return max(0.0, self._held.get(chat, 0.0) - self._ticks())

    def _refuse_long(self, chat: int) -> None:
        if (pause := self.held(chat)) > LONGEST_HOLD:
            raise Slow(pause)

    def _take(self, key: int, per_second: float, at_once: float) -> float:
        """Takes the next place in a line; gives the seconds until it comes."""
        now = self._ticks()
        due = min(max(self._due.pop(key, now), now), now + _LONGEST_LINE) + 1 / per_second
        self._due[key] = due
        if len(self._due) > _MOST_CHATS:
            self._due.popitem(last=False)
        return due - now - at_once / per_second
