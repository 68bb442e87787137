"""Options as template cards: buttons for a few short ones, a vote for more; None where they do not fit on one."""

from __future__ import annotations

import secrets
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


def card(text: str, options: Sequence[Option]) -> tuple[dict[str, Any], str] | None:
    """A card with the options, and what of the text does not stand on it and goes before."""
    if not options or len({option.id for option in options}) < len(options):
        return None
    # WeCom wants another name for each card, and says it when the card is pressed.
    named = {"task_id": secrets.token_hex(16)}
    if _all_within(options, MOST_BUTTONS, LONGEST_BUTTON, LONGEST_KEY):
        on_card, before = _title(text, with_subtitle=True)
        buttons = [{"text": _one_line(each.label), "key": each.id} for each in options]
        return {"card_type": "button_interaction", **named, **on_card, "button_list": buttons}, before
    if _all_within(options, MOST_VOTES, LONGEST_VOTE, LONGEST_VOTE_ID):
        on_card, before = _title(text, with_subtitle=False)
        votes = [{"id": each.id, "text": _one_line(each.label)} for each in options]
        vote = {
            "checkbox": {"question_key": "option", "option_list": votes, "mode": 0},
            "submit_button": {"text": "确定", "key": SUBMIT},
        }
        return {"card_type": "vote_interaction", **named, **on_card, **vote}, before
    return None


def _all_within(options: Sequence[Option], most: int, longest: int, longest_id: int) -> bool:
    return len(options) <= most and all(
        0 < characters(_one_line(each.label)) <= longest and len(each.id.encode()) <= longest_id for each in options
    )


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
