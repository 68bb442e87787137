"""``action_canbao_submit_<form>``: takes what a Rasa form gathered into our conversation, up to the review card."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from bot.engine.messages import Inbound, Reply
from bot.handlers.rasa.form_slots import WHOM, FormSlots
from bot.handlers.rasa.house import Event, House, utter
from bot.handlers.rasa.kept_values import KEPT_FOR, KeptValues
from bot.handlers.rasa.messages import Message, read_message
from bot.handlers.rasa.turn_action import stands

_BY_NAME = "who"
"""The step by which some filings find the person, by number or by name."""

_REPEATED_WITHIN = timedelta(hours=1)


class FormSubmit(Action):
    """Nothing is sent to the bureau here: the person sees the card and confirms it as in any other channel."""

    def __init__(self, form: FormSlots, house: House, kept: KeptValues) -> None:
        self._form = form
        self._house = house
        self._kept = kept

    def name(self) -> str:
        """As the domain calls it."""
        return f"action_canbao_submit_{self._form.dialog.key}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        """Walks the filing with the answers; empties the form's slots once they are in the conversation."""
        message = read_message(tracker)
        if self.name() in message.done:
            return []
        if why := self._house.refusal(message):
            dispatcher.utter_message(text=why)
            return []
        notes, name = self._house.tools.notes, f"rasa:submitted:{message.sender}:{message.id}"
        if (known := await notes.get(name)) is not None:
            told = json.loads(known)
            dispatcher.messages += told["responses"]
            return list(told["events"])
        events = await self._submitted(message, dispatcher, tracker)
        # The values are forgotten by now, so that a call that is repeated could not be answered by them.
        await notes.put(name, json.dumps({"responses": dispatcher.messages, "events": events}), _REPEATED_WITHIN)
        return events

    async def _submitted(self, message: Message, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
        texts = await self._kept.texts(self._form, message.sender, tracker.slots)
        if lost := self._lost(tracker, texts):
            labels = "、".join(self._form.columns[slot].label for slot in lost)
            dispatcher.utter_message(text=f"这几项过了{KEPT_FOR.days}天，没有再留着：{labels}。请再填一次。")
            return [*_emptied(lost), FollowupAction(self._form.name)]
        reply, is_taken = await self._walk(message, {name: text for name, text in texts.items() if text})
        utter(dispatcher, reply)
        if not is_taken:
            return stands(tracker, reply)
        filled = [slot for slot in self._form.columns if tracker.slots.get(slot) is not None]
        await self._kept.forget(message.sender, filled)
        return [*stands(tracker, reply), *_emptied(filled)]

    def _lost(self, tracker: Tracker, texts: Mapping[str, str]) -> list[str]:
        """Slots that are set, and nothing is known of what stood behind them."""
        columns = self._form.columns.items()
        return [slot for slot, column in columns if tracker.slots.get(slot) is not None and column.name not in texts]

    async def _walk(self, message: Message, texts: Mapping[str, str]) -> tuple[Reply, bool]:
        """Begins the filing and answers its questions as long as the answers are known and taken; says whether any was.

        None is where the filing does not begin, as without a binding: then the form stays filled in.
        """
        start = Inbound(message.address, f"{message.id}:0", choice=f"fresh|{self._form.dialog.key}")
        reply = await self._turn(start, message)
        answered = ""
        for number in range(1, len(texts) + 2):
            text = texts.get(reply.step or "") or (texts.get(WHOM) if reply.step == _BY_NAME else None)
            if reply.dialog != self._form.dialog.key or not text or reply.step == answered:
                break
            answered = reply.step or ""
            reply = await self._turn(
                replace(start, message_id=f"{message.id}:{number}", choice=None, text=text), message
            )
        return reply, bool(answered)

    async def _turn(self, inbound: Inbound, message: Message) -> Reply:
        return await self._house.tools.turns.turn(replace(inbound, private=message.private))


def _emptied(slots: Iterable[str]) -> list[Event]:
    return [SlotSet(slot, None) for slot in slots]
