"""``validate_canbao_<form>_form``: what Rasa's forms gather, checked by our steps' checks, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT, FormValidationAction
from rasa_sdk.interfaces import Tracker

from bot.engine.checks import looks_like_question
from bot.engine.commands import read_command
from bot.engine.masking import mask
from bot.handlers.rasa.form_slots import FormSlots, Taken
from bot.handlers.rasa.house import Event, House
from bot.handlers.rasa.kept_values import KeptValues
from bot.handlers.rasa.messages import Message, address_of, read_message
from bot.handlers.rasa.payloads import CHOOSE

_NO_DOMAIN: Any = {}


class FormValidation(FormValidationAction):
    """Checks one form. Where a message is no answer, no slot is set, so that Rasa's rules may answer it."""

    def __init__(self, form: FormSlots, house: House, kept: KeptValues) -> None:
        self._form = form
        self._house = house
        self._kept = kept

    def name(self) -> str:
        """As Rasa looks for it."""
        return f"validate_{self._form.name}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        """Checks what was said, and says what is asked for next; a form for nobody is closed."""
        if why := self._house.refusal(read_message(tracker)):
            dispatcher.utter_message(text=why)
            nothing = {slot: None for slot in tracker.slots_to_validate() if slot in self._form.columns}
            return [SlotSet(slot, value) for slot, value in {**nothing, REQUESTED_SLOT: None}.items()]
        return list(await super().run(dispatcher, tracker, domain or _NO_DOMAIN))

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[str]:
        """Of the slots that the domain lists for the form, those that the answers so far ask for."""
        return self._form.wanted(domain_slots, await self._texts(tracker), self._house.context())

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[Event]:
        """The latest message as the value of the slot that was asked for, where it may be one."""
        slot = str(tracker.slots.get(REQUESTED_SLOT) or "")
        if slot not in self._form.columns or slot in tracker.slots_to_validate():
            return []
        said = self._said(read_message(tracker), slot)
        return [] if said is None else [SlotSet(slot, said)]

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[Event]:
        """Each new value as its slot may show it, or None with what is wrong with it."""
        events: list[Event] = []
        for slot, value in tracker.slots_to_validate().items():
            if slot in self._form.columns and value is not None:
                tracker.slots[slot] = await self._checked(slot, value, dispatcher, tracker)
                events.append(SlotSet(slot, tracker.slots[slot]))
        return events

    async def _checked(self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> str | None:
        texts = await self._texts(tracker)
        column = self._form.columns[slot]
        kept = None if self._form.shows_itself(slot) else texts.get(column.name)
        if kept:
            known = self._form.take(slot, kept, texts, self._house.context())
            if isinstance(known, Taken) and known.shown == value:
                return known.shown
        taken = self._form.take(slot, _as_text(value), texts, self._house.context())
        if not isinstance(taken, Taken):
            dispatcher.utter_message(text=mask(str(taken)))
            return None
        if not self._form.shows_itself(slot):
            await self._kept.keep(address_of(tracker), slot, taken.text)
        return taken.shown

    def _said(self, message: Message, slot: str) -> str | None:
        """What was said as a value; None where another action has dealt with it, or it is something else."""
        if message.done - {self._form.name, "action_extract_slots"}:
            return None
        column = self._form.columns[slot]
        if message.intent == CHOOSE and column.options and message.given.get("of") in (None, slot):
            return str(message.given.get("n"))
        if message.intent or not message.text.strip() or read_command(message.text) is not None:
            return None
        if looks_like_question(message.text) and not isinstance(
            self._form.take(slot, message.text, {}, self._house.context()), Taken
        ):
            return None
        return message.text

    async def _texts(self, tracker: Tracker) -> dict[str, str]:
        return await self._kept.texts(self._form, address_of(tracker), tracker.slots)


def _as_text(value: Any) -> str:
    """A slot's value as it would be typed: Rasa has numbers and lists, too."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)
