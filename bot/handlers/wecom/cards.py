"""Options as template cards: buttons for a few short ones, a vote for more; None where they do not fit on one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from bot.engine.messages import Option
from bot.handlers.wording import characters

MOST_BUTTONS, LONGEST_BUTTON, LONGEST_KEY = 6, 10, 1024
MOST_VOTES, LONGEST_VOTE, LONGEST_VOTE_ID = 20, 11, 128
LONGEST_TITLE, LONGEST_SUBTITLE = 26, 112
SUBMIT = "submit"
"""The key of a vote's button; no option has it."""

_ASK = "请选择"


def card(text: str, options: Sequence[Option], source: str) -> tuple[dict[str, Any], str] | None:
    """A card with the options, and what of the text does not stand on it and goes before.

    ``source`` is what the card answers to: the card's name to WeCom is made of it.
    """
    task = hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()[:32]
    if not options or len({option.id for option in options}) < len(options):
        return None
    if _all_within(options, MOST_BUTTONS, LONGEST_BUTTON, LONGEST_KEY):
        on_card, before = _title(text, with_subtitle=True)
        return {"card_type": "button_interaction", **on_card, "task_id": task, "button_list": _buttons(options)}, before
    if _all_within(options, MOST_VOTES, LONGEST_VOTE, LONGEST_VOTE_ID):
        on_card, before = _title(text, with_subtitle=False)
        votes = {
            "question_key": "option",
            "option_list": [{"id": each.id, "text": _one_line(each.label)} for each in options],
            "mode": 0,
        }
        submit = {"text": "确定", "key": SUBMIT}
        return (
            {
                "card_type": "vote_interaction",
                **on_card,
                "task_id": task,
                "checkbox": votes,
                "submit_button": submit,
            },
            before,
        )
    return None


def _all_within(options: Sequence[Option], most: int, longest: int, longest_id: int) -> bool:
    return len(options) <= most and all(
        0 < characters(_one_line(each.label)) <= longest and len(each.id.encode()) <= longest_id for each in options
    )


def _buttons(options: Sequence[Option]) -> list[dict[str, Any]]:
    return [{"text": _one_line(each.label), "style": 2, "key": each.id} for each in options]


def _title(text: str, with_subtitle: bool) -> tuple[dict[str, Any], str]:
    """What stands on the card of the text, and what does not."""
    text = text.strip()
    if text and "\n" not in text and characters(text) <= LONGEST_TITLE:
        return {"main_title": {"title": text}}, ""
    if text and with_subtitle and characters(text) <= LONGEST_SUBTITLE:
        return {"main_title": {"title": _ASK}, "sub_title_text": text}, ""
    return {"main_title": {"title": _ASK}}, text


def _one_line(label: str) -> str:
    return " ".join(label.split())
