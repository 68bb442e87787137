"""Options as buttons: what stands on them, and what comes back when one is pressed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from wcwidth import wcswidth

from bot.engine.messages import Option

MOST_BUTTONS = 90
_WIDEST_ROW = 26
_WIDEST_LABEL = 36
_MOST_IN_ROW = 3
_MOST_NUMBERS_IN_ROW = 5


def turn_mark(user: str, options: Sequence[Option]) -> str:
    """Marks what was on offer to a person: the same options again, and only they, have the same mark."""
    offered = "\n".join([user, *(f"{option.id}\t{option.label}" for option in options)])
    return hashlib.sha256(offered.encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button says: whose it is, which turn put it there, the place of its option, and whether it may be edited.

    Telegram takes 64 bytes, and ids of options may be longer.
    """

    user: str
    turn: str
    place: int
    editable: bool

    def __str__(self) -> str:
        return f"{'e' if self.editable else 'k'}:{self.user}:{self.turn}:{self.place}"

    def option(self, shown: Sequence[Option]) -> Option | None:
        """The option that is meant; None where something else is on offer by now."""
        valid = self.turn == turn_mark(self.user, shown) and 0 <= self.place < len(shown)
        return shown[self.place] if valid else None


def read_pressed(data: str | None) -> Pressed | None:
    """What came back from a button; None where it is none of ours."""
    match (data or "").split(":"):
        case [("e" | "k") as kind, user, turn, place] if place.isascii() and place.isdigit():
            return Pressed(user, turn, int(place[:4]), kind == "e")
    return None


def fits_on_buttons(options: Sequence[Option]) -> bool:
    """Whether every label can be read on a button."""
    return len(options) <= MOST_BUTTONS and all(_width(option.label) <= _WIDEST_LABEL for option in options)


def keyboard(user: str, options: Sequence[Option], editable: bool) -> InlineKeyboardMarkup | None:
    """The options as numbered buttons, short ones beside each other; None without options.

    Where a label is too wide the text lists them, and only the numbers stand on the buttons.
    """
    turn = turn_mark(user, options)
    rows: list[list[InlineKeyboardButton]] = []
    room = 0
    with_labels = fits_on_buttons(options)
    most_in_row = _MOST_IN_ROW if with_labels else _MOST_NUMBERS_IN_ROW
    for place, option in enumerate(options[:MOST_BUTTONS]):
        label = f"{place + 1}. {' '.join(option.label.split())}" if with_labels else str(place + 1)
        label = label.encode("utf-8", "replace").decode()
        button = InlineKeyboardButton(text=label, callback_data=str(Pressed(user, turn, place, editable)))
        width = _width(label)
        if rows and width <= room and len(rows[-1]) < most_in_row:
            rows[-1].append(button)
            room -= width
        else:
            rows.append([button])
            room = _WIDEST_ROW - width
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _width(text: str) -> int:
    width = wcswidth(text)
    return width if width >= 0 else 2 * len(text)
