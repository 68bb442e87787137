"""The simulated bureau: decides as the guides say, in the assistant's own database, about fictitious people."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from bot.bureau.protocol import BureauForm, Filed, Filing, Prepared
from bot.bureau.simulated.demo_files import read_demo
from bot.bureau.simulated.exporting import ExportsArchives
from bot.bureau.simulated.hands import HasHands
from bot.bureau.simulated.papers import IssuesPapers
from bot.bureau.simulated.records import FilingRow
from bot.bureau.simulated.room import Transactions
from bot.bureau.simulated.tables import filings as filings_table
from bot.bureau.simulated.taking import filed, prepare, take
from bot.engine.ports import Clock
from rules.parameters import Parameters

GROUP = 25
"""How many filings one transaction takes: enough to be fast, few enough that a turn of a chat hardly waits for one."""


class SimulatedBureau(ExportsArchives, HasHands, IssuesPapers):
    """Fulfills ``Bureau``, ``LooksUp``, ``Binds``, ``GivesPapers`` and ``Exports``; processes may share a database."""

    form = BureauForm.SIMULATED

    async def prepare(self, filing: Filing) -> Prepared:
        """What would become of the filing now; changes nothing."""
        moment = self._moment()
        return await self._look(lambda connection: prepare(connection, filing, moment))

    async def submit(self, request: str, filing: Filing) -> Filed:
        """Files once under ``request``."""
        return (await self.submit_many([(request, filing)]))[0]

    async def submit_many(self, filings: Sequence[tuple[str, Filing]]) -> Sequence[Filed]:
        """Files several, in order, ``GROUP`` of them in one transaction.

        Raises:
            NoAuthority: an operator may not file one of them; none of its group is filed.
        """
        done: list[Filed] = []
        for at in range(0, len(filings), GROUP):
            done += await self._submit_group(filings[at : at + GROUP])
        return done

    async def _submit_group(self, group: Sequence[tuple[str, Filing]]) -> Sequence[Filed]:
        moment = self._moment()
        return await self._change(lambda connection: take(connection, group, moment))

    async def status(self, request: str) -> Filed | None:
        """How the filing stands; None where it never arrived."""

        def look(connection: Connection) -> Filed | None:
            row = connection.execute(select(filings_table).where(filings_table.c.request == request)).first()
            return filed(FilingRow(*row)) if row else None

        return await self._look(look)


async def open_simulated(
    database: Transactions,
    law_of: Callable[[], Parameters],
    clock: Clock,
    data_folder: Path,
    key: bytes | None = None,
) -> SimulatedBureau:
    """The simulated bureau on a migrated database, filled from ``data_folder`` where it is empty.

    Args:
        key: what 绑定码 are computed with, the same in all processes; without one, codes hold within this process.

    Raises:
        DemoFault: the demonstration's files do not check.
        Outage: the database did not answer.
    """
    demo = read_demo(data_folder)
    bureau = SimulatedBureau(database, law_of, clock, demo.house, key or secrets.token_bytes(32))
    await bureau.fill(demo)
    return bureau
