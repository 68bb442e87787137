"""Run by the test: a process that puts into the outbox or sends from it, and kills itself at a named point.

Arguments: database URL, folder, what to do (``put`` or ``send``), the point at which to die (or ``never``).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.engine.choice import Choice
from bot.engine.dialog import Context, Dialog, Registry
from bot.engine.messages import Address, Inbound, LateResult, Reply
from bot.engine.ports import Session
from bot.engine.runner import Runner
from bot.engine.steps import end, wait
from bot.engine.turning import House
from bot.handlers.web_late import LateLine
from bot.services.outbox import Delivered, Dispatcher, Outcome, Parcel
from bot.store.audit import Deed
from bot.store.keys import keys_from
from bot.store.late import LateTurns
from bot.store.outbox import Outbox, put_rows
from bot.store.outbox_rows import Entry, Note, Outgoing, State
from bot.store.store import Store
from tests.engine.stand import PHRASES, SetClock, SmallKnowledge

URL, FOLDER, DO, POINT = sys.argv[1:5]
WEB, OTHER = Address("web", "me"), Address("other", "me")


def die_at(point: str) -> None:
    """Kills this process if it is the point named."""
    if point == POINT:
        os.kill(os.getpid(), signal.SIGKILL)


class Verdict(Choice):
    PASSED = "通过"
    FAILED = "没有通过"


class Review(Dialog):
    """Waits for the review of a filing."""

    key = "review"
    title = "等审核"
    verdict: Verdict = wait("正在审核，有结果会告诉您。", {Verdict.PASSED: "passed", Verdict.FAILED: "failed"})
    passed = end("审核通过了。", silent=True)
    failed = end("没有通过。", silent=True)


class Around:
    """Nothing but the day."""

    async def context(self, session: Session, inbound: Inbound) -> Context:
        return Context(SetClock().today())


class DyingTurns(LateTurns):
    """The history, with points to die at around what it keeps."""

    async def keep(self, person: str, address: Address, message_id: str, reply: Reply, at: datetime) -> bool:
        die_at("before the history")
        kept = await super().keep(person, address, message_id, reply, at)
        die_at("after the history")
        return kept


class DyingOutbox(Outbox):
    """The outbox, with points to die at."""

    async def claim(self, channels: Sequence[str], only: str | None = None, most: int = 32) -> list[Entry]:
        entries = await super().claim(channels, only, most)
        die_at("after the claim")
        return entries

    async def delivered(self, entry: Entry) -> bool:
        die_at(f"before {entry.key} is written down")
        held = await super().delivered(entry)
        die_at(f"after {entry.key} is written down")
        return held


class Ledger:
    """A channel that cannot tell repeated messages: it writes down every one."""

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        die_at("before the channel")
        with (Path(FOLDER) / "ledger.txt").open("a", encoding="utf-8") as file:
            file.write(f"{parcel.id}\n")
        die_at("after the channel")
        return Delivered()


async def put(store: Store, runner: Runner) -> None:
    """Something was done: the deed is recorded and five messages are put, in one transaction."""
    await runner.turn(Inbound(WEB, "m1", choice="start|review"))
    session = await store.conversations.load(WEB)
    late = LateResult(session.conversation.runs[0].id, "verdict", "PASSED")
    notes = [
        Outgoing(session.person, WEB, "a", Note(("甲",))),
        Outgoing(session.person, WEB, "r", late),
        Outgoing(session.person, WEB, "c", Note(("丙",))),
        *(Outgoing(session.person, OTHER, key, Note((key,))) for key in ("x", "y")),
    ]
    rows = await store.outbox.ready(*notes)
    deeds = await store.audit.ready(Deed(session.person, SetClock().now(), "req-1", "submitted"))

    def together(connection: Connection) -> None:
        store.audit.add(connection, deeds)
        die_at("inside the transaction")
        put_rows(connection, rows)
        die_at("before the commit")

    await store.database.write(together)
    die_at("after the commit")


async def send(store: Store, runner: Runner) -> None:
    """Sends until nothing waits."""
    turns = DyingTurns(store.database, store.persons, keys_from(None, Path(FOLDER) / "key"))
    outbox = DyingOutbox(store.database, store.persons, lease=timedelta(seconds=0.5))
    senders = {"web": LateLine(turns, SetClock()), "other": Ledger()}
    dispatcher = Dispatcher(outbox, senders, runner)
    while (await outbox.counts()).get(State.WAITING):
        await dispatcher.dispatch()
        await asyncio.sleep(0.05)


async def main() -> None:
    """Does what it is told, and prints what is in the history, the outbox and the trail."""
    store = await Store.open(URL, keys_from(None, Path(FOLDER) / "key"), Path(FOLDER) / "uploads")
    house = House(Registry([Review]), SmallKnowledge(), PHRASES, "none")
    runner = Runner(lambda: house, store.conversations, Around(), SetClock())
    await (put if DO == "put" else send)(store, runner)
    for turn in await store.conversations.history(WEB, 50):
        if turn.late is not None:
            print("late", *turn.reply.messages)
    print("outbox", sum((await store.outbox.counts()).values()))
    print("trail", (await store.audit.head()).count)
    await store.close()


asyncio.run(main())
