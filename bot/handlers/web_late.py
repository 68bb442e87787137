"""Late messages on the open page: a stream of server-sent events for each tab, and the sender that feeds them.

What is sent lies in the history first, so that a page that is closed shows it when it is opened; an open one is told at
once. Every event has a number: a page that comes back says the last one that it has, and gets what came after it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from aiohttp import hdrs, web

from bot.engine.messages import Address
from bot.engine.ports import Clock, StoreTrouble
from bot.handlers.web_guard import VISITOR
from bot.handlers.web_json import reply_json
from bot.handlers.web_ports import LateTurn, LateTurns
from bot.handlers.web_troubles import Fault, Refused
from bot.services.outbox import Delivered, Outcome, Parcel
from bot.services.outbox import Refused as NeverTaken
from bot.store.persons import NoSuchPerson

log = logging.getLogger(__name__)
_MOST_TABS = 12
_MOST_STREAMS = 5_000
_RETRY_MS = 2_000
_NUMBER = re.compile(r"[0-9]{1,15}")
_HEADERS = {
    hdrs.CONTENT_TYPE: "text/event-stream; charset=utf-8",
    hdrs.CACHE_CONTROL: "no-store",
    # nginx would gather events otherwise
    "X-Accel-Buffering": "no",
}


class LateLine:
    """The web's end of the outbox: fulfills ``Sender`` and streams to the open pages."""

    def __init__(self, kept: LateTurns, clock: Clock, beat: float = 15.0) -> None:
        """``beat``: after so many seconds of silence a stream shows that it lives, and looks itself for messages, since
        another process may have sent them.
        """
        self._kept = kept
        self._clock = clock
        self._beat = beat
        self._bells: dict[Address, list[_Bell]] = {}
        self._closing = False

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Puts the parcel into the history, once, and tells the open pages."""
        try:
            await self._kept.keep(parcel.person, address, parcel.id, parcel.reply, self._clock.now())
        except NoSuchPerson:
            return NeverTaken("the person was forgotten")
        for bell in self._bells.get(address, ()):
            bell.rung.set()
        return Delivered()

    async def newest(self, address: Address) -> int:
        """The number after which a page that loads the history now wants messages."""
        return await self._kept.newest(address)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """The events of one tab, until it leaves or this process ends."""
        address = request[VISITOR].address
        after = _after(request)
        if after is None:
            after = await self._kept.newest(address)
        if self.open_streams >= _MOST_STREAMS:
            raise Refused(Fault.OUTAGE, "打开的页面太多了，新消息会在您下次发消息或刷新时显示。", 60)
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        # A page that left is no trouble; the page asks again after one of ours, with the number that it has.
        with contextlib.suppress(ConnectionError), self._bell(address) as bell:
            await response.write(f"retry: {_RETRY_MS}\n\n".encode())
            async for event in self._events(address, after, bell):
                await response.write(event)
        return response

    @property
    def open_streams(self) -> int:
        """How many tabs listen now."""
        return sum(map(len, self._bells.values()))

    def hang_up(self) -> None:
        """Ends all streams; pages that are still open come back by themselves."""
        for bells in self._bells.values():
            for bell in bells:
                bell.end()

    async def close(self, app: web.Application) -> None:
        """Ends all streams for good, so that the process can end."""
        self._closing = True
        self.hang_up()

    async def _events(self, address: Address, after: int, bell: _Bell) -> AsyncIterator[bytes]:
        while not (self._closing or bell.closed):
            bell.rung.clear()
            try:
                turns = await self._kept.since(address, after)
            except StoreTrouble:
                log.exception("late messages could not be read")
                return
            for turn in turns:
                after = turn.number
                yield _event(turn)
            if turns:
                continue
            try:
                async with asyncio.timeout(self._beat):
                    await bell.rung.wait()
            except TimeoutError:
                yield b":\n\n"

    @contextmanager
    def _bell(self, address: Address) -> Iterator[_Bell]:
        """A tab's bell; of too many tabs the oldest ends."""
        bells = self._bells.setdefault(address, [])
        bell = _Bell()
        bells.append(bell)
        if len(bells) > _MOST_TABS:
            bells[0].end()
        try:
            yield bell
        finally:
            bells.remove(bell)
            if not bells:
                self._bells.pop(address, None)


class _Bell:
    """Rings for one stream."""

    def __init__(self) -> None:
        self.rung = asyncio.Event()
        self.closed = False

    def end(self) -> None:
        """Ends the stream."""
        self.closed = True
        self.rung.set()


def _after(request: web.Request) -> int | None:
    """The last number that the page has; None where it does not say.

    Raises:
        Refused: what it says is no number.
    """
    said = request.headers.get("Last-Event-ID") or request.query.get("after")
    if said is None:
        return None
    if not _NUMBER.fullmatch(said):
        raise Refused(Fault.MALFORMED, "消息编号（after 或 Last-Event-ID）要是一个整数，请刷新页面。")
    return int(said)


def _event(turn: LateTurn) -> bytes:
    body: dict[str, Any] = {"late": turn.number, "reply": reply_json(turn.reply, turn.at)}
    return b"id: %d\nevent: late\ndata: %s\n\n" % (turn.number, orjson.dumps(body))
