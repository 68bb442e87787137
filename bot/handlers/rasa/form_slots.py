"""A filing's fields as slots of a Rasa form: their names, which are asked for, and what each may show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.engine.checks import Slip, fold, tidy
from bot.engine.dialog import Context, Dialog
from bot.engine.entries import EntryReader, Fault
from bot.engine.faces import Column, ColumnKind, columns_of
from bot.engine.masking import mask
from bot.engine.needs import Demand
from bot.handlers.rasa.payloads import whole_number

LEFT_OUT = "不填"
WHOM = "identity_number"
"""The field by which a person is told; some filings ask for a name or the number first."""
_LEAVES_OUT = frozenset({LEFT_OUT, "跳过", "不用填", "没有"})
_LONG_NUMBER = re.compile(r"\d{9,}")
_BETWEEN = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True, slots=True)
class Taken:
    """A value that passed its check.

    Args:
        text: as it is read again.
        shown: what the slot may carry: no number or name of a person in clear.
    """

    text: str
    shown: str


class FormSlots:
    """The slots of one form. Files are not among them: they are sent when the filing is walked."""

    def __init__(self, dialog: type[Dialog]) -> None:
        self.dialog = dialog
        self.name = f"canbao_{dialog.key}_form"
        columns = [column for column in columns_of(dialog) if column.kind is not ColumnKind.FILES]
        self.columns: Mapping[str, Column] = {f"canbao_{dialog.key}_{column.name}": column for column in columns}

    @property
    def usual(self) -> list[str]:
        """The slots that a domain lists: what may be needed, and whom it is about."""
        return [slot for slot, column in self.columns.items() if self._is_usual(column)]

    @staticmethod
    def _is_usual(column: Column) -> bool:
        condition = column.need.condition
        return column.need.always or column.name == WHOM or bool(condition and condition.needed)

    def wanted(self, listed: Sequence[str], texts: Mapping[str, str], context: Context) -> list[str]:
        """Those of the listed slots that are asked for beside what is known."""
        answers = EntryReader(self.dialog, context).read(dict(texts)).answers
        slots = [slot for slot in (listed or self.usual) if slot in self.columns]
        return [slot for slot in slots if self._is_wanted(self.columns[slot], texts, answers)]

    @staticmethod
    def _is_wanted(column: Column, texts: Mapping[str, str], answers: Mapping[str, Any]) -> bool:
        demand = column.need.beside(answers)
        if demand is Demand.ALLOWED:
            # What another answer decides on waits for that answer; what the chat would fill in needs no asking.
            return column.need.condition is None and (column.name in texts or column.name not in answers)
        return demand is Demand.NEEDED

    def take(self, slot: str, said: str, texts: Mapping[str, str], context: Context) -> Taken | Fault:
        """What was said for the slot, checked as the chat does, beside the other fields."""
        column, text = self.columns[slot], _meant(self.columns[slot], tidy(said))
        reader = EntryReader(self.dialog, context)
        others = {name: value for name, value in texts.items() if name != column.name}
        if fold(text) in _LEAVES_OUT and column.need.beside(reader.read(others).answers) is not Demand.NEEDED:
            return Taken("", LEFT_OUT)
        entry = reader.read({**others, column.name: text})
        if fault := next((fault for fault in entry.faults if fault.name == column.name), None):
            return fault
        if column.name not in entry.answers:
            return Fault(column.name, column.label, "没有填。", "请补上。")
        value = entry.answers[column.name]
        return Taken(_again(value, text), _shown(column, value))

    def shows_itself(self, slot: str) -> bool:
        """Whether the slot carries the value itself, so that it can be read again from there."""
        return self.columns[slot].kind is not ColumnKind.TEXT

    def read_again(self, slot: str, carried: str, kept: str | None) -> str | None:
        """The field's text, of what the slot carries and what was kept for it; None where nothing was kept."""
        if carried == LEFT_OUT:
            return LEFT_OUT if self.shows_itself(slot) and _takes_left_out(self.columns[slot]) else ""
        return carried if self.shows_itself(slot) else kept


def _meant(column: Column, text: str) -> str:
    """The options' labels where their numbers were said."""
    if not column.options:
        return text
    numbers = [whole_number(part) for part in _BETWEEN.split(text) if part]
    fits = numbers and all(number is not None and 1 <= number <= len(column.options) for number in numbers)
    return "、".join(column.options[number - 1].label for number in numbers if number) if fits else text


def _takes_left_out(column: Column) -> bool:
    """Whether the field may be answered with that it is left out, which is not the same as not asking."""
    if column.check is None:
        return False
    try:
        column.check.parse(LEFT_OUT, date.min)
    except Slip:
        return False
    return True


def _again(value: Any, text: str) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return text if value is not None else LEFT_OUT


def _shown(column: Column, value: Any) -> str:
    if column.kind is ColumnKind.TEXT and column.check is not None:
        masked = mask(column.check.show(value, private=False))
        return _LONG_NUMBER.sub(lambda found: f"{'*' * 6}{found[0][-4:]}", masked)
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return _again(value, str(value))
