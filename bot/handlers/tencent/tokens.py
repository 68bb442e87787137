"""Access tokens: shared by all processes, renewed before their time by one of them."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Notes
from bot.handlers.tencent.troubles import ApiError, Unreachable

log = logging.getLogger(__name__)
_RENEWING = timedelta(seconds=15)
_FORCED_AGAIN = timedelta(seconds=31)
_LOOK_AGAIN = 0.1
_TRY_AGAIN = 10.0


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, valid for so many seconds from when it was given."""

    value: str = field(repr=False)
    seconds: float


Fetch = Callable[[bool], Awaitable[Token]]
"""Asks the platform for a token; True: for another one, although the last is not over."""


class TokenKeeper:
    """Keeps one token of one application.

    ``lead``: so long before its end the token is renewed, at most a fifth of its life.
    """

    def __init__(
        self,
        notes: Notes,
        name: str,
        fetch: Fetch,
        lead: timedelta = timedelta(minutes=4),
        now: Callable[[], float] = time.time,
    ) -> None:
        """``name`` tells this token from all others in the notes; ``now`` are real seconds, on all processes alike."""
        self._notes = notes
        self._name = name
        self._fetch = fetch
        self._lead = lead.total_seconds()
        self._now = now
        self._alone = asyncio.Lock()

    async def token(self) -> str:
        """The token to use now.

        Raises:
            ApiError: the platform gives none.
            Unreachable: it does not answer.
        """
        kept = await self._kept()
        if kept is None:
            kept = await self._renewed(lambda found: found is not None)
        return kept.value

    async def other_than(self, refused: str) -> str:
        """A token to use since the platform did not take this one. Raises as ``token`` does."""
        kept = await self._kept()
        if kept is None or kept.value == refused:
            kept = await self._renewed(lambda found: found is not None and found.value != refused, refused)
        return kept.value

    async def keep(self) -> None:
        """Renews the token before its time, until cancelled; trouble is logged, and tried again."""
        while True:
            pause = _TRY_AGAIN
            try:
                kept = await self._kept()
                if kept is None or kept.is_due(self._now()):
                    kept = await self._renewed(lambda found: found is not None and not found.is_due(self._now()))
                pause = max(1.0, kept.due - self._now())
            except (ApiError, Unreachable, StoreTrouble) as error:
                log.warning("the access token %s could not be renewed: %s", self._name, error)
            await asyncio.sleep(min(pause, 60.0))

    async def _renewed(self, is_good: Callable[[_Kept | None], bool], refused: str = "") -> _Kept:
        """A good token: fetched here, or by the process that is at it already."""
        async with self._alone:
            waited_until = self._now() + _RENEWING.total_seconds()
            while True:
                found = await self._kept()
                if found is not None and is_good(found):
                    return found
                if await self._notes.first(f"{self._name}:renewing", _RENEWING) or self._now() > waited_until:
                    return await self._fetched(refused)
                await asyncio.sleep(_LOOK_AGAIN)

    async def _fetched(self, refused: str) -> _Kept:
        try:
            token = await self._fetch(False)
            if token.value == refused and await self._notes.first(f"{self._name}:forced", _FORCED_AGAIN):
                token = await self._fetch(True)
            now = self._now()
            lead = min(self._lead, token.seconds / 5)
            kept = _Kept(token.value, now + token.seconds, now + token.seconds - lead)
            await self._notes.put(self._name, kept.as_text(), timedelta(seconds=token.seconds))
            return kept
        finally:
            await self._notes.drop(f"{self._name}:renewing")

    async def _kept(self) -> _Kept | None:
        text = await self._notes.get(self._name)
        kept = None if text is None else _Kept(**json.loads(text))
        return kept if kept is not None and kept.until > self._now() else None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A token as noted: its end, and when to renew it."""

    value: str = field(repr=False)
    until: float
    due: float

    def is_due(self, now: float) -> bool:
        return now >= self.due

    def as_text(self) -> str:
        return json.dumps({"value": self.value, "until": self.until, "due": self.due})
