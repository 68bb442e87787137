"""Customer-service messages: what was not asked for just now, and what did not fit into an answer."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from enum import Enum, auto

from bot.engine.messages import Address, FileRef, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wechat.budget import Budget, Place
from bot.handlers.wechat.composing import Composing
from bot.handlers.wechat.held import Held
from bot.handlers.wechat.mends import MENDS
from bot.handlers.wechat.platform import Platform
from bot.handlers.wechat.saying import Saying
from bot.services.outbox import Delivered, NotNow, Outcome, Parcel, Refused

log = logging.getLogger(__name__)
_UNDER_WAY = timedelta(minutes=10)
_WAITED_FOR = 20.0
_PROGRESS = timedelta(days=2)
_BEHIND_ANSWER = 0.7
_QUOTA_OVER = timedelta(hours=1)
_SETUP_AGAIN, _AT_ONCE = timedelta(minutes=5), timedelta(seconds=1)
_UNSETTLED, _UNSAID = "?", "!"
_SETTLES_WITHIN = 60.0
_LOOKS, _LOOK_AGAIN = 40, 0.05


class Fault(Enum):
    """What an error number means for what is to be sent."""

    NOT_TO_THEM = auto()
    NOT_AT_ALL = auto()
    NOBODY = auto()
    QUOTA = auto()
    SETUP = auto()
    NEVER = auto()


_MEANS = {
    45015: Fault.NOT_TO_THEM,
    45047: Fault.NOT_TO_THEM,
    43004: Fault.NOT_TO_THEM,
    43019: Fault.NOT_TO_THEM,
    48002: Fault.NOT_TO_THEM,
    48001: Fault.NOT_AT_ALL,
    48004: Fault.NOT_AT_ALL,
    50001: Fault.NOT_AT_ALL,
    50002: Fault.NOT_AT_ALL,
    40003: Fault.NOBODY,
    45009: Fault.QUOTA,
    45011: Fault.QUOTA,
    45002: Fault.NEVER,
    **dict.fromkeys(MENDS, Fault.SETUP),
}
_NO_PICTURE = frozenset({40004, 40005, 40006, 40007, 40009, 45001})
"""WeChat does not take the picture, and never will."""


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """The newest rest of an answer that is to go out, put ``at``; ``since`` when one or another is under way."""

    parcel: str
    since: float
    at: float


class Pushing:
    """Sends parcels, each part once and in order; what may not be sent is held for the person's next message."""

    def __init__(self, tools: Tools, platform: Platform, budget: Budget, held: Held, composing: Composing) -> None:
        self._tools = tools
        self._notes = tools.notes
        self._platform = platform
        self._budget = budget
        self._held = held
        self._composing = composing

    async def later(self, user: str, key: str, saying: Saying, first: str = "") -> None:
        """Puts into the outbox what an answer does not say, once for each key.

        The answer is just about to say the ``first`` text, which goes before: ``settle`` tells whether it did.
        """
        if first:
            await self._notes.put(_first_of(f"outbox:wechat:{key}"), f"{_UNSETTLED}{time.time()}", _PROGRESS)
        name, now = f"wechat:{key}", time.time()
        before = await self._under_way(user)
        since = now if before is None else before.since
        await self._note(user, _UnderWay(f"outbox:{name}", since, now))
        try:
            await self._tools.late(Address("wechat", user), name, Reply(saying.texts, files=saying.pictures))
        except StoreTrouble:
            with suppress(StoreTrouble):
                await self._note(user, before)
            raise

    async def settle(self, key: str, first: str, is_answered: bool) -> None:
        """The answer said the first text, or did not: then it goes out before the rest."""
        name = _first_of(f"outbox:wechat:{key}")
        await (self._notes.drop(name) if is_answered else self._notes.put(name, f"{_UNSAID}{first}", _PROGRESS))

    async def is_under_way(self, user: str) -> bool:
        """Whether the rest of an earlier answer is still to go out, and that soon: an outage is not waited for."""
        under_way = await self._under_way(user)
        return under_way is not None and time.time() - under_way.since < _WAITED_FOR

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends it, or holds it."""
        user = address.user
        under_way = await self._under_way(user)
        if under_way is not None and under_way.parcel == parcel.id:
            # The answer that it is the rest of is just being taken.
            await asyncio.sleep(min(_BEHIND_ANSWER, max(0.0, under_way.at + _BEHIND_ANSWER - time.time())))
        first = await self._unsaid(parcel)
        if first is None:
            return NotNow(_AT_ONCE, "the answer before it is just being given")
        outcome = await self._send(user, parcel, first)
        under_way = await self._under_way(user)
        if under_way is not None and isinstance(outcome, NotNow):
            await self._note(user, replace(under_way, since=0.0))
        elif under_way is not None and under_way.parcel == parcel.id:
            await self._note(user, None)
        return outcome

    async def _under_way(self, user: str) -> _UnderWay | None:
        noted = await self._notes.get(f"wechat:under-way:{user}")
        return None if noted is None else _UnderWay(**json.loads(noted))

    async def _note(self, user: str, under_way: _UnderWay | None) -> None:
        name = f"wechat:under-way:{user}"
        if under_way is None:
            await self._notes.drop(name)
        else:
            await self._notes.put(name, json.dumps(asdict(under_way)), _UNDER_WAY)

    async def _send(self, user: str, parcel: Parcel, first: str) -> Outcome:
        saying = await self._composing.saying(user, parcel.reply)
        if first:
            saying = Saying((first, *saying.texts), saying.pictures)
        done = int(await self._notes.get(f"wechat:progress:{parcel.id}") or 0)
        count = len(saying.texts) + len(saying.pictures)
        while done < count:
            place = None if await self._held.anything(user) else await self._budget.place(user)
            if place is None:
                return await self._hold(user, saying.after(done))
            try:
                await self._push(user, saying, done)
            except Unreachable as error:
                return NotNow(reason=str(error))
            except ApiError as error:
                return await self._refused(user, saying.after(done), place, error)
            await self._budget.fill(place)
            done += 1
            if done < count:
                await self._notes.put(f"wechat:progress:{parcel.id}", str(done), _PROGRESS)
        return Delivered()

    async def _push(self, user: str, saying: Saying, number: int) -> None:
        if number < len(saying.texts):
            await self._platform.send_text(user, saying.texts[number])
            return
        file = saying.pictures[number - len(saying.texts)]
        found: tuple[FileRef, bytes] | None = await self._tools.open_file(Address("wechat", user), file.id)
        if found is None:
            return
        try:
            await self._platform.send_picture(user, *found)
        except ApiError as error:
            if error.code not in _NO_PICTURE:
                raise
            log.warning("a picture was not taken, its link is sent instead: %s", error)
            await self._platform.send_text(user, await self._composing.linked(user, file))

    async def _unsaid(self, parcel: Parcel) -> str | None:
        """The text before the rest that no answer said, empty where one did; None while one may still be saying it.

        A process that died in between leaves it open: the platform asks again, and gets the answer.
        """
        for _ in range(_LOOKS):
            noted = await self._notes.get(_first_of(parcel.id)) or ""
            if not noted.startswith(_UNSETTLED):
                return noted.removeprefix(_UNSAID)
            if time.time() - float(noted.removeprefix(_UNSETTLED)) > _SETTLES_WITHIN:
                return ""
            await asyncio.sleep(_LOOK_AGAIN)
        return None

    async def _refused(self, user: str, rest: Saying, place: Place, error: ApiError) -> Outcome:
        match _MEANS.get(error.code):
            case Fault.NOT_TO_THEM:
                if not await self._budget.refused(place):
                    return NotNow(_AT_ONCE, str(error))
                return await self._hold(user, rest)
            case Fault.NOT_AT_ALL:
                log.warning("the account may not send messages of its own: %s", error)
                await self._budget.close_all()
                return await self._hold(user, rest)
            case Fault.NOBODY:
                return Refused(str(error))
            case Fault.SETUP:
                log.error("nothing can be sent until the set-up is mended. %s", MENDS[error.code])
                return NotNow(_SETUP_AGAIN, str(error))
            case Fault.NEVER:
                return Refused(str(error))
            case Fault.QUOTA:
                return NotNow(_QUOTA_OVER if error.code == 45009 else timedelta(minutes=1), str(error))
        return NotNow(reason=str(error))

    async def _hold(self, user: str, rest: Saying) -> Outcome:
        await self._held.hold(user, rest)
        return Delivered()


def _first_of(parcel: str) -> str:
    return f"wechat:first:{parcel}"
