"""Run by the tests: puts and records something, as the assistant would. Arguments: database URL, state folder."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.engine.messages import Address
from bot.store.audit import Deed
from bot.store.keys import keys_from
from bot.store.outbox_rows import Note, Outgoing
from bot.store.store import Store

URL, STATE = sys.argv[1], Path(sys.argv[2])
AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


async def main() -> None:
    """Three deeds of one person and one of another, who is forgotten; a message, a reminder and a dead letter."""
    store = await Store.open(URL, keys_from(None, STATE / "canbao.key"), STATE / "uploads")
    here, web = Address("terminal", "local"), Address("web", "other")
    one, other = [(await store.conversations.load(address)).person for address in (here, web)]
    changed = {"name": "张测试", "identity_number": "321302199003071230"}
    for number, person in enumerate((one, other, one, one)):
        said = {"filing_number": f"N-{number}"}
        await store.audit.record(
            Deed(person, AT + timedelta(days=number), f"req-{number}", "submitted", "filing.enroll", "enrollment",
                 "law-1", "91320000TEST000000", changed, said)
        )
    dead = Outgoing(other, web, "dead", Note(("甲",)))
    month = datetime.now(UTC) + timedelta(days=30)
    remind = Outgoing(one, here, "remind", Note(("该申报了",)), reminder=True, not_before=month)
    await store.outbox.put(Outgoing(one, here, "done", Note(("审核通过了",))), remind, dead)
    (entry,) = await store.outbox.claim(["web"])
    await store.outbox.dead(entry, "chat not found")
    await store.outbox.release(other)
    if "forget" in sys.argv:
        await store.forget(other)
    await store.close()
    print(one)


asyncio.run(main())
