"""``action_canbao_answer``: the answer to a question, without anybody's conversation."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from bot.engine.masking import mask
from bot.engine.messages import Decision, Heard
from bot.handlers.rasa.house import Event, House, set_slots, utter_texts
from bot.handlers.rasa.messages import read_message
from bot.handlers.rasa.payloads import topic_buttons

_MOST_SIGNS = 4_000
_TOO_LONG = f"问题太长，最多{_MOST_SIGNS}个字。请只写要问的那一句。"
_NO_QUESTION = "没有收到问题。请把要问的事写成一句话，例如：停保什么时候能办？"
_NO_TOPIC = "没有这个主题，可能写错了，或者已经改名。请直接写要问的事。"


class AnswerAction(Action):
    """Answers the topic of a button or of the slot ``canbao_ask_topic``, otherwise what was typed."""

    def __init__(self, house: House) -> None:
        self._house = house

    def name(self) -> str:
        """As the domain calls it."""
        return "action_canbao_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        """Says the answer; where several topics may be meant, each is a button."""
        message = read_message(tracker)
        if self.name() in message.done:
            return []
        asked = message.given.get("topic") if message.intent else None
        topic = asked or tracker.slots.get("canbao_ask_topic")
        said = await asyncio.to_thread(self._topic, str(topic) if topic else "", message.text)
        titles = {choice.id: choice.title for choice in said.choices}
        utter_texts(dispatcher, said.messages, topic_buttons(titles))
        return set_slots(tracker, canbao_topic=said.topic, canbao_decision=said.decision.value, canbao_ask_topic=None)

    def _topic(self, topic: str, text: str) -> Heard:
        today = self._house.context().today
        if topic:
            told = self._house.answers.tell(topic, today)
            return told if told.messages else Heard(told.decision, (_NO_TOPIC,))
        if not text.strip():
            return Heard(Decision.NOT_UNDERSTOOD, (_NO_QUESTION,))
        if len(text) > _MOST_SIGNS:
            return Heard(Decision.NOT_UNDERSTOOD, (_TOO_LONG,))
        heard = self._house.answers.hear(text, today, None)
        if heard.messages:
            return heard
        answered = self._house.answers.ask(text, today)
        return Heard(Decision(answered["decision"]), (mask(answered["answer"]),))
