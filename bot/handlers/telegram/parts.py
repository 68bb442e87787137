"""A reply as the messages that go out: texts within Telegram's limit, the buttons under the last, then files."""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import groupby

from aiogram.types import InlineKeyboardMarkup

from bot.engine.messages import Decision, FileRef, Option, Reply
from bot.handlers.telegram.keyboard import fits_on_buttons, keyboard, turn_mark
from bot.handlers.telegram.line import plain
from bot.handlers.wording import Form, Told, split_text, told, utf16_units

MOST_UNITS = 4_096
"""UTF-16 code units of a text, as Telegram counts them: after the markup is read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message: texts, perhaps with buttons, or a file."""

    told: tuple[Told, ...] = ()
    options: tuple[Option, ...] = ()
    file: FileRef | None = None

    @property
    def text(self) -> str:
        """The texts as they are counted."""
        return "\n\n".join(each.shown for each in self.told)

    @property
    def html(self) -> str:
        """The texts, details folded; nothing in them is markup."""
        return "\n\n".join(map(_html, self.told))


def _html(told: Told) -> str:
    text = html.escape(plain(told.shown), quote=False)
    return f"<blockquote expandable>{text}</blockquote>" if told.form is Form.DETAILS else text


@dataclass(frozen=True, slots=True)
class Shape:
    """A reply for one person as messages. ``editable`` says that it may take the place of the question before it."""

    user: str
    parts: tuple[Part, ...]
    editable: bool

    def keyboard(self, part: Part) -> InlineKeyboardMarkup | None:
        """The buttons of a part."""
        return keyboard(self.user, part.options, self.editable)

    def mark(self, part: Part) -> str:
        """The mark of the turn whose options the part offers; empty without options."""
        return turn_mark(self.user, part.options) if part.options else ""

    def rest(self, sent: int) -> Reply:
        """What is left after so many parts, for the outbox."""
        left = self.parts[sent:]
        texts = (text for part in left for text in (*(each.marked for each in part.told), _only_on_buttons(part)))
        return Reply(tuple(filter(None, texts)), files=tuple(part.file for part in left if part.file is not None))


def shape(reply: Reply, user: str) -> Shape:
    """The messages of a reply to a person: joined where they fit, but a note to forward stands alone."""
    whole = told(reply.messages)
    if reply.options and not fits_on_buttons(reply.options):
        whole.append(Told(listed(reply.options)))
    texts = _packed(whole)
    if reply.options and (not texts or texts[-1][-1].form is Form.NOTE):
        texts.append((Told("请选择："),))
    parts = [Part(each) for each in texts[:-1]] + [Part(each, reply.options) for each in texts[-1:]]
    is_step = reply.step is not None and reply.decision in (Decision.STEP, Decision.COMMAND)
    return Shape(user, (*parts, *(Part(file=file) for file in reply.files)), is_step and len(parts) == 1)


def _packed(whole: list[Told]) -> list[tuple[Told, ...]]:
    """The texts of each message, within the limit."""
    packed: list[tuple[Told, ...]] = []
    for form, grouped in groupby(whole, key=lambda each: each.form):
        group = list(grouped)
        joined = [Told("\n\n".join(each.text for each in group))] if form is Form.PLAIN else group
        for first, *others in map(_cut, joined):
            before = packed[-1] if packed and Form.NOTE not in (form, packed[-1][-1].form) else ()
            if before and utf16_units(Part((*before, first)).text) <= MOST_UNITS:
                packed[-1] = (*before, first)
            else:
                packed.append((first,))
            packed += [(other,) for other in others]
    return packed


def _cut(each: Told) -> list[Told]:
    """The text in pieces within the limit."""
    room = MOST_UNITS - utf16_units(Told("", each.form).shown)
    return [Told(text, each.form) for text in split_text(each.text, room, utf16_units)]


def _only_on_buttons(part: Part) -> str:
    """The options as lines where they stand on buttons alone."""
    return listed(part.options) if fits_on_buttons(part.options) else ""


def listed(options: tuple[Option, ...]) -> str:
    """The options as numbered lines."""
    return "\n".join(f"{number}. {' '.join(option.label.split())}" for number, option in enumerate(options, 1))
