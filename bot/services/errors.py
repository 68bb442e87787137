"""The error catalogue as dialogs see it: a pasted message in, what is known about it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.engine.choice import Choice


class Recognition(Choice):
    """Whether the catalogue knows a message."""

    HAS_DIALOG = "有专门的办理步骤"
    KNOWN = "认得"
    UNKNOWN = "不认得"


@dataclass(frozen=True, slots=True)
class KnownError:
    """What the catalogue says of a pasted message; ``str`` is what it takes it for.

    ``remedies`` come in the order to try them, each one text.
    """

    outcome: Recognition
    message: str = ""
    cause: str = ""
    who: str = ""
    remedies: tuple[str, ...] = ()
    note: str = ""
    dialog_key: str = ""
    source: str = ""

    def __str__(self) -> str:
        return self.message or str(self.outcome)


class Catalogue(Protocol):
    """Knows the portal's messages."""

    def recognize(self, text: str) -> KnownError:
        """What is known of the message in ``text``, junk around it or not."""
        ...
