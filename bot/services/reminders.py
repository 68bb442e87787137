"""Reminders that a person gets of their own matters, at a civil hour, each once, unless they switched them off."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from bot.engine.choice import Choice
from bot.engine.messages import Address
from bot.engine.ports import StoreTrouble
from bot.services.wordings import Wordings
from bot.store.outbox import Outbox
from bot.store.outbox_rows import Note, Outgoing

log = logging.getLogger(__name__)
_BEIJING = timezone(timedelta(hours=8))
_HOUR = time(9, 0, tzinfo=_BEIJING)
_WORTH = timedelta(days=20)
"""So long after its day a reminder is of no use any more."""


class Remembered(Choice):
    """Whether the reminder is kept."""

    KEPT = "到时候提醒"
    NOT_HERE = "这里不提醒"
    UNKNOWN = "没有记下来"


class Switched(Choice):
    """Whether reminders were switched."""

    SWITCHED = "改好了"
    UNKNOWN = "没有改成"


@dataclass(frozen=True, slots=True)
class Reminders:
    """One person's reminders; without an ``outbox`` there are none."""

    outbox: Outbox | None
    person: str
    address: Address
    wordings: Callable[[], Wordings]

    async def remember(self, name: str, what: str, day: date) -> Remembered:
        """Reminds at nine in the morning of ``day``, once however often it is asked for.

        Args:
            name: the text, among those of ``late.yaml``.
            what: the matter, for users.
        """
        if self.outbox is None:
            return Remembered.NOT_HERE
        at = datetime.combine(day, _HOUR)
        text = self.wordings().late(name, title=what)
        key = _key(name, what, day)
        note = Note((text,))
        try:
            await self.outbox.put(Outgoing(self.person, self.address, key, note, True, at, at + _WORTH))
        except StoreTrouble:
            log.exception("a reminder could not be kept")
            return Remembered.UNKNOWN
        return Remembered.KEPT

    async def forget(self, name: str, what: str, day: date) -> Remembered:
        """Takes a reminder back that was not sent yet; where there is none, nothing is lost."""
        if self.outbox is None:
            return Remembered.NOT_HERE
        try:
            await self.outbox.cancel(self.person, _key(name, what, day))
        except StoreTrouble:
            log.exception("a reminder could not be taken back")
            return Remembered.UNKNOWN
        return Remembered.KEPT

    async def switch(self, wanted: bool) -> Switched:
        """Switches all reminders on or off."""
        if self.outbox is not None:
            await self.outbox.want_reminders(self.person, wanted)
        return Switched.SWITCHED


def _key(name: str, what: str, day: date) -> str:
    return f"{name}:{what}:{day.isoformat()}"
