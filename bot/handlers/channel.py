"""What a channel is: its own messages become :class:`Inbound`, a :class:`Reply` becomes its own form.

A channel is a package in ``bot/handlers/`` whose ``configured`` says whether it is set up, and whose ``TITLE`` is what
users call it; nothing else knows of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from aiohttp import web

from bot.engine.messages import Address, FileRef, Inbound, Option, Reply
from bot.engine.ports import Clock
from bot.services.outbox import Outcome, Parcel


class ChannelFault(Exception):
    """A channel cannot serve as it is set up; ``str`` says in Chinese which setting, why and what to do.

    It never holds a secret.
    """


class ChannelDoubt(Exception):
    """A channel can serve, but somebody should look at something; ``str`` says in Chinese what, why and what to do.

    It never holds a secret.
    """


class Turns(Protocol):
    """Takes messages."""

    async def turn(self, inbound: Inbound) -> Reply:
        """One message, one reply; the same message id gives the same reply, and nothing is done twice."""
        ...


class Notes(Protocol):
    """What channels remember beside conversations, shared between processes: tokens, cursors, counts, what was seen."""

    async def get(self, name: str) -> str | None:
        """What was put last under the name; None where nothing was, or its time is over."""
        ...

    async def put(self, name: str, value: str, lasts: timedelta) -> None:
        """Keeps the value, sealed, for so long."""
        ...

    async def first(self, name: str, lasts: timedelta) -> bool:
        """Whether this name is said here for the first time within so long; of several processes one is told so."""
        ...

    async def count(self, name: str, lasts: timedelta) -> int:
        """Counts one more under the name, from 1; the count begins anew when so long has passed since its first one."""
        ...

    async def drop(self, name: str) -> None:
        """Forgets the name."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What a channel gets to work with."""

    turns: Turns
    take_file: Callable[[Address, str, str, bytes], Awaitable[Reply]]
    """Takes a file that a person sent: address, message id, file name, content. Pictures are read where they may be;
    may raise ``StoreTrouble``."""
    open_file: Callable[[Address, str], Awaitable[tuple[FileRef, bytes] | None]]
    """A file of the person met at the address, by its id; None where they have none of that id."""
    shown: Callable[[Address], Awaitable[Sequence[Option]]]
    """The options that the person sees now, in order: a number means one of them."""
    answered: Callable[[Address, str], Awaitable[Reply | None]]
    """The reply that a message got before, by its id; None where it is new. May raise ``StoreTrouble``."""
    late: Callable[[Address, str, Reply], Awaitable[None]]
    """Puts something to say into the outbox, under a key that is put once: what a channel could not send in time."""
    notes: Notes
    clock: Clock
    public_url: str
    """What links point to, without a slash at its end."""


class Channel(Protocol):
    """A channel that is set up. It is a :class:`~bot.services.outbox.Sender`, too."""

    name: str
    """As in :class:`Address`."""

    def about(self) -> str:
        """One line in Chinese for the start: what is served, and where."""
        ...

    def add_routes(self, app: web.Application) -> None:
        """Adds its callbacks to the server; none where it asks for messages itself."""
        ...

    async def run(self) -> None:
        """Works beside the server until cancelled: polling, renewing tokens; ends at once where there is nothing to do.

        Raises:
            ChannelFault: it cannot serve as it is set up. At the start this ends the program, later it counts as any
                other failure: the channel is begun again after a pause.
        """
        ...

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends something that was not asked for just now."""
        ...

    async def check(self) -> str:
        """Asks the platform whether it can be reached and knows us; one line in Chinese.

        Raises:
            ChannelFault: it cannot, or does not.
            ChannelDoubt: it can and does, but not all is well.
        """
        ...


Opens = Callable[[Tools], Channel]
"""Makes a channel of its tools. It is what ``configured()`` in a channel's package gives; None where none of the
settings that the channel needs is set. ``configured`` raises :class:`ChannelFault` where they do not fit, and imports
what is heavy only when the channel is opened.
"""
