"""Messages that WeCom has its response to and that are not answered yet: noted, so that no dying process loses one."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

from bot.handlers.channel import Notes
from bot.handlers.wecom.heard import Chosen, Entered, Heard, Other, Sent, Text

_KINDS: dict[str, type[Heard]] = {kind.__name__: kind for kind in (Text, Chosen, Sent, Entered, Other)}
_PLACES = 64
_KEPT = timedelta(hours=1)


class Unfinished:
    """A few places in the notes, for all processes; where none is free, a message is not noted."""

    def __init__(
        self, notes: Notes, choose: Callable[[range], list[int]] = lambda places: random.sample(places, len(places))
    ) -> None:
        """``choose`` says in which order places are tried, so that many processes do not try the same ones."""
        self._notes = notes
        self._choose = choose
        self._places: dict[str, int] = {}

    async def put(self, heard: Heard) -> None:
        """Notes the message, once."""
        if heard.id in self._places:
            return
        for place in self._choose(range(_PLACES)):
            if await self._notes.first(f"wecom:unfinished:{place}:taken", _KEPT):
                self._places[heard.id] = place
                told = json.dumps([type(heard).__name__, asdict(heard)])
                await self._notes.put(f"wecom:unfinished:{place}", told, _KEPT)
                return

    async def drop(self, heard: Heard) -> None:
        """The message is answered."""
        place = self._places.pop(heard.id, None)
        if place is not None:
            await self._free(place)

    async def left(self) -> list[Heard]:
        """What processes left that are no more, or are at it still; they are taken off the notes."""
        found = []
        for place in range(_PLACES):
            told = await self._notes.get(f"wecom:unfinished:{place}")
            if told is not None and place not in self._places.values():
                kind, fields = json.loads(told)
                found.append(_KINDS[kind](**fields))
                await self._free(place)
        return found

    async def _free(self, place: int) -> None:
        await self._notes.drop(f"wecom:unfinished:{place}")
        await self._notes.drop(f"wecom:unfinished:{place}:taken")
