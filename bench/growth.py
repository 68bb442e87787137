"""Growth: the same turns over a database that holds more and more conversations."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert, text

from bench.figures import Latency, latency
from bench.in_process import STEPS, measure
from bot.app import build_assistant, open_store, read_keys
from bot.engine.conversation import Conversation, Given, Matter, Run, dump_conversation
from bot.engine.messages import Address, Inbound
from bot.settings import Settings
from bot.store.keys import Keys
from bot.store.schema import addresses, conversations, persons

_BATCH = 20_000
_COLD = 300
_BEIJING = timezone(timedelta(hours=8))
Rows = dict[str, dict[str, Any]]


def fill(settings: Settings, first: int, count: int) -> None:
    """Puts ``count`` conversations with a dialog under way into the SQLite database, sealed as the store seals them."""
    keys = read_keys(settings)
    engine = create_engine(settings.database)
    for start in range(first, first + count, _BATCH):
        rows = list(_rows(keys, start, min(_BATCH, first + count - start)))
        with engine.begin() as connection:
            connection.execute(text("PRAGMA synchronous=OFF"))
            for table in (persons, addresses, conversations):
                connection.execute(insert(table), [row[table.name] for row in rows])
    engine.dispose()


def _rows(keys: Keys, start: int, count: int) -> Iterator[Rows]:
    now = datetime.now(_BEIJING)
    for number in range(start, start + count):
        person, user = f"p_{uuid.uuid4().hex[:20]}", f"g{number}"
        wrapped = keys.new_data_key(person)
        key = keys.data_key(wrapped, person)
        topic, dialog = "account.password_forgot_unit", "forgot_unit_password"
        matter = Matter(uuid.uuid4().hex, topic, dialog, "way", 1, "bench", now)
        run = Run(uuid.uuid4().hex[:12], dialog, 1, {"representative": Given("FACE")})
        kept = dump_conversation(Conversation(runs=(run,), matter=matter, updated=now))
        yield {
            "persons": {"id": person, "data_key": wrapped, "met_at": now},
            "addresses": {
                "mark": keys.fingerprint("bench", user),
                "person": person,
                "channel": "bench",
                "user": key.seal(user.encode(), f"address of {person}"),
            },
            "conversations": {
                "person": person,
                "revision": 1,
                "dialog": run.dialog,
                "step": "way",
                "matter": matter.id,
                "topic": matter.topic,
                "steps": 1,
                "channel": "bench",
                "began_at": now,
                "updated_at": now,
                "kept": key.seal(kept, f"conversation of {person}"),
            },
        }


async def growth_figures(folder: Path, sizes: tuple[int, ...], report: Callable[[str], None]) -> list[Latency]:
    """Warm turns, and the first turn of conversations kept long ago, at each size."""
    settings = Settings(state=folder, database_url="")
    async with open_store(settings):
        pass
    rows, there = [], 0
    for size in sizes:
        await asyncio.to_thread(fill, settings, there, size - there)
        there = size
        async with open_store(settings) as store:
            assistant = build_assistant(settings, store.conversations, store.handovers, look_each_turn=False)
            name = f"dialog step, SQLite, 8 at once, {size:,} conversations kept"
            rows.append(await measure(assistant, name, 8, 1600, STEPS))
            rows.append(await _cold(assistant.runner.turn, size))
        report(f"{size:,} conversations")
    return rows


async def _cold(turn: Callable[[Inbound], Any], size: int) -> Latency:
    seconds = []
    for number in random.Random(7).sample(range(size), _COLD):
        inbound = Inbound(Address("bench", f"g{number}"), uuid.uuid4().hex, text="电脑网页")
        began = time.perf_counter()
        reply = await turn(inbound)
        seconds.append(time.perf_counter() - began)
        assert reply.step == "page", reply
    return latency(f"first turn of one kept before, {size:,} kept", seconds, sum(seconds))
