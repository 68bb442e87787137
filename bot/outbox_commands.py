"""The command that looks into the outbox and sends again what could not be sent."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from bot.app import BEIJING, open_store
from bot.settings import Settings
from bot.store.outbox_rows import EntryShown, State
from bot.store.store import Store

_OPEN = (State.DEAD, State.WAITING)


async def outbox(settings: Settings, asked: argparse.Namespace) -> int:
    """Lists what waits and what could not be sent, or puts the latter back to be sent."""
    async with open_store(settings) as store:
        if asked.action == "retry":
            return await _retry(store, set(asked.ids))
        counts = await store.outbox.counts()
        entries = await store.outbox.entries(*((State.DEAD,) if asked.dead else _OPEN), most=asked.most)
    print("，".join(f"{state.label} {counts[state]} 条" for state in State))
    for entry in reversed(entries):
        print(_line(entry))
    if counts[State.DEAD] and entries:
        print(f"“{State.DEAD.label}”的：查明原因后，用 python -m bot outbox retry [编号…] 再发。")
    return 0


async def _retry(store: Store, ids: set[int]) -> int:
    count = await store.outbox.retry(*ids)
    if count < len(ids):
        missing = f"有 {len(ids) - count} 个编号不在“{State.DEAD.label}”之列，没有动"
        print(f"{missing}；用 python -m bot outbox --dead 查看。", file=sys.stderr)
    print(f"{count} 条已放回待发，助手运行时会再发。")
    return 0 if count or not ids else 1


def _line(entry: EntryShown) -> str:
    parts = [
        f"{entry.id:>6}",
        entry.state.label,
        entry.sort.label,
        entry.channel,
        entry.person,
        entry.key,
        f"放入 {_time(entry.put_at)}",
        f"不早于 {_time(entry.due)}" if entry.due else "",
        f"试过 {entry.tries} 次" if entry.tries else "",
        f"下次 {_time(entry.again)}" if entry.again and entry.state is State.WAITING else "",
        f"原因：{entry.trouble}" if entry.trouble else "",
    ]
    return "  ".join(filter(None, parts))


def _time(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
