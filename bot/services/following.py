"""Filings after they were confirmed: written down, on the audit trail, and followed until the bureau has decided."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.bureau.protocol import Bureau, Filed, Filing, Outage, Standing
from bot.engine.masking import mask
from bot.engine.messages import Address
from bot.engine.ports import Clock, StoreTrouble
from bot.services.wordings import Wordings
from bot.store.audit import Audit, Deed
from bot.store.followed import Followed, FollowedFilings
from bot.store.outbox import Outbox
from bot.store.outbox_rows import Note, Outgoing

log = logging.getLogger(__name__)
SENDING, UNKNOWN, GONE = "sending", "unknown", "gone"
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=20), timedelta(minutes=10)
_SURELY_LOST = timedelta(minutes=2)
"""So long a filing that nobody answered for may still turn up at the bureau."""
_GIVE_UP = timedelta(days=1)
_POLL_SECONDS = 5.0
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose filing it is, where they are met, by which version of the parameters it was prepared, and for whom."""

    person: str
    address: Address
    stamp: str
    employer_name: str = field(default="", repr=False)


class Journal(Protocol):
    """Writes filings down before and after they are sent."""

    async def intend(self, request: str, filing: Filing, whose: Whose) -> None:
        """Before it is sent; where this raises, nothing was sent."""
        ...

    async def tell(self, request: str, filing: Filing, whose: Whose, filed: Filed | None) -> None:
        """After it was sent; ``filed`` is None where nobody knows whether it arrived."""
        ...

    async def note(self, whose: Whose, request: str, action: str, employer: str) -> None:
        """Anything else that is done for an employer: binding, unbinding, switching."""
        ...


class NoJournal:
    """Writes nothing down: where nothing is filed for anybody."""

    async def intend(self, request: str, filing: Filing, whose: Whose) -> None:
        """Forgets it."""

    async def tell(self, request: str, filing: Filing, whose: Whose, filed: Filed | None) -> None:
        """Forgets it."""

    async def note(self, whose: Whose, request: str, action: str, employer: str) -> None:
        """Forgets it."""


@dataclass(frozen=True, slots=True)
class KeptJournal:
    """Writes filings into the audit trail and among those that are followed."""

    followed: FollowedFilings
    audit: Audit
    clock: Clock

    async def intend(self, request: str, filing: Filing, whose: Whose) -> None:
        """See ``Journal``; raises ``StoreTrouble``."""
        now = self.clock.now()
        await self.audit.record(self._deed(request, "intended", filing, whose, now, changed=dict(filing.answers)))
        title, number = filing.module.label, mask(str(filing.answers.get("identity_number", "")))
        about = "，".join(filter(None, [whose.employer_name, number]))
        due = now + _FIRST_PAUSE
        await self.followed.begin(Followed(request, whose.person, whose.address, SENDING, title, about, now, due))

    async def tell(self, request: str, filing: Filing, whose: Whose, filed: Filed | None) -> None:
        """See ``Journal``. What cannot be written down now is asked of the bureau later."""
        now, standing = self.clock.now(), filed.standing.value if filed else UNKNOWN
        due = None if filed is not None and filed.standing is not Standing.IN_REVIEW else now + _FIRST_PAUSE
        try:
            await self.followed.settle(request, standing, due)
            deed = self._deed(request, f"submitted:{standing}", filing, whose, now)
            await self.audit.record(replace(deed, bureau=_said(filed)))
        except StoreTrouble:
            log.exception("what became of %s could not be written down; it is followed", request)

    async def note(self, whose: Whose, request: str, action: str, employer: str) -> None:
        """See ``Journal``; raises ``StoreTrouble``."""
        await self.audit.record(Deed(whose.person, self.clock.now(), request, action, employer=employer))

    @staticmethod
    def _deed(
        request: str, action: str, filing: Filing, whose: Whose, at: datetime, changed: Mapping[str, Any] | None = None
    ) -> Deed:
        return Deed(
            person=whose.person,
            at=at,
            request=request,
            action=action,
            module=filing.module.value,
            rule=filing.module.value,
            law=whose.stamp,
            employer=filing.employer,
            changed=changed,
        )


class Following:
    """Asks the bureau about filings under way, and tells their persons what came of them, once each."""

    def __init__(
        self,
        followed: FollowedFilings,
        audit: Audit,
        outbox: Outbox,
        bureau: Bureau,
        clock: Clock,
        wordings: Callable[[], Wordings],
    ) -> None:
        self._followed = followed
        self._audit = audit
        self._outbox = outbox
        self._bureau = bureau
        self._clock = clock
        self._wordings = wordings

    async def run(self) -> None:
        """Follows until cancelled; what fails is tried again."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("filings could not be followed; trying again")
            await asyncio.sleep(_POLL_SECONDS)

    async def look(self, only: str | None = None) -> int:
        """Asks about what is due, of one person or of all; gives how many were asked about.

        Raises:
            StoreTrouble: the database did not answer.
        """
        due = await self._followed.due(self._clock.now(), _AT_ONCE, only)
        for one in due:
            try:
                filed = await self._bureau.status(one.request)
            except Outage:
                await self._later(one, one.standing)
            else:
                await self._heard(one, filed)
        return len(due)

    async def _heard(self, one: Followed, filed: Filed | None) -> None:
        if filed is None:
            await self._never_arrived(one)
        elif filed.standing.value == one.standing and filed.standing is Standing.IN_REVIEW:
            await self._later(one, one.standing)
        else:
            await self._changed(one, filed)

    async def _never_arrived(self, one: Followed) -> None:
        """A filing that the person was told is unknown is told to be lost, once it surely is; one whose turn was cut
        short is sent by that turn's next try, under the same request.
        """
        waited = self._clock.now() - one.begun_at
        if one.standing == UNKNOWN and waited >= _SURELY_LOST:
            await self._say(one, GONE, ("late_gone", {}))
            await self._followed.settle(one.request, GONE, None)
        elif waited >= _GIVE_UP:
            await self._followed.settle(one.request, GONE, None)
        else:
            await self._later(one, one.standing)

    async def _changed(self, one: Followed, filed: Filed) -> None:
        standing = filed.standing.value
        names = {"number": filed.filing_number, "reason": filed.refusal.message if filed.refusal else ""}
        await self._say(one, standing, (f"late_{standing}", names))
        deed = Deed(one.person, self._clock.now(), one.request, f"status:{standing}", bureau=_said(filed))
        await self._audit.record(deed)
        due = self._clock.now() + _FIRST_PAUSE if filed.standing is Standing.IN_REVIEW else None
        await self._followed.settle(one.request, standing, due)

    async def _say(self, one: Followed, standing: str, said: tuple[str, Mapping[str, str]]) -> None:
        """Puts it into the outbox, whose key lets it go out once."""
        name, names = said
        text = self._wordings().late(name, title=one.title, about=one.about, **names)
        await self._outbox.put(Outgoing(one.person, one.address, f"filing:{one.request}:{standing}", Note((text,))))

    async def _later(self, one: Followed, standing: str) -> None:
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * (1 << min(one.tries, 10)))
        await self._followed.settle(one.request, standing, self._clock.now() + pause, one.tries + 1)


def _said(filed: Filed | None) -> dict[str, Any]:
    """What the bureau said, for the trail."""
    if filed is None:
        return {"standing": UNKNOWN}
    refusal = filed.refusal.message if filed.refusal else ""
    facts: Sequence[str] = [f"{fact.label}：{fact.text}" for fact in filed.facts]
    return {"standing": filed.standing.value, "number": filed.filing_number, "refusal": refusal, "facts": facts}
