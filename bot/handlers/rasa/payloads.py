"""Buttons: what they send back, such as ``/canbao_choose{"n": 2}``, which Rasa reads as an intent with entities."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.engine.messages import Option

CHOOSE, ANSWER, RULE = "canbao_choose", "canbao_answer", "canbao_rule"
Button = dict[str, str]


def payload(intent: str, **given: Any) -> str:
    """What a button sends."""
    return f"/{intent}{json.dumps(given, ensure_ascii=False)}"


def option_buttons(options: Sequence[Option]) -> list[Button]:
    """A button for each option; ``of`` says under which question it stood."""
    of = mark_of(options)
    return [
        {"title": option.label, "payload": payload(CHOOSE, n=number, of=of)} for number, option in enumerate(options, 1)
    ]


def topic_buttons(topics: Mapping[str, str]) -> list[Button]:
    """A button for each topic: id by title."""
    return [{"title": title, "payload": payload(ANSWER, topic=topic)} for topic, title in topics.items()]


def mark_of(options: Sequence[Option]) -> str:
    """What tells these options from others."""
    return hashlib.sha256("\n".join(option.id for option in options).encode("utf-8", "replace")).hexdigest()[:8]


def chosen(given: Mapping[str, Any], offered: Sequence[Sequence[Option]]) -> str:
    """The id of the option that a button means, among what was offered last; one of nobody's where it has expired."""
    number, of = whole_number(given.get("n")), given.get("of")
    for options in offered:
        if number is not None and 1 <= number <= len(options) and of in (None, mark_of(options)):
            return options[number - 1].id
    return f"gone:{number}"


def whole_number(value: object) -> int | None:
    """The number in a payload, which a person may have written as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 9:
        return int(value)
    return value if isinstance(value, int) else None
