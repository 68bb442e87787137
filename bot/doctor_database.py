"""The doctor's look at the database: it is opened as it stands, and never migrated beside a release that serves it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.findings import Finding, Found
from bot.settings import Settings
from bot.store.migrations import HEAD, standing
from bot.store.outbox_rows import State
from bot.store.store import Store

_TO_UPGRADE = (
    "数据库：结构版本{found}，要升级到{head}，其余的升级以后再看；"
    "请停掉旧版本，备份数据库和主密钥，再启动，启动时会自己升级"
)


async def to_upgrade(settings: Settings) -> Finding | None:
    """Says that the database is of an older release; None where it is not, or there is none yet.

    Raises:
        StoreTrouble, UnusableDatabase: it cannot be looked at.
    """
    found = await standing(settings.database)
    if found is None or found >= HEAD:
        return None
    return Finding(Found.THINK, _TO_UPGRADE.format(found=found, head=HEAD))


async def examine_store(settings: Settings, store: Store) -> AsyncIterator[Finding]:
    """Findings on an open store."""
    yield Finding(Found.GOOD, f"数据库：{store.database.dialect}，结构版本{HEAD}")
    yield _key(settings)
    yield await _outbox(store)


def _key(settings: Settings) -> Finding:
    place = settings.state / "canbao.key"
    if settings.key:
        return Finding(Found.GOOD, "主密钥：在CANBAO_KEY里，请另外存一份")
    return Finding(Found.GOOD, f"主密钥：{place}，请和数据库分开备份，丢了就都打不开")


async def _outbox(store: Store) -> Finding:
    counts = await store.outbox.counts()
    dead = counts[State.DEAD]
    if dead:
        return Finding(Found.THINK, f"发件箱：{dead}条发不出去，用 python -m bot outbox --dead 看")
    return Finding(Found.GOOD, f"发件箱：{counts[State.WAITING]}条在等")
