"""Where the simulated bureau works: the database that it is given, the clock, and the law of the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.bureau.protocol import Outage
from bot.bureau.simulated.deciding import House
from bot.bureau.simulated.decisions import Moment
from bot.bureau.simulated.settling import due, settle
from bot.engine.ports import Clock, StoreTrouble
from rules.parameters import Parameters

T = TypeVar("T")
Work = Callable[[Connection], T]


class Transactions(Protocol):
    """What runs work on the database, each in a transaction of its own."""

    async def read(self, work: Work[T]) -> T:
        """Runs statements that change nothing."""
        ...

    async def write(self, work: Work[T]) -> T:
        """Runs the work, kept as a whole or not at all."""
        ...


class Room:
    """Runs work after the reviews that are over have been ended."""

    def __init__(
        self, database: Transactions, law_of: Callable[[], Parameters], clock: Clock, house: House, key: bytes
    ) -> None:
        self._database = database
        self._law_of = law_of
        self._clock = clock
        self._house = house
        self._key = key

    def _moment(self) -> Moment:
        return Moment(self._clock.now(), self._clock.today(), self._law_of(), self._house)

    async def _look(self, work: Work[T]) -> T:
        """What the work reads.

        Raises:
            Outage: the database did not answer.
        """
        now = self._clock.now()
        with _told_as_outage():
            if await self._database.read(lambda connection: due(connection, now)):
                await self._database.write(lambda connection: settle(connection, now))
            return await self._database.read(work)

    async def _change(self, work: Work[T]) -> T:
        """What the work gives, once all it wrote is kept.

        Raises:
            Outage: the database did not answer.
        """
        with _told_as_outage():
            return await self._database.write(work)


@contextmanager
def _told_as_outage() -> Iterator[None]:
    try:
        yield
    except StoreTrouble as trouble:
        raise Outage(str(trouble)) from trouble
