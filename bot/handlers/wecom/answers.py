"""Each message answered once: in the response to its callback where that is in time and one text, else by calls."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.engine.messages import Address, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.accepted import Accepted
from bot.handlers.channel import Tools
from bot.handlers.tencent.deliveries import PATIENCE, Deliveries, Delivery
from bot.handlers.wecom.api import Api
from bot.handlers.wecom.heard import Chosen, Heard, read_noted
from bot.handlers.wecom.old_cards import Old, OldCards
from bot.handlers.wecom.said_once import SaidOnce
from bot.handlers.wecom.settings import PREFIX
from bot.handlers.wecom.speaking import Piece, Speaker, Words, as_reply, pieces_of
from bot.handlers.wecom.taking import NOT_KEPT, PERHAPS_DONE, SORRY, take
from bot.handlers.wecom.troubles import Unsaid, mend

log = logging.getLogger(__name__)
CHANNEL = "wecom"


@dataclass(frozen=True, slots=True)
class _Taken:
    """What came of a message; ``pressed`` is the card that it pressed."""

    reply: Reply
    is_turn: bool
    pressed: Old | None


class Answers:
    """Answers members; ``patience`` is how long a response may wait, in seconds."""

    def __init__(self, tools: Tools, api: Api, speaker: Speaker, with_cards: bool, patience: float = PATIENCE) -> None:
        self._tools = tools
        self._api = api
        self._speaker = speaker
        self._cards = OldCards(speaker, tools)
        self._with_cards = with_cards
        self._accepted = Accepted(tools.notes, CHANNEL)
        self._deliveries = Deliveries(self._accepted, patience)
        self._once = SaidOnce(tools.notes)

    async def to(self, heard: Heard, since: float) -> str:
        """The text to respond with; empty where the answer goes another way, or there is none. WeCom has been waiting
        ``since``, by ``time.monotonic``.
        """

        async def work(delivery: Delivery) -> None:
            await self._answer(heard, delivery)

        return await self._deliveries.answer(heard.id, heard.user, heard.as_text(), work, since) or ""

    async def take_up(self) -> None:
        """Answers what processes left unanswered that are no more, until cancelled."""

        async def take_up(noted: str) -> None:
            heard = read_noted(noted)

            async def work(delivery: Delivery) -> None:
                await self._tell(heard, await self._taken(heard), delivery)

            await self._deliveries.take_up(heard.id, heard.user, work)

        await self._accepted.take_up(take_up)

    async def finish(self) -> None:
        """Waits for what is under way."""
        await self._deliveries.close()
        await self._cards.finish()

    async def close(self) -> None:
        """Waits for what is under way, and leaves the rest to the next process."""
        await self.finish()
        await self._accepted.close()

    async def _answer(self, heard: Heard, delivery: Delivery) -> None:
        try:
            taken = await self._taken(heard)
        except StoreTrouble:
            log.exception("a message could not be taken")
            await self._say(heard, Reply((NOT_KEPT,)), delivery)
            return
        except Exception:
            log.exception("a message could not be answered")
            await self._say(heard, Reply((SORRY,)), delivery)
            return
        try:
            await self._tell(heard, taken, delivery)
        except StoreTrouble:
            log.exception("a message was taken, and its reply not said to its end")
            await self._say(heard, Reply((PERHAPS_DONE,)), delivery)

    async def _taken(self, heard: Heard) -> _Taken:
        address = Address(CHANNEL, heard.user)
        pressed = await self._cards.pressed(address, heard) if isinstance(heard, Chosen) else None
        return _Taken(*await take(self._tools, self._api, address, heard), pressed)

    async def _tell(self, heard: Heard, taken: _Taken, delivery: Delivery) -> None:
        """Says what came of the turn, which does nothing twice: a process that died in it left it to this one."""
        told = await self._once.answer(heard.id)
        if told is not None:
            delivery.answer(told)
            return
        begun = await self._once.pieces(heard.id)
        # The card of an answer that was begun is its own.
        is_new = taken.is_turn and begun is None
        lying_open = await self._cards.lying_open(Address(CHANNEL, heard.user)) if is_new else None
        await self._say(heard, taken.reply, delivery, begun)
        self._cards.close(heard.user, taken.pressed, lying_open)

    async def _say(self, heard: Heard, reply: Reply, delivery: Delivery, begun: int | None = None) -> None:
        """Says the reply, without the pieces that were said before it broke off, where it was begun."""
        pieces = pieces_of(reply, self._with_cards)
        if len(pieces) == 1 and isinstance(pieces[0], Words) and await self._respond(heard, pieces[0].text, delivery):
            return
        before = begun or 0

        async def note(count: int) -> None:
            if before + count < len(pieces):
                await self._once.said(heard.id, before + count)

        await note(0)
        try:
            left = pieces[before:]
            await self._speaker.say(Address(CHANNEL, heard.user), left, note, is_again=begun is not None)
        except Unsaid as unsaid:
            log.error("a reply could not be sent: %s", mend(unsaid.trouble, PREFIX) or unsaid)
            await self._say_another_way(heard, left[unsaid.said :], delivery)
        else:
            await self._once.is_answered(heard.id)

    async def _say_another_way(self, heard: Heard, rest: tuple[Piece, ...], delivery: Delivery) -> None:
        """What calls could not say: its beginning goes into the response while that is waited for, the rest waits."""
        plain = pieces_of(as_reply(rest), with_cards=False)
        is_response = isinstance(plain[0], Words) and await self._respond(heard, plain[0].text, delivery)
        if left := plain[is_response:]:
            await self._tools.late(Address(CHANNEL, heard.user), f"wecom:{heard.id}", as_reply(left))
        if not is_response:
            await self._once.is_answered(heard.id)

    async def _respond(self, heard: Heard, text: str, delivery: Delivery) -> bool:
        """Whether the text went into the response; a response to a card shows no text."""
        if isinstance(heard, Chosen) or not delivery.claim():
            return False
        # Another process may get the message again, when this response is lost on its way.
        await self._once.is_answered(heard.id, text)
        return delivery.answer(text)
