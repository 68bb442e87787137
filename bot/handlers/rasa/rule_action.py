"""``action_canbao_rule``: one of the rules by its name, on what slots or a button give."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from bot.engine.masking import mask
from bot.handlers.rasa.house import Event, House, set_slots
from bot.handlers.rasa.messages import Message, read_message
from bot.services.rule_catalog import RuleTold
from bot.services.rulings import Refusal, Ruling

_SECRET = "这条规则要用到密码，不能经Rasa传送，以免留在对话记录里。请在网页聊天里问。"


class RuleAction(Action):
    """The rule's name is in a button or the slot ``canbao_rule``, its answers in slots ``canbao_<answer>``."""

    def __init__(self, house: House) -> None:
        self._house = house

    def name(self) -> str:
        """As the domain calls it."""
        return "action_canbao_rule"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        """Says the result and what it rests on, and sets it in slots; says what is missing where it cannot."""
        message = read_message(tracker)
        wanted = _wanted(message, tracker)
        rule = next((rule for rule in self._house.rulings.rules() if rule.name == wanted), None)
        if rule is None:
            dispatcher.utter_message(text=self._unknown(wanted))
            return _results(tracker)
        if rule.secret:
            dispatcher.utter_message(text=_SECRET)
            return _results(tracker)
        answer = await asyncio.to_thread(self._house.rulings.ask, rule.name, dict(_given(rule, message, tracker)))
        hidden = _hidden(rule, tracker)
        if isinstance(answer, Refusal):
            dispatcher.utter_message(text=mask(answer.message))
            return [*_results(tracker, canbao_rule_missing=answer.key or None), *hidden]
        dispatcher.utter_message(text=mask("\n".join(_lines(answer))))
        numbers = {told.field: mask(told.text) for told in answer.told}
        outcome, label = answer.plain["outcome"], answer.plain["outcome_label"]
        found = _results(tracker, canbao_outcome=outcome, canbao_outcome_label=label, canbao_numbers=numbers)
        return [*found, *hidden]

    def _unknown(self, wanted: str) -> str:
        names = "\n".join(f"{rule.name}（{rule.label}）" for rule in self._house.rulings.rules() if not rule.secret)
        lead = "没有这条规则。" if wanted else "没有写明用哪条规则。"
        return f"{lead}请把canbao_rule设成这些之一：\n{names}"


def _wanted(message: Message, tracker: Tracker) -> str:
    given = message.given.get("rule") if message.intent else None
    return str(given or tracker.slots.get("canbao_rule") or "")[:40]


def _given(rule: RuleTold, message: Message, tracker: Tracker) -> Iterator[tuple[str, Any]]:
    """The answers that are known: of the button, else of the slots. Rasa reads digits as a number, where a text may be
    meant.
    """
    for parameter in rule.parameters:
        value = message.given.get(parameter.name) if message.intent else None
        value = tracker.slots.get(f"canbao_{parameter.name}") if value is None else value
        if value is not None and value != "":
            yield parameter.name, _typed(value) if parameter.type == "string" else value


def _hidden(rule: RuleTold, tracker: Tracker) -> list[Event]:
    """Slots that held a number of a person's in clear, masked."""
    slots = {f"canbao_{parameter.name}": tracker.slots.get(f"canbao_{parameter.name}") for parameter in rule.parameters}
    masked = {name: _masked(value) for name, value in slots.items()}
    return set_slots(tracker, **{name: value for name, value in masked.items() if value != slots[name]})


def _masked(value: Any) -> Any:
    """The value with every number of a person's in it masked, whether Rasa holds it as a text or as a number."""
    if isinstance(value, Mapping):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    typed = _typed(value)
    return value if not isinstance(typed, str) or mask(typed) == typed else mask(typed)


def _typed(value: Any) -> Any:
    """A number as a person would have typed it; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _results(tracker: Tracker, **found: Any) -> list[Event]:
    """The slots of the result; what was not found is emptied, so that no earlier result stands there."""
    nothing = dict.fromkeys(("canbao_outcome", "canbao_outcome_label", "canbao_numbers", "canbao_rule_missing"))
    return set_slots(tracker, **(nothing | found))


def _lines(answer: Ruling) -> Iterator[str]:
    yield f"{answer.label}：{answer.plain['outcome_label']}"
    yield answer.plain["because"]["says"]
    yield from (f"{told.label}：{told.text}" for told in answer.told)
    for point in answer.plain["open_points"]:
        yield f"没有定论：{point['question']}请问：{point['ask']}"
    yield f"出处：{'；'.join(answer.plain['sources']) or '—'}"
    yield f"按{answer.day}"
