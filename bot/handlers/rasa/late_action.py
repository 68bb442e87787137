"""``action_canbao_late``: what came by itself, for teams whose front end or reminder looks for it now and then."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from bot.handlers.rasa.house import Event, House, utter
from bot.handlers.rasa.messages import read_message


class LateAction(Action):
    """Says what waits, and nothing where nothing does."""

    def __init__(self, house: House) -> None:
        self._house = house

    def name(self) -> str:
        """As the domain calls it."""
        return "action_canbao_late"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        """Says it once; the same again where the call is repeated."""
        message = read_message(tracker)
        if not self._house.refusal(message):
            for reply in await self._house.late.take(message):
                utter(dispatcher, reply)
        return []
