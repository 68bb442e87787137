"""Dispatches the outbox: what is due goes to the sender of its channel, in order for each person.

At least once to the channel, under one id that stays the same at every try; what a sender does not take is tried again
with growing pauses, and lies among the dead letters when that does not help.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Protocol

from bot.engine.messages import Address, Decision, Inbound, LateResult, Reply
from bot.engine.ports import StoreTrouble
from bot.store.outbox import Outbox
from bot.store.outbox_rows import Entry

log = logging.getLogger(__name__)
_KEPT = timedelta(days=180)
_SWEEP_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel has it."""


@dataclass(frozen=True, slots=True)
class NotNow:
    """The channel did not take it now. A ``retry_after`` that it asked for is no failure."""

    retry_after: timedelta | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel will never take it: the person blocked the assistant, or is no more."""

    reason: str


Outcome = Delivered | NotNow | Refused


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a sender sends. ``id`` is the same at every try: the message id where the channel wants one."""

    id: str
    person: str
    reply: Reply


class Sender(Protocol):
    """A channel's way to say something that was not asked for."""

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends it; what it raises counts as ``NotNow``."""
        ...


class Turns(Protocol):
    """Takes late results as turns."""

    async def turn(self, inbound: Inbound) -> Reply:
        """One message, one reply; the same id gives the same reply."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the dispatcher is. ``most_tries`` failures make a dead letter; ``most_lines`` is how many persons it
    sends to at once.
    """

    first_pause: timedelta = timedelta(seconds=2)
    longest_pause: timedelta = timedelta(hours=1)
    most_tries: int = 16
    send_limit: timedelta = timedelta(seconds=20)
    poll: timedelta = timedelta(seconds=1)
    longest_outage: timedelta = timedelta(seconds=30)
    most_lines: int = 32

    def pause(self, failed: int, chance: float) -> timedelta:
        """The pause after the failed try of this number: doubled each time, then between half and all of it.

        ``chance``, from 0 to 1, keeps many entries from being tried at the same moment.
        """
        # Beyond 30 doublings a timedelta overflows; the longest pause is reached long before.
        whole: timedelta = min(self.longest_pause, self.first_pause * (1 << min(failed - 1, 30)))
        return whole * (0.5 + chance / 2)


class Dispatcher:
    """Sends what the outbox holds for the channels that it has senders for."""

    def __init__(
        self,
        outbox: Outbox,
        senders: Mapping[str, Sender],
        turns: Turns,
        pace: Pace | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """``turns`` answers late results; ``chance`` spreads retries."""
        self._outbox = outbox
        self._senders = senders
        self._turns = turns
        self._pace = pace or Pace()
        self._chance = chance
        self._under_way: set[asyncio.Task[int]] = set()
        self._failures: list[BaseException] = []
        self._beginning = asyncio.Lock()
        self._is_ending = False

    async def run(self) -> None:
        """Dispatches until cancelled; an outage of the database is waited for, and nothing is lost in it.

        A channel that takes its time holds up nobody but those who are met there.
        """
        try:
            await self._run()
        finally:
            await self._cut_off()

    async def finish(self, seconds: float) -> None:
        """Begins nothing more, and gives what is being sent so many seconds to end; what is cut off then is sent again
        by the next process.
        """
        self._is_ending = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._beginning:
                if self._under_way:
                    await asyncio.wait(self._under_way)
        await self._cut_off()

    async def _cut_off(self) -> None:
        for line in self._under_way:
            line.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _run(self) -> None:
        outage = timedelta()
        swept = datetime.min.replace(tzinfo=UTC)
        while True:
            self._outbox.bell.clear()
            begun = 0
            try:
                begun = await self._begin_lines()
                swept = await self._sweep(swept)
                outage = timedelta()
            except StoreTrouble:
                outage = min(self._pace.longest_outage, max(self._pace.poll, outage * 2))
                log.exception("the outbox could not be read or written; trying again in %s", outage)
            except Exception:
                log.exception("dispatching failed; nothing is lost, trying again")
                outage = self._pace.longest_outage
            if outage:
                await asyncio.sleep(outage.total_seconds())
            elif not begun:
                # Not wait_for: Python 3.11 has it forget a cancellation that comes just as the bell rings.
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pace.poll.total_seconds()):
                        await self._outbox.bell.wait()

    async def _begin_lines(self) -> int:
        """Begins to send to persons for whom something is due, as many as there is room for; gives how many.

        Raises:
            StoreTrouble: the database did not answer, now or while a line was sent.
        """
        if self._failures:
            failure = self._failures.pop()
            self._failures.clear()
            raise failure
        async with self._beginning:
            room = 0 if self._is_ending else self._pace.most_lines - len(self._under_way)
            entries = await self._outbox.claim(list(self._senders), most=room) if room else []
            lines = _lines(entries)
            for line in lines:
                task = asyncio.create_task(self._send_line(line))
                self._under_way.add(task)
                task.add_done_callback(self._line_ended)
        return len(lines)

    def _line_ended(self, line: asyncio.Task[int]) -> None:
        """Makes room, and looks for more at once."""
        self._under_way.discard(line)
        if not line.cancelled() and (failure := line.exception()) is not None:
            self._failures.append(failure)
        self._outbox.bell.set()

    async def dispatch(self, only: str | None = None) -> int:
        """Sends what is due now, of one person or of all; gives how many entries were delivered.

        Raises:
            StoreTrouble: the database did not answer; what was not written down is sent again.
        """
        entries = await self._outbox.claim(list(self._senders), only, self._pace.most_lines)
        done = await asyncio.gather(*map(self._send_line, _lines(entries)), return_exceptions=True)
        for failure in done:
            if isinstance(failure, BaseException):
                raise failure
        return sum(count for count in done if isinstance(count, int))

    async def _send_line(self, entries: Sequence[Entry]) -> int:
        """Sends one person's entries in order; on each channel nothing overtakes one that must wait."""
        sent, waiting = 0, set[str]()
        try:
            for entry in entries:
                if entry.address.channel in waiting:
                    continue
                outcome = self._at_last(entry, await self._try(entry))
                held = await self._write_down(entry, outcome)
                sent += isinstance(outcome, Delivered)
                if isinstance(outcome, NotNow):
                    waiting.add(entry.address.channel)
                if not held:
                    break
        finally:
            await self._outbox.release(entries[0].person)
        return sent

    async def _try(self, entry: Entry) -> Outcome:
        try:
            return await self._send(entry)
        except TimeoutError:
            return NotNow(reason="the channel did not answer in time")
        except StoreTrouble:
            raise
        except Exception as error:
            log.exception("sending outbox entry %s failed", entry.id)
            return NotNow(reason=f"{type(error).__name__}: {error}")

    async def _send(self, entry: Entry) -> Outcome:
        parcel = f"outbox:{entry.key}"
        if isinstance(entry.content, LateResult):
            reply = await self._turns.turn(Inbound(entry.address, parcel, late=entry.content))
            if reply.decision is Decision.TROUBLE:
                return NotNow(reason="the late result could not be taken as a turn")
        else:
            reply = Reply(entry.content.messages, entry.content.options, entry.content.files)
        if not (reply.messages or reply.files or reply.options):
            return Delivered()
        async with asyncio.timeout(self._pace.send_limit.total_seconds()):
            return await self._senders[entry.address.channel].send(entry.address, Parcel(parcel, entry.person, reply))

    def _at_last(self, entry: Entry, outcome: Outcome) -> Outcome:
        """The outcome; where the last try failed, too, the entry counts as refused."""
        match outcome:
            case NotNow(None, reason) if entry.tries + 1 >= self._pace.most_tries:
                return Refused(reason)
        return outcome

    async def _write_down(self, entry: Entry, outcome: Outcome) -> bool:
        """Writes the outcome down; says whether the person's line is still this process's."""
        match outcome:
            case Delivered():
                return await self._outbox.delivered(entry)
            case Refused(reason):
                return await self._outbox.dead(entry, reason)
            case NotNow(None, reason):
                pause = self._pace.pause(entry.tries + 1, self._chance())
                return await self._outbox.later(entry, pause, reason)
            case NotNow(asked, reason):
                return await self._outbox.later(entry, asked or self._pace.poll, reason, counts=False)

    async def _sweep(self, swept: datetime) -> datetime:
        """Deletes what ended long ago, now and then."""
        now = datetime.now(UTC)
        if abs(now - swept) < _SWEEP_EVERY:
            return swept
        await self._outbox.sweep(now - _KEPT)
        return now


def _lines(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries of each person."""
    return [list(line) for _, line in groupby(entries, key=lambda entry: entry.person)]
