"""Channels at work beside the server: one that fails is begun again, and the others do not notice."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.engine.messages import Address
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Channel, ChannelFault
from bot.services.outbox import NotNow, Outcome, Parcel

log = logging.getLogger(__name__)


class Standing(StrEnum):
    """How a channel does."""

    OK = "ok"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: pauses between attempts, doubled from ``first`` to ``longest``; a channel that works for ``proven`` does
    well again; a fault of its settings within ``start`` ends the program.
    """

    first: float = 1.0
    longest: float = 300.0
    proven: float = 15.0
    start: float = 30.0

    def pause(self, failed: int) -> float:
        """The pause after this many failures in a row."""
        return min(self.longest, self.first * 2.0 ** min(failed - 1, 30))


Watch = Callable[[str, Standing], None]
"""Is told of a channel by its name whenever it begins, does well again, or failed."""


class ChannelRuns:
    """Runs channels. ``fault`` is why they could not so much as begin."""

    def __init__(
        self,
        channels: Iterable[Channel],
        watch: Watch = lambda name, standing: None,
        patience: Patience | None = None,
    ) -> None:
        self._channels = list(channels)
        self._watch = watch
        self._patience = patience or Patience()
        self.standing: dict[str, Standing] = {}
        self.fault: ChannelFault | None = None
        for channel in self._channels:
            self._tell(channel.name, Standing.OK)

    async def run(self, stop: asyncio.Event) -> None:
        """Runs all of them until cancelled; rings ``stop`` where one says at the start that its settings do not fit."""
        async with asyncio.TaskGroup() as tasks:
            for channel in self._channels:
                tasks.create_task(self._keep_running(channel, stop))

    async def _keep_running(self, channel: Channel, stop: asyncio.Event) -> None:
        clock = asyncio.get_running_loop().time
        start, failed = clock(), 0
        while True:
            began = clock()
            try:
                return await self._once(channel)
            except Exception as error:
                fault = _fault_in(error)
                if fault is not None and clock() - start < self._patience.start:
                    self.fault = fault
                    stop.set()
                    return
                told = _without_secrets(error) if fault is None else str(fault)
            failed = 1 if clock() - began > self._patience.proven else failed + 1
            pause = self._patience.pause(failed)
            self._tell(channel.name, Standing.FAILING)
            log.error("channel %s failed and is begun again in %s s: %s", channel.name, round(pause, 1), told)
            await asyncio.sleep(pause)

    async def _once(self, channel: Channel) -> None:
        """Runs the channel; says that it does well once it is proven, or has nothing to do."""
        run = asyncio.create_task(channel.run())
        try:
            done, _ = await asyncio.wait([run], timeout=self._patience.proven)
            if not done:
                self._tell(channel.name, Standing.OK)
                await asyncio.wait([run])
            if run.cancelled():
                raise RuntimeError("it was cancelled from within")
            run.result()
            self._tell(channel.name, Standing.OK)
        finally:
            run.cancel()
            await asyncio.wait([run])

    def _tell(self, name: str, standing: Standing) -> None:
        if self.standing.get(name) is not standing:
            self.standing[name] = standing
            self._watch(name, standing)


@dataclass(frozen=True, slots=True)
class ChannelSender:
    """A channel's ``send`` for the outbox; what it raises is told without its words, which may hold a secret."""

    channel: Channel

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends the parcel."""
        try:
            return await self.channel.send(address, parcel)
        except (StoreTrouble, TimeoutError):
            raise
        except Exception as error:
            told = _without_secrets(error)
            log.error("channel %s could not send: %s", self.channel.name, told)
            return NotNow(reason=told)


def _fault_in(error: Exception) -> ChannelFault | None:
    """The fault of the settings that the error is, or that is among a group of errors."""
    if isinstance(error, ExceptionGroup):
        return next(filter(None, map(_fault_in, error.exceptions)), None)
    return error if isinstance(error, ChannelFault) else None


def _without_secrets(error: BaseException) -> str:
    """What kind of error it is, and where it came from."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__
