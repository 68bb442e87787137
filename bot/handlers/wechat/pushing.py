"""Customer-service messages: what was not asked for just now, and what did not fit into an answer."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from datetime import timedelta
from enum import Enum, auto

from bot.engine.messages import Address, FileRef, Reply
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wechat.budget import Budget
from bot.handlers.wechat.composing import Composing
from bot.handlers.wechat.held import Held
from bot.handlers.wechat.platform import Platform
from bot.handlers.wechat.saying import Saying
from bot.services.outbox import Delivered, NotNow, Outcome, Parcel, Refused

log = logging.getLogger(__name__)
_UNDER_WAY = timedelta(seconds=20)
_PROGRESS = timedelta(days=2)
_BEHIND_ANSWER = 0.7
_QUOTA_OVER = timedelta(hours=1)


class Fault(Enum):
    """What an error number means for what is to be sent."""

    NOT_TO_THEM = auto()
    NOT_AT_ALL = auto()
    NOBODY = auto()
    QUOTA = auto()


_FAULTS = {
    45015: Fault.NOT_TO_THEM,
    45047: Fault.NOT_TO_THEM,
    43004: Fault.NOT_TO_THEM,
    48001: Fault.NOT_AT_ALL,
    48004: Fault.NOT_AT_ALL,
    50001: Fault.NOT_AT_ALL,
    50002: Fault.NOT_AT_ALL,
    40003: Fault.NOBODY,
    45009: Fault.QUOTA,
    45011: Fault.QUOTA,
}


class Pushing:
    """Sends parcels, each part once and in order; what may not be sent is held for the person's next message."""

    def __init__(self, tools: Tools, platform: Platform, budget: Budget, held: Held, composing: Composing) -> None:
        self._tools = tools
        self._notes = tools.notes
        self._platform = platform
        self._budget = budget
        self._held = held
        self._composing = composing

    async def later(self, user: str, key: str, saying: Saying) -> None:
        """Puts the rest of an answer into the outbox, once for each key."""
        name = f"wechat:{key}"
        under_way = json.dumps({"parcel": f"outbox:{name}", "at": time.time()})
        await self._notes.put(f"wechat:under-way:{user}", under_way, _UNDER_WAY)
        await self._tools.late(Address("wechat", user), name, Reply(saying.texts, files=saying.pictures))

    async def is_under_way(self, user: str) -> bool:
        """Whether the rest of an earlier answer is still to go out; after some seconds it is not waited for."""
        return await self._notes.get(f"wechat:under-way:{user}") is not None

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends it, or holds it."""
        user = address.user
        under_way = json.loads(await self._notes.get(f"wechat:under-way:{user}") or "{}")
        is_rest = under_way.get("parcel") == parcel.id
        if is_rest:
            # The answer that it is the rest of is just being taken.
            await asyncio.sleep(min(_BEHIND_ANSWER, max(0.0, under_way["at"] + _BEHIND_ANSWER - time.time())))
        outcome = await self._send(user, parcel)
        if is_rest and not isinstance(outcome, NotNow):
            await self._notes.drop(f"wechat:under-way:{user}")
        return outcome

    async def _send(self, user: str, parcel: Parcel) -> Outcome:
        saying = await self._composing.saying(user, parcel.reply)
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
                return await self._refused(user, saying.after(done), error)
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
        if found is not None:
            await self._platform.send_picture(user, *found)

    async def _refused(self, user: str, rest: Saying, error: ApiError) -> Outcome:
        match _FAULTS.get(error.code):
            case Fault.NOT_TO_THEM:
                await self._budget.close(user)
                return await self._hold(user, rest)
            case Fault.NOT_AT_ALL:
                log.warning("the account may not send messages of its own: %s", error)
                await self._budget.close_all()
                return await self._hold(user, rest)
            case Fault.NOBODY:
                return Refused(str(error))
            case Fault.QUOTA:
                return NotNow(_QUOTA_OVER if error.code == 45009 else timedelta(minutes=1), str(error))
        return NotNow(reason=str(error))

    async def _hold(self, user: str, rest: Saying) -> Outcome:
        await self._held.hold(user, rest)
        return Delivered()
