"""Typed values: whether a text is one that the open step awaits, how one was read, and how it is to be written."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from bot.engine.card import check_of
from bot.engine.checks import Check, Count, Slip, fold, looks_like_question
from bot.engine.matching import read_number, spoken_forms
from bot.engine.steps import Ask
from bot.engine.turning import Turning
from bot.engine.walk import Position

_WHOLE_NUMBER = re.compile("[0-9]+")
_LONGEST_VALUE = 30
"""Signs up to which a text that is no value may have been meant as one."""


def is_typed_value(turning: Turning, text: str) -> bool:
    """Whether the open step wants a typed value of strict form, and the text is one: then no option is meant."""
    position = turning.position()
    check = check_of(position.open.step) if position else None
    if position is None or check is None or _counts_an_option(turning, check, text):
        return False
    return is_strict_value(position, text, turning.context.today)


def is_strict_value(position: Position, text: str, today: date) -> bool:
    """Whether the position's open step wants a typed value of strict form, and the text is one."""
    check = check_of(position.open.step)
    if check is None or not check.strict:
        return False
    try:
        parse_spoken(check, text, today)
    except Slip:
        return False
    return True


def parse_spoken(check: Check, text: str, today: date) -> Any:
    """The value of ``text``; what only wraps one of strict form is left out: “7000吧”.

    Raises:
        Slip: as for the text as it was typed.
    """
    try:
        return check.parse(text, today)
    except Slip:
        for bare in spoken_forms(text)[1:] if check.strict else ():
            with contextlib.suppress(Slip):
                return check.parse(bare, today)
        raise


def _counts_an_option(turning: Turning, check: Check, text: str) -> bool:
    """Whether the text is the number of an option that is shown, where no count is asked for: nobody earns one yuan.
    “1号” is a day, unless one says that it is chosen.
    """
    said = fold(text)
    if said.endswith("号") and not said.startswith(("选", "我选", "第")):
        return False
    number = read_number(text)
    return number is not None and 1 <= number <= len(turning.conversation.shown) and not isinstance(check, Count)


def awaited(turning: Turning, text: str) -> str:
    """How to write the value that the open step awaits, for a text that is none; empty where none is awaited, or where
    the text is put as a question.
    """
    position = turning.position()
    step = position.open.step if position is not None else None
    check = check_of(step) if isinstance(step, Ask) else None
    if position is None or check is None or turning.conversation.asleep or looks_like_question(text):
        return ""
    if len(text) > _LONGEST_VALUE or any(o.id == f"resume|{position.run.id}" for o in turning.conversation.shown):
        return ""
    try:
        parse_spoken(check, text, turning.context.today)
    except Slip as wrong:
        return wrong.message
    return ""


def is_worked_out(text: str, value: Any, today: date) -> bool:
    """Whether a day or an amount was worked out, so that the person should see at once how it was read."""
    if isinstance(value, Decimal):
        return str(value) not in _numerals(text)
    if not isinstance(value, date):
        return False
    said = {int(number) for number in _WHOLE_NUMBER.findall(_numerals(text))}
    return not {value.month, value.day, *({value.year} - {today.year})} <= said


def _numerals(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(",", "")
