"""How many messages WeChat still lets through to a person.

A message of theirs opens 48 hours for a few; a menu click or a subscription opens a minute for three. The outbox sends
to a person from one process at a time, so that counts are not overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.handlers.channel import Notes

_MOST_IN_A_MOMENT = 3
_NO_PUSH = timedelta(hours=12)
_NO_PUSH_NAME = "wechat:no-push"


@dataclass(frozen=True, slots=True)
class Place:
    """Room for one more message: under which name it counts, how many do with it, and what had opened it."""

    name: str
    count: int
    opened: tuple[str, str]


class Budget:
    """Counts for all processes."""

    def __init__(
        self,
        notes: Notes,
        most: int,
        window: timedelta = timedelta(hours=48) - timedelta(minutes=1),
        moment: timedelta = timedelta(seconds=55),
    ) -> None:
        """``most``: messages within the ``window`` after a person's."""
        self._notes = notes
        self._kinds = (("moment", moment, _MOST_IN_A_MOMENT), ("window", window, most))
        self._window = window

    async def open(self, user: str, key: str, for_a_moment: bool) -> None:
        """The person did something, the message under this key: the count begins anew."""
        name, lasts, _ = self._kinds[not for_a_moment]
        await self._notes.put(f"wechat:{name}:{user}", key, lasts)

    async def place(self, user: str) -> Place | None:
        """Room for one more message to the person; None where there is none."""
        if await self.is_closed():
            return None
        for name, _, most in self._kinds:
            opened = f"wechat:{name}:{user}"
            key = await self._notes.get(opened)
            if key is None:
                continue
            counted = f"wechat:sent:{name}:{key}"
            count = int(await self._notes.get(counted) or 0) + 1
            if count <= most:
                return Place(counted, count, (opened, key))
        return None

    async def fill(self, place: Place) -> None:
        """The message went out."""
        await self._notes.put(place.name, str(place.count), self._window)

    async def refused(self, place: Place) -> bool:
        """WeChat let this one not through, nor lets any other until the person's next message; false where that came
        meanwhile.
        """
        opened, key = place.opened
        if await self._notes.get(opened) != key:
            return False
        await self._notes.drop(opened)
        return True

    async def close(self, user: str) -> None:
        """WeChat lets nothing more through to the person until their next message."""
        for name, _, _ in self._kinds:
            await self._notes.drop(f"wechat:{name}:{user}")

    async def close_all(self) -> None:
        """The account may not send at all: tried again after some hours."""
        await self._notes.put(_NO_PUSH_NAME, "48001", _NO_PUSH)

    async def is_closed(self) -> bool:
        """Whether the account may not send at all."""
        return await self._notes.get(_NO_PUSH_NAME) is not None
