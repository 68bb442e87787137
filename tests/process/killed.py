"""Run by the test: a process that handles messages and kills itself at a named point.

Arguments: database URL, folder, message id, text or choice (``=…``), the point at which to die (or ``never``).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.engine.checks import Name
from bot.engine.choice import Choice, Reviewed
from bot.engine.dialog import Context, Dialog, Registry
from bot.engine.messages import Address, Inbound
from bot.engine.ports import Intent, Session
from bot.engine.runner import Runner
from bot.engine.steps import ask, end, perform, review
from bot.engine.turning import House
from bot.store.conversations import StoredConversations
from bot.store.keys import keys_from
from bot.store.store import Store
from tests.engine.stand import PHRASES, SetClock, SmallKnowledge

URL, FOLDER, MESSAGE, SAID, POINT = sys.argv[1:6]


def die_at(point: str) -> None:
    """Kills this process if it is the point named."""
    if point == POINT:
        os.kill(os.getpid(), signal.SIGKILL)


class Filed(Choice):
    ACCEPTED = "已受理"
    UNKNOWN = "未知"


@dataclass(frozen=True)
class Receipt:
    outcome: Filed
    number: str = ""


async def file_it(request: str, name: str) -> Receipt:
    """The other side: writes down what it is asked, idempotent by the request id, as a bureau must be."""
    die_at("before the effect")
    ledger = Path(FOLDER) / "ledger.txt"
    known = ledger.read_text("utf-8").split("\n") if ledger.exists() else []
    if f"{request} {name}" not in known:
        with ledger.open("a", encoding="utf-8") as file:
            file.write(f"{request} {name}\n")
    die_at("after the effect")
    return Receipt(Filed.ACCEPTED, f"N{len(request)}")


class FileOne(Dialog):
    """Files one person."""

    key = "file_one"
    title = "登记一个人"
    name: Name = ask("姓名？")
    card: Reviewed = review("请核对。", {Reviewed.SEND: "filed", Reviewed.DROP: "dropped"})
    filed: Receipt = perform(file_it, {Filed.ACCEPTED: "done", Filed.UNKNOWN: "unknown"})
    done = end("办好了，编号{{ number }}。", silent=True)
    unknown = end("还不知道。", silent=True)
    dropped = end("没交。", silent=True)


class Around:
    """Nothing but the day."""

    async def context(self, session: Session, inbound: Inbound) -> Context:
        return Context(SetClock().today())


class Dying(StoredConversations):
    """The store, with points to die at around what it writes."""

    async def intend(self, session: Session, intent: Intent) -> tuple[Session, Intent]:
        die_at("before the intent")
        kept = await super().intend(session, intent)
        die_at("after the intent")
        return kept

    async def settle(self, intent: Intent, result: object) -> None:
        await super().settle(intent, result)
        die_at("after the settling")

    async def save(self, session: Session, turn: object) -> Session:
        die_at("before the save")
        kept = await super().save(session, turn)  # type: ignore[arg-type]
        die_at("after the save")
        return kept


async def main() -> None:
    """Handles one message and prints the reply."""
    keys = keys_from(None, Path(FOLDER) / "key")
    store = await Store.open(URL, keys, Path(FOLDER) / "uploads")
    kept = Dying(store.database, keys, lease=0.5)
    house = House(Registry([FileOne]), SmallKnowledge(), PHRASES, "none")
    runner = Runner(lambda: house, kept, Around(), SetClock())
    text, choice = (None, SAID[1:]) if SAID.startswith("=") else (SAID, None)
    reply = await runner.turn(Inbound(Address("test", "me"), MESSAGE, text=text, choice=choice))
    print(*reply.messages, sep="\n")
    await store.close()


asyncio.run(main())
