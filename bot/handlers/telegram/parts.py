"""A reply as the messages that go out: texts within Telegram's limit, the buttons under the last, then files."""

from __future__ import annotations

import html
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup

from bot.engine.messages import Decision, FileRef, Option, Reply
from bot.handlers.telegram.keyboard import fits_on_buttons, keyboard, turn_mark
from bot.handlers.telegram.line import plain
from bot.handlers.wording import split_text, utf16_units

MOST_UNITS = 4_096
"""UTF-16 code units of a text, as Telegram counts them: after the markup is read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message: a text, perhaps with buttons, or a file."""

    text: str = ""
    options: tuple[Option, ...] = ()
    file: FileRef | None = None

    @property
    def html(self) -> str:
        """The text, with nothing in it that is markup."""
        return html.escape(plain(self.text), quote=False)


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
        texts = tuple(text for part in left for text in (part.text, listed(part.options)) if text)
        return Reply(texts, files=tuple(part.file for part in left if part.file is not None))


def shape(reply: Reply, user: str) -> Shape:
    """The messages of a reply to a person."""
    text = "\n\n".join(message for message in reply.messages if message.strip())
    if reply.options and not fits_on_buttons(reply.options):
        text = f"{text}\n\n{listed(reply.options)}"
    texts = split_text(text, MOST_UNITS, utf16_units) or (["请选择："] if reply.options else [])
    parts = [Part(part) for part in texts[:-1]] + [Part(part, reply.options) for part in texts[-1:]]
    is_step = reply.step is not None and reply.decision in (Decision.STEP, Decision.COMMAND)
    return Shape(user, (*parts, *(Part(file=file) for file in reply.files)), is_step and len(parts) == 1)


def listed(options: tuple[Option, ...]) -> str:
    """The options as numbered lines."""
    return "\n".join(f"{number}. {' '.join(option.label.split())}" for number, option in enumerate(options, 1))
