"""What can go wrong with a call to one of Tencent's servers. Neither holds a token, nor an address with one in it."""

from __future__ import annotations


class ApiError(Exception):
    """The platform answered with an error; ``code`` is its number (``errcode``), ``said`` its text."""

    def __init__(self, call: str, code: int, said: str) -> None:
        super().__init__(f"{call}: errcode {code} ({said[:120]})")
        self.call = call
        self.code = code
        self.said = said


class Unreachable(Exception):
    """The platform did not answer, or not in a way that can be read; ``str`` says which call, and what was wrong."""


class TooLarge(Exception):
    """A file has more bytes than are taken."""
