"""Packets for the hotline."""

from __future__ import annotations

from datetime import timedelta

from bot.store.store import Store
from tests.store.sample import AT, MOBILE, WEB

PACKET = {"topic": "account.unit_password", "tried": ["网厅重置"], "mobile": MOBILE}


async def test_a_packet_is_kept_once(store: Store) -> None:
    """The same request again changes nothing, and is told from a new one."""
    person = (await store.conversations.load(WEB)).person
    assert await store.handovers.keep_handover("h-1", person, PACKET, AT)
    assert not await store.handovers.keep_handover("h-1", person, {"topic": "other"}, AT)
    (kept,) = await store.handovers.handovers()
    assert (kept.request, kept.person, kept.packet, kept.at) == ("h-1", person, PACKET, AT)


async def test_the_newest_come_first(store: Store) -> None:
    """The hotline sees the newest packets, as many as it asks for."""
    person = (await store.conversations.load(WEB)).person
    for number in range(4):
        await store.handovers.keep_handover(f"h-{number}", person, PACKET, AT + timedelta(hours=number))
    assert [kept.request for kept in await store.handovers.handovers(2)] == ["h-3", "h-2"]
