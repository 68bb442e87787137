"""Each message answered once: in the response to its callback where that is in time and one text, else by calls."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.engine.messages import Address, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.handlers.tencent.deliveries import PATIENCE, Deliveries, Delivery
from bot.handlers.wecom.api import Api
from bot.handlers.wecom.heard import Chosen, Heard
from bot.handlers.wecom.old_cards import OldCards
from bot.handlers.wecom.settings import PREFIX
from bot.handlers.wecom.speaking import Piece, Speaker, Unsaid, Words, as_reply, pieces_of
from bot.handlers.wecom.taking import NOT_KEPT, SORRY, take
from bot.handlers.wecom.troubles import mend
from bot.handlers.wecom.unfinished import Unfinished

log = logging.getLogger(__name__)
CHANNEL = "wecom"
_REMEMBERED = timedelta(hours=1)
_FOR_REPEATS = timedelta(minutes=1)


class Answers:
    """Answers members; ``patience`` is how long a response may wait, in seconds."""

    def __init__(self, tools: Tools, api: Api, speaker: Speaker, with_cards: bool, patience: float = PATIENCE) -> None:
        self._tools = tools
        self._api = api
        self._speaker = speaker
        self._cards = OldCards(speaker, tools)
        self._with_cards = with_cards
        self._deliveries = Deliveries(patience)
        self._unfinished = Unfinished(tools.notes)
        self._under_way: set[str] = set()

    async def to(self, heard: Heard) -> str:
        """The text to respond with; empty where the answer goes another way, or there is none."""
        if not self._deliveries.knows(heard.id):
            self._under_way.add(heard.id)
        answer = await self._deliveries.answer(heard.id, heard.user, lambda delivery: self._answer(heard, delivery))
        if heard.id in self._under_way:
            await self._note_unfinished(heard)
        return answer or ""

    async def take_up(self) -> None:
        """Answers what processes left unanswered that are no more."""
        for heard in await self._unfinished.left():
            nobody_waits = Delivery()
            nobody_waits.answered.set_result(None)
            await self._answer(heard, nobody_waits)

    async def finish(self) -> None:
        """Waits for what is under way."""
        await self._deliveries.close()
        await self._cards.finish()

    async def _answer(self, heard: Heard, delivery: Delivery) -> None:
        try:
            await self._take(heard, delivery)
        except StoreTrouble:
            log.exception("a message could not be taken")
            await self._say(heard, Reply((NOT_KEPT,)), delivery)
        except Exception:
            log.exception("a message could not be answered")
            await self._say(heard, Reply((SORRY,)), delivery)
        finally:
            self._under_way.discard(heard.id)
            await self._forget_unfinished(heard)

    async def _note_unfinished(self, heard: Heard) -> None:
        try:
            await self._unfinished.put(heard)
        except StoreTrouble:
            log.exception("an unfinished message could not be noted")
        if heard.id not in self._under_way:
            await self._forget_unfinished(heard)

    async def _forget_unfinished(self, heard: Heard) -> None:
        try:
            await self._unfinished.drop(heard)
        except StoreTrouble:
            log.exception("a finished message stays noted; it is not answered twice")

    async def _take(self, heard: Heard, delivery: Delivery) -> None:
        address, notes = Address(CHANNEL, heard.user), self._tools.notes
        pressed = await self._cards.pressed(address, heard) if isinstance(heard, Chosen) else None
        reply, is_turn = await take(self._tools, self._api, address, heard)
        # Asked after the turn, which does nothing twice: a process that died in it leaves the message to the next one.
        if not await notes.first(f"wecom:answered:{heard.id}", _REMEMBERED):
            delivery.answer(await notes.get(f"wecom:response:{heard.id}") or "")
            return
        lying_open = await self._cards.lying_open(address) if is_turn else None
        await self._say(heard, reply, delivery)
        self._cards.close(heard.user, pressed, lying_open)

    async def _say(self, heard: Heard, reply: Reply, delivery: Delivery) -> None:
        pieces = pieces_of(reply, self._with_cards)
        if len(pieces) == 1 and isinstance(pieces[0], Words) and await self._respond(heard, pieces[0].text, delivery):
            return
        try:
            await self._speaker.say(Address(CHANNEL, heard.user), pieces)
        except Unsaid as unsaid:
            log.error("a reply could not be sent: %s", mend(unsaid.trouble, PREFIX) or unsaid)
            await self._say_another_way(heard, unsaid.rest, delivery)

    async def _say_another_way(self, heard: Heard, rest: tuple[Piece, ...], delivery: Delivery) -> None:
        """What calls could not say: its beginning goes into the response while that is waited for, the rest waits."""
        plain = pieces_of(as_reply(rest), with_cards=False)
        if isinstance(plain[0], Words) and await self._respond(heard, plain[0].text, delivery):
            plain = plain[1:]
        if plain:
            await self._tools.late(Address(CHANNEL, heard.user), f"wecom:{heard.id}", as_reply(plain))

    async def _respond(self, heard: Heard, text: str, delivery: Delivery) -> bool:
        """Whether the text went into the response; a response to a card shows no text."""
        if isinstance(heard, Chosen) or not delivery.claim():
            return False
        try:
            # Another process may get the message again, when this response is lost on its way.
            await self._tools.notes.put(f"wecom:response:{heard.id}", text, _FOR_REPEATS)
        except StoreTrouble:
            log.exception("a response could not be noted")
        return delivery.answer(text)
