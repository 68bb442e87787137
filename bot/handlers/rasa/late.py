"""What comes by itself: Rasa asks and is never asked, so that it waits here until the person is next spoken with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

from bot.engine.messages import FileRef, Option, Reply
from bot.handlers.channel import Notes

_WAITS_FOR = timedelta(days=90)


class LateReplies:
    """Keeps late replies for each sender. What was told stays until the next message, in case its call is repeated."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def put(self, sender: str, key: str, reply: Reply) -> None:
        """Keeps a reply once under its key; raises ``StoreTrouble``."""
        async with self._alone(sender):
            kept = await self._read(sender)
            if all(each["key"] != key for each in (*kept["waiting"], *kept["told"])):
                kept["waiting"].append({"key": key, **_dumped(reply)})
                await self._write(sender, kept)

    async def take(self, sender: str, message_id: str) -> list[Reply]:
        """What waits, to be told with the answer to this message; the same again for the same message."""
        async with self._alone(sender):
            kept = await self._read(sender)
            if kept["waiting"] and kept["message"] != message_id:
                kept = {"message": message_id, "told": kept["waiting"], "waiting": []}
                await self._write(sender, kept)
            return [_loaded(each) for each in kept["told"]] if kept["message"] == message_id else []

    async def offered(self, sender: str) -> list[Sequence[Option]]:
        """The options under what was told last."""
        return [_loaded(each).options for each in (await self._read(sender))["told"]]

    def _alone(self, sender: str) -> asyncio.Lock:
        return self._locks.setdefault(sender, asyncio.Lock())

    async def _read(self, sender: str) -> dict[str, Any]:
        kept = await self._notes.get(_name(sender))
        found: dict[str, Any] = json.loads(kept) if kept else {"message": "", "told": [], "waiting": []}
        return found

    async def _write(self, sender: str, kept: dict[str, Any]) -> None:
        await self._notes.put(_name(sender), json.dumps(kept), _WAITS_FOR)


def _name(sender: str) -> str:
    return f"rasa:late:{sender}"


def _dumped(reply: Reply) -> dict[str, Any]:
    return {
        "messages": reply.messages,
        "options": [(option.id, option.label) for option in reply.options],
        "files": [(file.id, file.name, file.size, file.kind) for file in reply.files],
    }


def _loaded(kept: dict[str, Any]) -> Reply:
    options = tuple(Option(*each) for each in kept["options"])
    return Reply(tuple(kept["messages"]), options, tuple(FileRef(*each) for each in kept["files"]))
