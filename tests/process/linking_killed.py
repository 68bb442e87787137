"""Run by the test: handles messages of people who link their channels, and kills itself at a named point.

Arguments: database URL, folder, texts with ``|`` between them (``web>你好``; ``*`` stands for the code that was given
out last), the point at which to die in the turn of the last one (or ``never``). The same text is the same message.
Prints the replies, who is met where, how often the trail says so, and whether it stands.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.app import build_assistant
from bot.engine.messages import Address, Inbound
from bot.engine.ports import Intent, Session, Turn
from bot.settings import Settings
from bot.store.audit_check import check_audit
from bot.store.conversations import StoredConversations
from bot.store.keys import keys_from
from bot.store.link_codes import LinkCodes
from bot.store.links import Links, Ready
from bot.store.outbox_rows import State
from bot.store.store import Store
from tests.process.shipped import LIBRARY

URL, FOLDER, SAID, POINT = sys.argv[1:5]
ARMED = asyncio.Event()


def die_at(point: str) -> None:
    """Kills this process if it is the point named."""
    if ARMED.is_set() and point == POINT:
        os.kill(os.getpid(), signal.SIGKILL)


class DyingCodes(LinkCodes):
    """The codes, with points to die at around their use."""

    async def claim(self, person: str, code: str, request: str, note: str) -> Address | None:
        die_at("before the claim")
        claimed = await super().claim(person, code, request, note)
        die_at("after the claim")
        return claimed


class DyingLinks(Links):
    """The links, with a point to die at in the middle of their transaction."""

    def carry_out(self, connection: Connection, ready: Ready, turn: Turn) -> None:
        super().carry_out(connection, ready, turn)
        die_at("in the transaction")


class DyingStore(StoredConversations):
    """The store, with points to die at around what it writes."""

    def __init__(self, *store: Any, **more: Any) -> None:
        super().__init__(*store, **more)
        self.links = DyingLinks(store[0], self.persons, store[1])
        self.links.codes = DyingCodes(store[0], self.persons)

    async def intend(self, session: Session, intent: Intent) -> tuple[Session, Intent]:
        die_at("before the intent")
        kept = await super().intend(session, intent)
        die_at("after the intent")
        return kept

    async def settle(self, intent: Intent, result: object) -> None:
        await super().settle(intent, result)
        die_at("after the settling")

    async def save(self, session: Session, turn: Turn) -> Session:
        die_at("before the save")
        kept = await super().save(session, turn)
        die_at("after the save")
        return kept


async def main() -> None:
    """Handles the messages and prints the replies."""
    keys = keys_from(None, Path(FOLDER) / "key")
    store = await Store.open(URL, keys, Path(FOLDER) / "uploads")
    kept = DyingStore(store.database, keys, lease=0.5)
    settings = Settings(state=Path(FOLDER))
    assistant = build_assistant(settings, kept, store.handovers, library=LIBRARY, outbox=store.outbox)
    code, texts = "", SAID.split("|")
    for number, said in enumerate(texts, 1):
        channel, _, text = said.partition(">")
        told = Inbound(Address(channel, "me"), text, text=text.replace("*", code))
        if number == len(texts):
            ARMED.set()
        reply = await assistant.runner.turn(told)
        code = next(iter(re.findall("[A-Z2-9]{3}(?:-[A-Z2-9]{3}){2}", " ".join(reply.messages))), code)
        print(*reply.messages, *(option.label for option in reply.options), sep="\n")
    people = {await store.persons.meet(Address(channel, "me")) for channel in ("web", "telegram")}
    print(f"people: {len(people)}")
    print(f"trail: {sorted(row.action for row in await store.audit.recorded())}")
    print(f"told: {(await store.outbox.counts())[State.WAITING]}")
    print(f"broken: {(await check_audit(store.database, store.audit)).broken}")
    await store.close()


asyncio.run(main())
