"""What the web chat needs from the floors below, as Protocols that bot.app fulfills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.engine.messages import Address, FileRef, Inbound, Reply


class Turns(Protocol):
    """Takes one message and gives the reply; the same message id again gives the same reply."""

    async def turn(self, inbound: Inbound) -> Reply:
        """One message, one reply."""
        ...


class TurnShown(Protocol):
    """One turn of the past, masked: what was said, what was replied, and when."""

    @property
    def said(self) -> str:
        """The text, the option's label or the file's name; empty where nothing was said."""
        ...

    @property
    def reply(self) -> Reply:
        """The reply, masked; its option ids are still good."""
        ...

    @property
    def at(self) -> datetime:
        """The instant of the turn, aware."""
        ...

    @property
    def late(self) -> int | None:
        """The number of a turn that came by itself; None for others."""
        ...


class History(Protocol):
    """Remembers turns."""

    async def history(self, address: Address, limit: int) -> Sequence[TurnShown]:
        """The last ``limit`` turns, oldest first."""
        ...


class TakeFile(Protocol):
    """Takes a file that a person sends, and gives the reply; the same message id again gives the same reply."""

    async def __call__(self, address: Address, message_id: str, name: str, content: bytes) -> Reply:
        """One file, one reply."""
        ...


class Uploads(Protocol):
    """Opens the kept files of a person."""

    async def open_upload(self, address: Address, file_id: str) -> tuple[FileRef, bytes] | None:
        """The file, or None where the person met at ``address`` has no such file."""
        ...


class LateTurn(Protocol):
    """A late message as kept."""

    @property
    def number(self) -> int:
        """Its number: higher than that of every earlier one at the address."""
        ...

    @property
    def reply(self) -> Reply:
        """What is said."""
        ...

    @property
    def at(self) -> datetime:
        """When, aware."""
        ...


class LateTurns(Protocol):
    """Keeps late messages in the history."""

    async def keep(self, person: str, address: Address, message_id: str, reply: Reply, at: datetime) -> bool:
        """Keeps one, once under its id."""
        ...

    async def since(self, address: Address, after: int) -> Sequence[LateTurn]:
        """Those with a higher number, oldest first."""
        ...

    async def newest(self, address: Address) -> int:
        """The number of the last one; 0 where there is none."""
        ...
