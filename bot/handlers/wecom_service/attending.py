"""Whether an attendant has a customer's session, so that the assistant is silent."""

from __future__ import annotations

import logging
from datetime import timedelta
from enum import IntEnum

from bot.handlers.channel import Notes
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wecom.api import Api
from bot.handlers.wecom_service.pulled import parts_of

log = logging.getLogger(__name__)
_AT_MOST = timedelta(days=2)
_SURE = timedelta(minutes=5)


class Session(IntEnum):
    """Whose a session is, by WeCom's numbers."""

    NEW = 0
    OURS = 1
    QUEUED = 2
    ATTENDED = 3
    OVER = 4


_WITH_PEOPLE = frozenset({Session.QUEUED, Session.ATTENDED})


class Attending:
    """Sessions that attendants have, or that wait for one. Not every end of it is told, so that WeCom is asked."""

    def __init__(self, api: Api, notes: Notes) -> None:
        self._api = api
        self._notes = notes

    async def begins(self, user: str) -> None:
        """An attendant has the session from now on."""
        await self._notes.put(_attended(user), "attended", _AT_MOST)
        await self._notes.put(_sure(user), "sure", _SURE)

    async def ends(self, user: str) -> None:
        """The assistant may speak again."""
        await self._notes.drop(_attended(user))

    async def has(self, user: str) -> bool:
        """Whether an attendant has it, as far as is known; what was learnt a while ago is asked for again."""
        if await self._notes.get(_attended(user)) is None:
            return False
        return await self._notes.get(_sure(user)) is not None or await self.asked(user)

    async def asked(self, user: str) -> bool:
        """Whether an attendant has it, as WeCom says now; False where it says nothing."""
        account, customer = parts_of(user)
        try:
            told = await self._api.call("kf/service_state/get", {"open_kfid": account, "external_userid": customer})
        except (ApiError, Unreachable) as trouble:
            log.warning("whose a session is could not be asked: %s", trouble)
            return False
        is_attended = told.get("service_state") in _WITH_PEOPLE
        await (self.begins(user) if is_attended else self.ends(user))
        return is_attended


def _attended(user: str) -> str:
    return f"wecom_service:attended:{user}"


def _sure(user: str) -> str:
    return f"wecom_service:attended-surely:{user}"
