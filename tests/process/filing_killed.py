"""Run by the test: handles messages of a person who files a suspension, and kills itself at a named point.

Arguments: database URL, folder, message id, texts with ``|`` between them (``=key`` starts a dialog), the point at
which to die (or ``never``). Prints the replies, how many filings the bureau has, and whether the audit trail stands.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.app import build_assistant
from bot.bureau.protocol import Filed, Filing
from bot.bureau.simulated.bureau import SimulatedBureau, open_simulated
from bot.engine.messages import Address, Inbound
from bot.engine.ports import Intent, Session
from bot.services.following import KeptJournal, Whose
from bot.settings import ROOT, Settings
from bot.store.audit_check import check_audit
from bot.store.bindings import Binding
from bot.store.conversations import StoredConversations
from bot.store.keys import keys_from
from bot.store.store import Store
from tests.process.shipped import LIBRARY

URL, FOLDER, MESSAGE, SAID, POINT = sys.argv[1:6]
FACTORY, ADMINISTRATOR, EMPLOYEE = "91321399MA000001AC", "321399198206060042", "32139919800210041X"
ME = Address("test", "me")


def die_at(point: str) -> None:
    """Kills this process if it is the point named."""
    if point == POINT:
        os.kill(os.getpid(), signal.SIGKILL)


class SetClock:
    """Stands still on an open day."""

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 2, tzinfo=UTC)

    def today(self) -> date:
        return date(2026, 11, 20)


class DyingStore(StoredConversations):
    """The store, with points to die at around what it writes."""

    async def intend(self, session: Session, intent: Intent) -> tuple[Session, Intent]:
        die_at("before the intent")
        kept = await super().intend(session, intent)
        die_at("after the intent")
        return kept

    async def settle(self, intent: Intent, result: object) -> None:
        await super().settle(intent, result)
        die_at("after the settling")

    async def save(self, session: Session, turn: Any) -> Session:
        die_at("before the save")
        kept = await super().save(session, turn)
        die_at("after the save")
        return kept


@dataclass
class DyingBureau:
    """The demonstration, with points to die at around a filing."""

    inner: SimulatedBureau

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def submit(self, request: str, filing: Filing) -> Filed:
        die_at("before the bureau")
        filed = await self.inner.submit(request, filing)
        die_at("after the bureau")
        return filed


class DyingJournal(KeptJournal):
    """The journal, with points to die at around what it writes."""

    async def intend(self, request: str, filing: Filing, whose: Whose) -> None:
        await super().intend(request, filing, whose)
        die_at("after the journal intends")

    async def tell(self, request: str, filing: Filing, whose: Whose, filed: Filed | None) -> None:
        await super().tell(request, filing, whose, filed)
        die_at("after the journal tells")


async def main() -> None:
    """Handles the messages and prints the replies."""
    keys = keys_from(None, Path(FOLDER) / "key")
    store = await Store.open(URL, keys, Path(FOLDER) / "uploads")
    settings, clock = Settings(state=Path(FOLDER)), SetClock()
    bureau = await open_simulated(store.database, lambda: LIBRARY.current.law, clock, ROOT / "data", b"k" * 32)
    kept = DyingStore(store.database, keys, lease=0.5)
    person = (await kept.load(ME)).person
    if not await store.bindings.bindings(person):
        binding = Binding(FACTORY, "演示机械厂", ADMINISTRATOR, "administrator", clock.now(), True)
        await store.bindings.bind(person, binding)
    assistant = build_assistant(
        settings,
        kept,
        store.handovers,
        clock,
        library=LIBRARY,
        bureau=DyingBureau(bureau),  # type: ignore[arg-type]
        bindings=store.bindings,
        journal=DyingJournal(store.followed, store.audit, clock),
    )
    for number, said in enumerate(SAID.split("|")):
        text, choice = (None, f"start|{said[1:]}") if said.startswith("=") else (said, None)
        reply = await assistant.runner.turn(Inbound(ME, f"{MESSAGE}.{number}", text=text, choice=choice))
        print(*reply.messages, sep="\n")
    print(f"filings: {len(await bureau.filings(ADMINISTRATOR, FACTORY, EMPLOYEE))}")
    print(f"trail: {[row.action for row in await store.audit.recorded()]}")
    print(f"broken: {(await check_audit(store.database, store.audit)).broken}")
    await store.close()


asyncio.run(main())
