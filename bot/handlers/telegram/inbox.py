"""Updates as they come in: each chat's in order, all chats beside each other, none twice, and none lost."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from aiogram import Dispatcher
from aiogram.types import Update
from pydantic import ValidationError

from bot.engine.ports import StoreTrouble
from bot.handlers.accepted import Accepted
from bot.handlers.channel import Notes
from bot.handlers.telegram.line import Line
from bot.handlers.telegram.sending import HandedOver

log = logging.getLogger(__name__)
UPDATES = ("message", "edited_message", "callback_query")
"""What Telegram is to send; other kinds of update are dropped."""
_KEPT = timedelta(days=2)
_MOST_REMEMBERED = 20_000


class Inbox:
    """Takes updates of one bot."""

    def __init__(self, line: Line, dispatcher: Dispatcher, notes: Notes) -> None:
        self._line = line
        self._dispatcher = dispatcher
        self._notes = notes
        self._accepted = Accepted(notes, f"telegram:{line.bot.id}")
        self._last: dict[int, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: OrderedDict[int, None] = OrderedDict()

    def put(self, update: Mapping[str, Any]) -> asyncio.Task[None]:
        """Takes an update with a whole ``update_id``; the task ends when it is dealt with, and raises ``StoreTrouble``
        where it is to be dealt with again.
        """
        chat = chat_of(update)
        task = asyncio.create_task(self._after(self._last.get(chat), update))
        self._last[chat] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda done: self._forget(chat, done))
        # Who put it may not wait for it; that is no fault.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return task

    async def take(self, updates: Sequence[Mapping[str, Any]], patience: float) -> None:
        """Takes updates. When it returns, each is dealt with, or after this many seconds written down for whoever deals
        with it when this process dies: then Telegram may be told that they are taken.
        """
        tasks = [self.put(update) for update in updates]
        await asyncio.wait(tasks, timeout=patience)
        for update, task in zip(updates, tasks, strict=True):
            if not _is_dealt_with(task):
                await self._write_down(update, task)

    async def take_up(self) -> None:
        """Deals with what processes left that are no more, until cancelled."""

        async def take_up(noted: str) -> None:
            await asyncio.shield(self.put(json.loads(noted)))

        await self._accepted.take_up(take_up)

    async def idle(self) -> None:
        """Returns when all that came in is dealt with."""
        while self._last:
            await asyncio.wait(set(self._last.values()))

    async def close(self, seconds: float) -> None:
        """Ends what came in, and after so long breaks it off."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.idle()
        late = set(self._tasks)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        await self._accepted.close()

    async def _after(self, before: asyncio.Task[None] | None, update: Mapping[str, Any]) -> None:
        if before is not None:
            await asyncio.wait({before})
        number = update["update_id"]
        if number not in self._known:
            self._known[number] = None
            if len(self._known) > _MOST_REMEMBERED:
                self._known.popitem(last=False)
            try:
                await self._once(number, update)
            except StoreTrouble:
                log.warning("an update could not be dealt with; what is written down of it is taken up again")
                self._known.pop(number, None)
                raise
            except Exception as error:
                told = self._line.without_token("".join(traceback.format_exception(error)))
                log.error("an update failed and is left out:\n%s", told)
        # What is cancelled or met an outage stays written down, for the next process.
        await self._cross_out(number)

    async def _once(self, number: int, update: Mapping[str, Any]) -> None:
        # Noted when it is dealt with, not before: what a crash cut off comes again, from Telegram or as written down.
        mark = f"telegram:update:{self._line.bot.id}:{number}"
        if not any(kind in update for kind in UPDATES) or await self._is_done(mark):
            return
        try:
            read = Update.model_validate(update, context={"bot": self._line.bot})
        except ValidationError as error:
            log.warning("an update that aiogram does not know is left out: %s", error.errors(include_input=False)[0])
            return
        try:
            await self._dispatcher.feed_update(self._line.bot, read)
        except HandedOver:
            await self._note_dealt_with(mark)
            raise
        await self._note_dealt_with(mark)

    async def _write_down(self, update: Mapping[str, Any], task: asyncio.Task[None]) -> None:
        try:
            await self._accepted.put(str(update["update_id"]), str(chat_of(update)), json.dumps(update))
        except StoreTrouble:
            log.warning("an update under way could not be written down")
        if _is_dealt_with(task):
            await self._cross_out(update["update_id"])

    async def _cross_out(self, number: int) -> None:
        try:
            await self._accepted.drop(str(number))
        except StoreTrouble:
            log.warning("an update that is dealt with stays written down")

    async def _note_dealt_with(self, mark: str) -> None:
        try:
            await self._notes.put(mark, "1", _KEPT)
        except StoreTrouble:
            log.warning("an update could not be noted as dealt with")

    async def _is_done(self, mark: str) -> bool:
        try:
            return await self._notes.get(mark) is not None
        except StoreTrouble:
            return False

    def _forget(self, chat: int, done: asyncio.Task[None]) -> None:
        if self._last.get(chat) is done:
            del self._last[chat]


def _is_dealt_with(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


def chat_of(update: Mapping[str, Any]) -> int:
    """The chat that an update is of; 0 where it is of none."""
    for kind in UPDATES:
        found = update.get(kind)
        if isinstance(found, Mapping):
            message = found.get("message") if kind == "callback_query" else found
            for within, name in ((message, "chat"), (found, "from")):
                holder = within.get(name) if isinstance(within, Mapping) else None
                if isinstance(holder, Mapping) and isinstance(holder.get("id"), int):
                    return int(holder["id"])
    return 0
