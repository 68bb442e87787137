"""``action_canbao_turn``: one turn of our conversation, by what the person typed or the button they pressed."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from bot.engine.messages import Inbound, Reply
from bot.handlers.rasa.house import Event, House, set_slots, utter
from bot.handlers.rasa.messages import Message, read_message
from bot.handlers.rasa.payloads import CHOOSE, chosen

_NO_TEXT = "这条消息里没有文字，我读不了。请打字、点按钮，或者把报错截图和表格作为文件发来。"


class TurnAction(Action):
    """Says what the assistant says, and sets where the conversation stands: dialog, step, topic, decision."""

    def __init__(self, house: House) -> None:
        self._house = house

    def name(self) -> str:
        """As the domain calls it."""
        return "action_canbao_turn"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        """One turn; the same message is answered once, however often the call comes."""
        message = read_message(tracker)
        if self.name() in message.done:
            return []
        if why := self._house.refusal(message):
            dispatcher.utter_message(text=why)
            return []
        if message.says_nothing:
            dispatcher.utter_message(text=_NO_TEXT)
            return []
        # A button may stand under what was told last, which is not known any more once more is taken.
        inbound = await self._inbound(message)
        # Before the turn: where this fails, the message was not taken, as the person is told.
        late = await self._house.late.take(message)
        reply = await self._house.tools.turns.turn(inbound)
        for said in (*late, reply):
            utter(dispatcher, said)
        return stands(tracker, reply)

    async def _inbound(self, message: Message) -> Inbound:
        if message.intent == CHOOSE:
            offered = [await self._house.tools.shown(message.address), *await self._house.late.offered(message.address)]
            choice = chosen(message.given, offered)
            return Inbound(message.address, message.id, choice=choice, private=message.private)
        # A button of the team's own, such as /greet, says nothing to us: the person is greeted.
        return Inbound(message.address, message.id, text=message.text, private=message.private)


def stands(tracker: Tracker, reply: Reply) -> list[Event]:
    """The slots that say where the conversation stands."""
    return set_slots(
        tracker,
        canbao_dialog=reply.dialog,
        canbao_step=reply.step,
        canbao_topic=reply.topic,
        canbao_decision=reply.decision.value if reply.decision else None,
    )
