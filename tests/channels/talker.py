"""A person at a channel, as the conformance suite wants one from every ``tests/channels/<name>_double.py``.

A double has ``@asynccontextmanager async def talking(tools: Tools) -> AsyncIterator[Talker]``: it plays the platform on
loopback, and serves the channel on a free port.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from bot.engine.messages import Address
from bot.services.outbox import Sender


@runtime_checkable
class Talker(Protocol):
    """What the person sees are texts in order, options among them in the form that they have on this channel."""

    @property
    def address(self) -> Address:
        """Where the assistant meets the person."""
        ...

    @property
    def channel(self) -> Sender:
        """The channel as it was opened: the outbox sends through it."""
        ...

    async def say(self, text: str) -> list[str]:
        """Types a text; gives all texts that arrive then."""
        ...

    async def choose(self, label: str) -> list[str]:
        """Picks the option offered under this label in the channel's way: its button, else its number."""
        ...

    async def send_file(self, name: str, content: bytes) -> list[str]:
        """Sends a file; gives all texts that arrive then."""
        ...

    async def files(self) -> list[tuple[str, bytes]]:
        """All files that arrived so far: name and content."""
        ...

    async def repeat(self) -> list[str]:
        """Delivers the last message once more under its id, as the platform does; gives the texts that then arrive:
        none, or, on a channel that answers in its response, the same ones.
        """
        ...

    async def say_quickly(self, texts: Sequence[str]) -> list[str]:
        """Types the texts one right after another without waiting; gives all texts that arrive then, in order."""
        ...

    async def hear(self) -> list[str]:
        """The texts that came by themselves since anything was said or heard."""
        ...


@runtime_checkable
class Odd(Protocol):
    """A talker whose platform has kinds of messages that the assistant cannot read."""

    async def say_odd(self) -> list[str]:
        """Sends one, such as a sticker or a place; gives all texts that arrive then."""
        ...
