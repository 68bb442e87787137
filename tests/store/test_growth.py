"""A store with many conversations is as fast as one with few."""

from __future__ import annotations

import statistics
import time
from functools import partial
from typing import Any

from sqlalchemy import Connection, Insert, insert

from bot.store.schema import addresses, conversations, persons, turns
from bot.store.store import Store
from tests.store.sample import AT, WEB, turn


async def save_time(store: Store, name: str) -> float:
    """Seconds that a save takes, as the best of five medians."""
    session = await store.conversations.load(WEB)
    medians = []
    for batch in range(5):
        took = []
        for number in range(30):
            began = time.perf_counter()
            session = await store.conversations.save(session, turn(f"{name}-{batch}-{number}"))
            took.append(time.perf_counter() - began)
        medians.append(statistics.median(took))
    return min(medians)


def fill(statement: Insert, rows: list[dict[str, Any]], connection: Connection) -> None:
    """Inserts the rows."""
    connection.execute(statement, rows)


async def crowd(store: Store, size: int) -> None:
    """Puts ``size`` persons with a conversation and two turns into the store."""
    ids = [f"p_{number:06}" for number in range(size)]
    marks = [number.to_bytes(16, "big") for number in range(size * 2)]
    kept = bytes(800)
    talks: list[dict[str, Any]] = [
        {"person": id_, "revision": 2, "kept": kept, "updated_at": AT} for id_ in ids
    ]
    said = [
        {"mark": mark, "address": marks[number // 2], "person": ids[number // 2], "at": AT, "kept": kept}
        for number, mark in enumerate(marks)
    ]
    met = [
        {"mark": mark, "person": id_, "channel": "web", "user": b""}
        for mark, id_ in zip(marks, ids, strict=False)
    ]
    everyone = [{"id": id_, "data_key": b"", "met_at": AT} for id_ in ids]
    for table, rows in ((persons, everyone), (conversations, talks), (addresses, met), (turns, said)):
        await store.database.write(partial(fill, insert(table), rows))


async def test_saving_does_not_slow_down(store: Store) -> None:
    """Among 10,000 conversations a save takes no longer than among ten, but for what a busy machine adds."""
    few = await save_time(store, "few")
    await crowd(store, 10_000)
    many = await save_time(store, "many")
    assert many < 2 * few + 0.001
