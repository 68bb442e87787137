"""What can go wrong with Telegram. None of these holds the token, which is in every address that is asked."""

from __future__ import annotations

import asyncio


class Trouble(Exception):
    """A call that Telegram did not carry out."""


class Slow(Trouble):
    """Too many messages: Telegram wants to be left alone for so many ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds:g} s")
        self.seconds = seconds


class Gone(Trouble):
    """The chat takes nothing: the bot is blocked or thrown out, or there is no such chat."""


class Unfit(Trouble):
    """What was sent is not taken as it is."""


class WrongToken(Trouble):
    """Telegram knows no bot of this token."""


class Down(Trouble):
    """Telegram was not reached, or is not well; another try may help."""


class Unsure(Down):
    """Telegram was asked and did not say what became of it: it may have been carried out."""


class CutOff(asyncio.CancelledError):
    """Cancelled while Telegram was asked: as with ``Unsure``, it may have been carried out.

    To ``asyncio.timeout`` only a plain ``CancelledError`` means that its time is over.
    """


class Unread(Trouble):
    """It was carried out, but aiogram does not understand what Telegram said to it: never do it again."""

    def __init__(self, result: object) -> None:
        super().__init__("the answer could not be read")
        self.result = result


class TooLarge(Trouble):
    """A file is over the limit."""
