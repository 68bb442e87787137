"""The runner: one turn from message to reply. The one place where everything that goes wrong is caught."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.engine.acting import act
from bot.engine.attaching import wants_file
from bot.engine.checks import tidy
from bot.engine.conversation import Conversation, Run
from bot.engine.dialog import Context
from bot.engine.messages import Address, Decision, FileRef, Inbound, Made, Reply
from bot.engine.ports import Clock, Conversations, Intent, Overtaken, Session, StoreTrouble, Turn
from bot.engine.repair import bring_up
from bot.engine.settling import settle
from bot.engine.turning import House, Turning

log = logging.getLogger(__name__)
ASLEEP_AFTER = timedelta(hours=6)
_TRIES = 60
_PAUSE_SECONDS = 0.02


class Surroundings(Protocol):
    """Builds what texts, rules and effects may read beside the answers."""

    async def context(self, session: Session, inbound: Inbound) -> Context:
        """The context of one turn."""
        ...


class Files(Protocol):
    """Keeps the files that the assistant makes, and opens a person's own."""

    async def open_upload(self, address: Address, file_id: str) -> tuple[FileRef, bytes] | None:
        """The file of the person met at ``address``; None where they have none of that id."""
        ...

    async def keep(self, address: Address, made: Made) -> FileRef:
        """Keeps a file for the person met at ``address``; may raise ``StoreTrouble``."""
        ...


class AlreadyAnswered(Exception):
    """The message was answered in an earlier turn, found out before an effect was tried."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


@dataclass(frozen=True, slots=True)
class _Ledger:
    """The store's ledger for one turn: before anything is written down, a repeated message is found out."""

    store: Conversations
    inbound: Inbound

    async def intend(self, session: Session, intent: Intent) -> tuple[Session, Intent]:
        kept = await self.store.replay(self.inbound.address, self.inbound.message_id)
        if kept is not None:
            raise AlreadyAnswered(kept)
        return await self.store.intend(session, intent)

    async def settle(self, intent: Intent, result: Any) -> None:
        await self.store.settle(intent, result)

    async def other(self, session: Session, request: str) -> Session | None:
        return await self.store.other(session, request)


class Runner:
    """Takes messages, one at a time for each address, and replies."""

    def __init__(
        self,
        house: Callable[[], House],
        store: Conversations,
        surroundings: Surroundings,
        clock: Clock,
        watch: Callable[[Inbound, Reply, float], None] = lambda inbound, reply, seconds: None,
        files: Files | None = None,
    ) -> None:
        """``house`` gives what is current now, so that edited knowledge takes effect with the next turn.

        Without ``files`` an answer comes without the files that belong to it.
        """
        self._house = house
        self._store = store
        self._surroundings = surroundings
        self._clock = clock
        self._watch = watch
        self._files = files
        self._queues: dict[Address, tuple[asyncio.Lock, int]] = {}

    async def turn(self, inbound: Inbound) -> Reply:
        """One message, one reply. Never raises but ``asyncio.CancelledError``."""
        began = asyncio.get_running_loop().time()
        async with self._alone(inbound.address):
            try:
                reply = await self._until_kept(inbound)
            except AlreadyAnswered as answered:
                reply = answered.reply
            except StoreTrouble:
                log.exception("the store did not answer")
                reply = self._sorry("store_trouble")
            except Exception:
                number = uuid.uuid4().hex[:8]
                log.exception("turn failed, number %s", number)
                reply = self._sorry("trouble", number=number)
        self._watch(inbound, reply, asyncio.get_running_loop().time() - began)
        return reply

    @asynccontextmanager
    async def _alone(self, address: Address) -> AsyncIterator[None]:
        """One turn at a time for each address, in the order of arrival."""
        lock, waiting = self._queues.get(address, (asyncio.Lock(), 0))
        self._queues[address] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._queues[address]
            if waiting == 1:
                del self._queues[address]
            else:
                self._queues[address] = (lock, waiting - 1)

    async def _until_kept(self, inbound: Inbound) -> Reply:
        for attempt in range(_TRIES):
            try:
                return await self._once(inbound)
            except Overtaken:
                kept = await self._store.replay(inbound.address, inbound.message_id)
                if kept is not None:
                    return kept
                await asyncio.sleep(_PAUSE_SECONDS * min(attempt, 25))
        return self._sorry("busy")

    async def wants_file(self, address: Address, kind: str) -> bool:
        """Whether a file of this MIME type, sent now, would be taken by a step; may raise ``StoreTrouble``."""
        turning = await self._woken(Inbound(address, ""))
        return wants_file(turning.position(), kind)

    async def _woken(self, inbound: Inbound) -> Turning:
        session = await self._store.load(inbound.address)
        now = self._clock.now()
        context = await self._surroundings.context(session, inbound)
        turning = Turning(self._house(), inbound, session, context, now, session.conversation)
        turning.look_here()
        _wake(turning, now)
        turning.put_apart()
        return turning

    async def _once(self, inbound: Inbound) -> Reply:
        turning = await self._woken(inbound)
        before, now = turning.session.conversation, turning.now
        act(turning)
        position = await settle(turning, _Ledger(self._store, inbound))
        await self._keep_files(turning)
        reply = turning.finish(position)
        await self._store.save(
            turning.session,
            Turn(
                inbound,
                reply,
                turning.whole,
                now,
                _said(before, inbound),
                tuple(turning.ended),
                turning.unanswered,
                turning.found,
                tuple(turning.closings),
                turning.moves,
                turning.joined_at,
            ),
        )
        return reply

    async def _keep_files(self, turning: Turning) -> None:
        """Keeps the files that the answer comes with, unless the message was answered before."""
        if self._files is None or not turning.made:
            return
        address = turning.inbound.address
        kept = await self._store.replay(address, turning.inbound.message_id)
        if kept is not None:
            raise AlreadyAnswered(kept)
        turning.files += [await self._files.keep(address, made) for made in turning.made]

    def _sorry(self, phrase: str, **names: Any) -> Reply:
        return Reply((self._house().phrases.say(phrase, **names),), decision=Decision.TROUBLE)


def _said(conversation: Conversation, inbound: Inbound) -> str:
    """What the person said, for the history: the text, the label of the option, or the file's name."""
    if inbound.text is not None:
        return tidy(inbound.text)
    sent = inbound.file or inbound.picture or inbound.unread
    if sent is not None:
        return sent.name
    return next((option.label for option in conversation.shown if option.id == inbound.choice), "")


def _wake(turning: Turning, now: datetime) -> None:
    """Brings what was kept up to this release, and notes that the person comes back after a while."""
    conversation = turning.conversation
    runs = []
    for run in conversation.runs:
        dialog = turning.house.dialogs.get(run.dialog)
        if dialog is None:
            turning.say("dialog_gone")
            continue
        released = bring_up(dialog, run)
        if released.lost:
            turning.say("release_changed", title=dialog.title)
        runs.append(released.run)
    last = turning.house.dialogs.get(conversation.aside.dialog) if conversation.aside else None
    kept = conversation.aside if last is not None and not last.passing else None
    aside = bring_up(last, kept).run if last is not None and kept is not None else None
    idle = conversation.updated is not None and now - conversation.updated > ASLEEP_AFTER
    late = turning.inbound.late is not None
    staying = [run for run in runs if late or not _is_past(turning, run, idle)]
    asleep = conversation.asleep or idle or len(staying) < len(runs)
    turning.conversation = replace(
        conversation, runs=tuple(staying), aside=aside, asleep=bool(staying) and not late and asleep
    )


def _is_past(turning: Turning, run: Run, idle: bool) -> bool:
    """Whether a passing dialog is over: what it showed is old, or was shown on another channel."""
    return turning.dialog_of(run).passing and (idle or (run.only_at != "" and run.only_at != turning.here))
