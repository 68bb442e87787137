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

from bot.engine.messages import Decision, Inbound, Reply
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
        if (known := await self._house.personal.get(message.address, _name(message))) is not None:
            told = json.loads(known)
            dispatcher.messages += told["responses"]
            return list(told["events"])
        texts = await self._kept.texts(self._form, message.address, tracker.slots)
        if lost := self._lost(tracker, texts):
            labels = "、".join(self._form.columns[slot].label for slot in lost)
            dispatcher.utter_message(text=f"这几项过了{KEPT_FOR.days}天，没有再留着：{labels}。请再填一次。")
            return [*_emptied(lost), FollowupAction(self._form.name)]
        reply, is_taken = await self._walk(message, {name: text for name, text in texts.items() if text})
        utter(dispatcher, reply)
        filled = [slot for slot in self._form.columns if tracker.slots.get(slot) is not None] if is_taken else []
        events = [*stands(tracker, reply), *_emptied(filled)]
        if is_taken:
            await self._forget(message, filled, {"responses": dispatcher.messages, "events": events})
        return events

    async def _forget(self, message: Message, filled: Iterable[str], told: Mapping[str, Any]) -> None:
        """Forgets the values; a call that is repeated is answered by what was told."""
        await self._house.personal.put(message.address, _name(message), json.dumps(told), _REPEATED_WITHIN)
        await self._kept.forget(message.address, filled)

    def _lost(self, tracker: Tracker, texts: Mapping[str, str]) -> list[str]:
        """Slots that are set, and nothing is known of what stood behind them."""
        columns = self._form.columns.items()
        return [slot for slot, column in columns if tracker.slots.get(slot) is not None and column.name not in texts]

    async def _walk(self, message: Message, texts: Mapping[str, str]) -> tuple[Reply, bool]:
        """Begins the filing and answers its questions as long as the answers are known and taken; says whether the
        conversation has them now.

        It has none where the filing does not begin, as without a binding, or the store fails: the form stays filled in.
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
        return reply, bool(answered) and reply.decision is not Decision.TROUBLE

    async def _turn(self, inbound: Inbound, message: Message) -> Reply:
        return await self._house.tools.turns.turn(replace(inbound, private=message.private))


def _name(message: Message) -> str:
    return f"rasa:submitted:{message.sender}:{message.id}"


def _emptied(slots: Iterable[str]) -> list[Event]:
    return [SlotSet(slot, None) for slot in slots]
