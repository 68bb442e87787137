"""Cards whose question is over: their buttons are made grey, so that nobody presses them any more."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from bot.engine.messages import Address
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wecom.heard import Chosen
from bot.handlers.wecom.speaking import Speaker

log = logging.getLogger(__name__)
ANSWERED, EXPIRED, NOTHING_CHOSEN = "已回答", "已过期", "没有选"
_MOST_TOLD = 16


@dataclass(frozen=True, slots=True)
class Old:
    """A card to close: its task, its code, and what its buttons are to say."""

    task: str
    code: str
    told: str


class OldCards:
    """Closes cards beside the conversation; one that cannot be closed stays, and pressing it does no harm."""

    def __init__(self, speaker: Speaker, tools: Tools) -> None:
        self._speaker = speaker
        self._tools = tools
        self._beside: set[asyncio.Task[None]] = set()

    async def pressed(self, address: Address, chosen: Chosen) -> Old:
        """The card that was pressed, with what was chosen; to be asked before the turn."""
        label = next((each.label for each in await self._tools.shown(address) if each.id == chosen.option), "")
        told = f"已选：{label}"[:_MOST_TOLD] if label else EXPIRED if chosen.option else NOTHING_CHOSEN
        return Old(chosen.task, chosen.code, told)

    async def lying_open(self, address: Address) -> Old | None:
        """The card that lies open before the person, which the turn now made old."""
        found = await self._speaker.open_card(address.user)
        if found is None:
            return None
        await self._speaker.forget_card(address.user)
        return Old(*found, ANSWERED)

    def close(self, user: str, pressed: Old | None, lying_open: Old | None) -> None:
        """Closes both, beside what goes on."""
        both = {card.task: card for card in (lying_open, pressed) if card is not None}
        for card in both.values():
            if card.code:
                task = asyncio.create_task(self._close(user, card))
                self._beside.add(task)
                task.add_done_callback(self._beside.discard)

    async def finish(self) -> None:
        """Waits for what is under way."""
        await asyncio.gather(*self._beside, return_exceptions=True)

    async def _close(self, user: str, card: Old) -> None:
        try:
            await self._speaker.close_card(user, card.code, card.told)
        except (ApiError, Unreachable, StoreTrouble) as error:
            log.info("an old card stays open: %s", error)
