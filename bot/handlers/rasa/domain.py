"""The part of a Rasa domain that is ours: actions, forms, slots and what asks for them, read off the declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from bot.engine.dialog import Dialog
from bot.engine.faces import Column, ColumnKind
from bot.handlers.rasa.form_slots import LEFT_OUT, FormSlots
from bot.handlers.rasa.payloads import ANSWER, CHOOSE, RULE, payload
from bot.services.rule_catalog import RuleTold

_ACTIONS = ("action_canbao_turn", "action_canbao_answer", "action_canbao_rule", "action_canbao_late")
_STANDS = ("canbao_dialog", "canbao_step", "canbao_topic", "canbao_decision")
_ASKED = ("canbao_ask_topic", "canbao_rule")
_FOUND = ("canbao_outcome", "canbao_outcome_label", "canbao_numbers", "canbao_rule_missing")
_HEAD = "# 由 python -m bot rasa --domain 写出，请不要手改：表单、规则改了，再写一次。\n"


def domain_yaml(forms: Iterable[type[Dialog]], rules: Iterable[RuleTold]) -> str:
    """The domain file, to lie beside the team's own."""
    told = _domain([FormSlots(dialog) for dialog in forms], [rule for rule in rules if not rule.secret])
    return _HEAD + yaml.dump(told, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000)


class _Plain(yaml.SafeDumper):
    """Writes texts of several lines as they read."""

    def represent_text(self, text: str) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Plain.add_representer(str, _Plain.represent_text)


def _domain(forms: list[FormSlots], rules: list[RuleTold]) -> dict[str, Any]:
    givens = list(dict.fromkeys(parameter.name for rule in rules for parameter in rule.parameters))
    slots = [*_STANDS, *_ASKED, *_FOUND, *(f"canbao_{name}" for name in givens)]
    slots += [slot for form in forms for slot in form.columns]
    submits = [f"action_canbao_submit_{form.dialog.key}" for form in forms]
    return {
        "version": "3.1",
        "intents": [{intent: {"use_entities": []}} for intent in (CHOOSE, ANSWER, RULE)],
        "entities": ["n", "of", "rule", *givens, "topic"],
        "actions": [*_ACTIONS, *(f"validate_{form.name}" for form in forms), *submits],
        "forms": {form.name: {"required_slots": form.usual} for form in forms},
        "slots": {slot: _slot(slot) for slot in slots},
        "responses": {
            f"utter_ask_{slot}": [_ask(slot, column)] for form in forms for slot, column in form.columns.items()
        },
    }


def _slot(name: str) -> dict[str, Any]:
    kind = "any" if name == "canbao_numbers" else "text"
    return {"type": kind, "influence_conversation": False, "mappings": [{"type": "custom"}]}


def _ask(slot: str, column: Column) -> dict[str, Any]:
    asked: dict[str, Any] = {"text": _in_braces("\n".join(_lines(column)))}
    if column.kind is ColumnKind.CHOICE:
        numbered = enumerate(column.options, 1)
        sent = [(option.label, payload(CHOOSE, n=number, of=slot)) for number, option in numbered]
        asked["buttons"] = [{"title": label, "payload": _in_braces(text)} for label, text in sent]
    return asked


def _in_braces(text: str) -> str:
    """The text as Rasa's responses have it: what stands in single braces is filled in."""
    return text.replace("{", "{{").replace("}", "}}")


def _lines(column: Column) -> Iterator[str]:
    text = column.step.text
    yield text.strip() if text and "{" not in text else f"请{'选择' if column.options else '输入'}{column.label}。"
    if column.note and column.note.rstrip("。") not in text:
        yield column.note
    if column.kind is ColumnKind.CHOICES:
        # Buttons give one answer each; here numbers stand before what they mean.
        yield "\n".join(f"{number}. {option.label}" for number, option in enumerate(column.options, 1))
        yield "可以选几项，写序号，用“、”隔开。"
    elif column.example and not column.options:
        yield f"例如：{column.example}"
    if not column.need.always and column.need.condition is None:
        yield f"没有就回复“{LEFT_OUT}”。"
