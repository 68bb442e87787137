"""What customers are told, in order and each thing once: first what waited, then what is new.

What may not be said now waits for the customer's next word. What did not go through waits as well, and a nudge in the
outbox has it said without one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from weakref import WeakValueDictionary

from bot.engine.messages import Address
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError
from bot.handlers.wecom.troubles import Trouble, Unsaid, is_for_good, mend, outcome
from bot.handlers.wecom_service.attending import Attending
from bot.handlers.wecom_service.held import Held
from bot.handlers.wecom_service.menus import (
    Group,
    Piece,
    as_reply,
    counted,
    cut,
    joined,
    pieces_held,
    pieces_of,
    words,
)
from bot.handlers.wecom_service.settings import PREFIX
from bot.handlers.wecom_service.speaking import CLOSED, NOT_OURS, ServiceSpeaker
from bot.handlers.wording import HOW_TO_ANSWER
from bot.services.outbox import Delivered, NotNow, Outcome, Parcel, Refused

log = logging.getLogger(__name__)
MORE_FOLLOWS = "（还有没发完的内容：微信一次只让发5条，您再说句话，就接着发。）"
_MORE = words(MORE_FOLLOWS)
_WHILE_ATTENDED = timedelta(minutes=5)
_NUDGE = "wecom_service:nudge:"
_BEFORE_NUDGES = "wecom_service:rest:"


@dataclass(frozen=True, slots=True)
class _Told:
    """What was not said and why; ``refused`` are the sources of what never will be."""

    left: tuple[Group, ...] = ()
    trouble: Trouble | None = None
    refused: frozenset[str] = frozenset()

    @property
    def code(self) -> int:
        """WeCom's number for the trouble."""
        return self.trouble.code if isinstance(self.trouble, ApiError) else 0


class Talk:
    """Tells customers; one at a time for each of them."""

    def __init__(self, tools: Tools, speaker: ServiceSpeaker, attending: Attending) -> None:
        self._tools = tools
        self._speaker = speaker
        self._attending = attending
        self._held = Held(tools.notes)
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, address: Address, replies: Sequence[Group]) -> None:
        """Says what waits and then the replies, as far as is allowed; the customer is told where more follows."""
        if not counted(replies):
            return
        async with self._line(address.user):
            waiting = await self._waiting(address.user)
            groups, room = [*waiting.values(), *joined(replies)], await self._speaker.room(address.user)
            rest: Sequence[Group] = ()
            if counted(groups) > room:
                groups, rest = cut(await self._joined(groups), room)
            if rest:
                groups, more = cut(groups, room - 1)
                groups, rest = [*groups, (replies[-1][0], (_MORE,))], [*more, *rest]
            told = await self._say(address, groups)
            if told.code == NOT_OURS and await self._attending.asked(address.user):
                # The attendant answers.
                return
            left = [*_without_notice(told.left), *rest]
            number = await self._keep(address.user, waiting, left)
            if left and told.trouble is not None and told.code not in (*CLOSED, NOT_OURS):
                log.warning("a reply waits: %s", mend(told.trouble, PREFIX) or told.trouble)
                late = as_reply([piece for _, pieces in left for piece in pieces])
                await self._tools.late(address, f"{_NUDGE}{replies[-1][0]}:{number}", late)

    async def push(self, address: Address, parcel: Parcel) -> Outcome:
        """Says a parcel behind what waits; where that is not allowed now, it waits, too."""
        async with self._line(address.user):
            waiting = await self._waiting(address.user)
            key, source = parcel.id.removeprefix("outbox:"), _source_of(parcel.id)
            groups = list(waiting.values())
            if not key.startswith(_NUDGE) and source not in (before for before, _ in groups):
                groups.append((source, pieces_of(parcel.reply)))
            told = await self._say(address, groups)
            is_attended = told.code == NOT_OURS and await self._attending.asked(address.user)
            is_taken = told.trouble is None or (told.code in (*CLOSED, NOT_OURS) and not is_attended)
            held = {before for before, _ in waiting.values()}
            await self._keep(address.user, waiting, [each for each in told.left if is_taken or each[0] in held])
            if told.trouble is None or is_taken:
                return Refused("it would be refused every time") if source in told.refused else Delivered()
            if is_attended:
                return NotNow(_WHILE_ATTENDED, "an attendant has the session")
            return outcome(told.trouble, PREFIX)

    async def hides_numbers(self, user: str) -> bool:
        """Whether options wait that the customer has not seen: a number typed now cannot mean one of them."""
        waits = await self._held.waits(user)
        return any(HOW_TO_ANSWER in text for _, reply in waits.values() for text in reply.messages)

    async def _say(self, address: Address, groups: Iterable[Group]) -> _Told:
        """Says the groups in order, without the pieces that are refused for good."""
        waiting, refused = deque(groups), set[str]()
        while waiting:
            source, pieces = waiting.popleft()
            try:
                await self._speaker.say(address, pieces, source)
            except Unsaid as unsaid:
                if not is_for_good(unsaid.trouble):
                    left = ((source, pieces[unsaid.said :]), *waiting)
                    return _Told(left, unsaid.trouble, frozenset(refused))
                log.error("a message is given up: %s", unsaid.trouble)
                refused.add(source)
                waiting.appendleft((source, pieces[unsaid.said + 1 :]))
        return _Told(refused=frozenset(refused))

    async def _joined(self, groups: Sequence[Group]) -> list[Group]:
        """The groups in as few messages as they fit in; what may have arrived before stays what it is."""
        tried = {source for source, pieces in groups if await self._speaker.may_have_arrived(source, pieces)}
        runs = groupby(groups, key=lambda group: group[0] in tried)
        return [each for stays, run in runs for each in (run if stays else joined(list(run)))]

    async def _waiting(self, user: str) -> dict[int, Group]:
        waits = await self._held.waits(user)
        return {number: (source, pieces_held(reply)) for number, (source, reply) in waits.items()}

    async def _keep(self, user: str, waiting: dict[int, Group], left: Sequence[Group]) -> int:
        """What is left waits from now on, instead of what waited before; gives the last number."""
        together: dict[str, tuple[Piece, ...]] = {}
        for source, pieces in left:
            together[source] = (*together.get(source, ()), *pieces)
        before, now = list(waiting.values()), list(together.items())
        stays = now[: len(before)] == before
        number = 0
        for source, pieces in now[len(before) :] if stays else now:
            number = await self._held.hold(user, source, as_reply(pieces))
        if waiting and not stays:
            await self._held.took(user, max(waiting))
        return number

    def _line(self, user: str) -> asyncio.Lock:
        return self._lines.setdefault(user, asyncio.Lock())


def _without_notice(groups: Iterable[Group]) -> list[Group]:
    return [(source, pieces) for source, pieces in groups if pieces != (_MORE,)]


def _source_of(parcel: str) -> str:
    """What a parcel answers to: the message whose answer it is the rest of, so that none of it is said twice."""
    return parcel.partition(_BEFORE_NUDGES)[2] or parcel
