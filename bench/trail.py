"""The audit trail and the outbox alone: ``python -m bench.trail [DATABASE_URL]``.

Without a URL they lie in SQLite in a temporary folder. A URL must name an empty database that may be filled.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.engine.messages import Address, Inbound, Reply
from bot.services.outbox import Delivered, Dispatcher, Outcome, Parcel
from bot.store.audit import Deed
from bot.store.audit_check import check_audit
from bot.store.keys import Keys
from bot.store.outbox_rows import Note, Outgoing
from bot.store.store import Store

_GROUP = 500
_VERIFIED = 100_000
_ALONE = 1_000
_AT_ONCE = 64
_ENTRIES = 2_000
_PEOPLE = 50
_REMINDERS = 50_000
_CHANGED = {"name": "张测试", "identity_number": "321302199003071230", "contribution_base": "6000", "month": "2026-11"}


class Taker:
    """A channel that takes everything at once, and answers nothing."""

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Takes it."""
        return Delivered()

    async def turn(self, inbound: Inbound) -> Reply:
        """Says nothing."""
        return Reply()


def deeds(person: str) -> Iterator[Deed]:
    """Filings without end."""
    now = datetime.now(UTC)
    for number in count():
        yield Deed(
            person, now, f"req-{number}", "submitted", "filing.enroll", "enrollment", "law", "91320000TEST000000",
            _CHANGED, {"filing_number": f"N-{number}", "standing": "accepted"},
        )


async def audit_figures(store: Store) -> None:
    """Records a deed at a time, many at once, and in groups; then checks all."""
    supply = deeds((await store.conversations.load(Address("bench", "1"))).person)
    began = time.perf_counter()
    for _ in range(_ALONE):
        await store.audit.record(next(supply))
    _say("recorded one after another", _ALONE, began)

    async def some() -> None:
        for _ in range(_ALONE // 10):
            await store.audit.record(next(supply))

    began = time.perf_counter()
    await asyncio.gather(*(some() for _ in range(_AT_ONCE)))
    _say(f"recorded by {_AT_ONCE} at once", _AT_ONCE * (_ALONE // 10), began)
    left = _VERIFIED - (await store.audit.head()).count
    began = time.perf_counter()
    for begin in range(0, left, _GROUP):
        await store.audit.record_all([next(supply) for _ in range(min(_GROUP, left - begin))])
    _say(f"recorded in groups of {_GROUP}", left, began)
    began = time.perf_counter()
    checked = await check_audit(store.database, store.audit)
    assert checked.broken is None
    _say("verified", checked.head.count, began)


async def outbox_figures(store: Store) -> None:
    """Puts one after another, then sends all."""
    people = [(await store.conversations.load(Address("bench", str(n)))).person for n in range(_PEOPLE)]
    began = time.perf_counter()
    for number in range(_ENTRIES):
        person = people[number % _PEOPLE]
        await store.outbox.put(Outgoing(person, Address("bench", "1"), f"k{number}", Note(("审核通过了。",))))
    _say("entries put one after another", _ENTRIES, began)
    dispatcher = Dispatcher(store.outbox, {"bench": Taker()}, Taker())
    began, sent = time.perf_counter(), 0
    while sent < _ENTRIES:
        sent += await dispatcher.dispatch()
    _say(f"entries sent to {_PEOPLE} persons", _ENTRIES, began)
    far = datetime.now(UTC) + timedelta(days=30)
    for number in range(0, _REMINDERS, _GROUP):
        reminders = [
            Outgoing(people[n % _PEOPLE], Address("bench", "1"), f"r{n}", Note(("该申报了。",)), True, far)
            for n in range(number, number + _GROUP)
        ]
        await store.outbox.put(*reminders)
    began = time.perf_counter()
    for _ in range(200):
        await dispatcher.dispatch()
    _say(f"looks into an outbox of {_REMINDERS:,} reminders to come", 200, began)


def _say(what: str, number: int, began: float) -> None:
    seconds = time.perf_counter() - began
    print(f"{number:>7} {what}: {seconds:.2f} s, {number / seconds:,.0f} a second", flush=True)


async def main(url: str, folder: Path) -> None:
    """Measures, then prints."""
    store = await Store.open(url, Keys(bytes(32)), folder)
    await audit_figures(store)
    await outbox_figures(store)
    await store.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{place / 'canbao.db'}", place))
