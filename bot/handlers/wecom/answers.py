"""Each message answered once: in the response to its callback where that is in time and one text, else by calls.

WeCom waits five seconds for a response and sends the message again without one, up to three times.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.engine.messages import Address, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.handlers.wecom.api import Api
from bot.handlers.wecom.heard import Chosen, Heard
from bot.handlers.wecom.lines import Lines
from bot.handlers.wecom.old_cards import OldCards
from bot.handlers.wecom.settings import PREFIX
from bot.handlers.wecom.speaking import Piece, Speaker, Unsaid, Words, as_reply, pieces_of
from bot.handlers.wecom.taking import NOT_KEPT, SORRY, take
from bot.handlers.wecom.troubles import mend

log = logging.getLogger(__name__)
CHANNEL = "wecom"
_REMEMBERED = timedelta(hours=1)
_FOR_REPEATS = timedelta(minutes=1)
_KEPT_SECONDS = 30.0


@dataclass(eq=False, slots=True)
class _Exchange:
    """A message under way: how many responses wait for its answer, and what becomes of it."""

    waiting: int = 0
    answer: asyncio.Task[str] | None = None


class Answers:
    """Answers members; ``patience`` is how long a response may wait, in seconds."""

    def __init__(
        self, tools: Tools, api: Api, speaker: Speaker, lines: Lines, with_cards: bool, patience: float = 4.0
    ) -> None:
        self._tools = tools
        self._api = api
        self._speaker = speaker
        self._lines = lines
        self._cards = OldCards(speaker, tools)
        self._with_cards = with_cards
        self._patience = patience
        self._under_way: dict[str, _Exchange] = {}

    async def to(self, heard: Heard) -> str:
        """The text to respond with; empty where the answer goes another way, or there is none."""
        exchange = self._under_way.get(heard.id)
        if exchange is None:
            exchange = self._under_way[heard.id] = _Exchange()
            exchange.answer = asyncio.create_task(self._answer(heard, exchange))
            exchange.answer.add_done_callback(lambda _: self._forget_soon(heard.id))
        assert exchange.answer is not None
        exchange.waiting += 1
        try:
            await asyncio.wait([exchange.answer], timeout=self._patience)
        finally:
            exchange.waiting -= 1
        return exchange.answer.result() if exchange.answer.done() else ""

    async def finish(self) -> None:
        """Waits for what is under way."""
        tasks = [exchange.answer for exchange in self._under_way.values() if exchange.answer is not None]
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._cards.finish()

    def _forget_soon(self, message: str) -> None:
        asyncio.get_running_loop().call_later(_KEPT_SECONDS, self._under_way.pop, message, None)

    async def _answer(self, heard: Heard, exchange: _Exchange) -> str:
        async with self._lines.alone(heard.user):
            try:
                return await self._answered(heard, exchange)
            except StoreTrouble:
                log.exception("a message could not be taken")
                return await self._say(heard, Reply((NOT_KEPT,)), exchange)
            except Exception:
                log.exception("a message could not be answered")
                return await self._say(heard, Reply((SORRY,)), exchange)

    async def _answered(self, heard: Heard, exchange: _Exchange) -> str:
        address = Address(CHANNEL, heard.user)
        pressed = await self._cards.pressed(address, heard) if isinstance(heard, Chosen) else None
        reply, is_turn = await take(self._tools, self._api, address, heard)
        if not await self._tools.notes.first(f"wecom:answered:{heard.id}", _REMEMBERED):
            # It came before, to this process or another.
            return await self._tools.notes.get(f"wecom:response:{heard.id}") or ""
        lying_open = await self._cards.lying_open(address) if is_turn else None
        text = await self._say(heard, reply, exchange)
        self._cards.close(heard.user, pressed, lying_open)
        return text

    async def _say(self, heard: Heard, reply: Reply, exchange: _Exchange) -> str:
        """Says the reply, and gives what goes into the response."""
        pieces = pieces_of(reply, heard.id, self._with_cards)
        if _responds(heard, exchange) and len(pieces) == 1 and isinstance(pieces[0], Words):
            return await self._respond(heard, pieces[0].text)
        try:
            await self._speaker.say(Address(CHANNEL, heard.user), pieces)
        except Unsaid as unsaid:
            log.error("a reply could not be sent: %s", mend(unsaid.trouble, PREFIX) or unsaid)
            return await self._another_way(heard, unsaid.rest, exchange)
        return ""

    async def _another_way(self, heard: Heard, rest: tuple[Piece, ...], exchange: _Exchange) -> str:
        """What calls could not say: its beginning goes into the response while that is waited for, the rest waits."""
        plain = pieces_of(as_reply(rest), heard.id, with_cards=False)
        text = ""
        if _responds(heard, exchange) and isinstance(plain[0], Words):
            text, plain = plain[0].text, plain[1:]
        if plain:
            await self._tools.late(Address(CHANNEL, heard.user), f"wecom:{heard.id}", as_reply(plain))
        return await self._respond(heard, text) if text else ""

    async def _respond(self, heard: Heard, text: str) -> str:
        # Another process may get the message again, when this response is lost on its way.
        try:
            await self._tools.notes.put(f"wecom:response:{heard.id}", text, _FOR_REPEATS)
        except StoreTrouble:
            log.exception("a response could not be noted")
        return text


def _responds(heard: Heard, exchange: _Exchange) -> bool:
    """Whether a text in the response would be seen: it is waited for, and not by a card."""
    return exchange.waiting > 0 and not isinstance(heard, Chosen)
