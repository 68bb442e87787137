"""One conversation, several processes: nothing lost, nothing twice, everything in order."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from pathlib import Path

import pytest

from bot.engine.ports import Intent, IntentState, Overtaken
from bot.store.conversations import StoredConversations
from bot.store.database import Database
from bot.store.intents import NoSuchIntent
from bot.store.store import Store
from tests.store.sample import KEYS, TELEGRAM, WEB, Place, conversation, stale, turn

ROOT = Path(__file__).parents[2]
INTENT = Intent("req-1", "reset_password", arguments={"mobile": "13800001234"})


class Another:
    """Another process's store on the same database, whose clock can be set forward."""

    def __init__(self, place: Place, seconds: float = 0.0) -> None:
        self.database = Database(place.url)
        self.conversations = StoredConversations(self.database, KEYS, clock=lambda: time.time() + seconds)

    async def __aenter__(self) -> StoredConversations:
        return self.conversations

    async def __aexit__(self, *_: object) -> None:
        await self.database.close()


async def process(place: Place, *arguments: str) -> int:
    """Runs the worker, and gives its return code."""
    command = [sys.executable, "-m", "tests.store.worker", place.url, *arguments]
    return await (await asyncio.create_subprocess_exec(*command, cwd=ROOT)).wait()


async def test_two_processes_lose_nothing_and_keep_order(store: Store, place: Place) -> None:
    """Two real processes on one person's conversation: every turn counts, and the replies are in order."""
    left, right = process(place, "talk", "left", "40"), process(place, "talk", "right", "40")
    assert set(await asyncio.gather(left, right)) == {0}
    shown = await store.conversations.history(WEB, 100)
    assert [turn.reply.messages for turn in shown] == [(str(number),) for number in range(1, 81)]
    for side in ("left", "right"):
        said = [turn.said for turn in shown if turn.said.startswith(side)]
        assert said == [f"{side}-{number}" for number in range(40)]
    assert (await store.conversations.load(WEB)).conversation.misses == 80


async def test_a_conversation_that_moved_on_is_found_out(store: Store, place: Place) -> None:
    """A process that kept an old session is refused, loads the new one, and goes on."""
    old = await store.conversations.load(WEB)
    async with Another(place) as other:
        await other.save(await other.load(WEB), turn("1", kept=conversation("new")))
    assert await store.conversations.load(WEB) == old
    with pytest.raises(Overtaken):
        await store.conversations.save(old, turn("2"))
    fresh = await store.conversations.load(WEB)
    assert fresh.conversation == conversation("new")
    await store.conversations.save(fresh, turn("2"))


async def test_an_overtaken_turn_leaves_nothing(store: Store) -> None:
    """What was refused is in no history, and its message may be answered later."""
    session = await store.conversations.save(await store.conversations.load(WEB), turn("1"))
    with pytest.raises(Overtaken):
        await store.conversations.save(stale(session), turn("2", "太迟"))
    assert await store.conversations.replay(WEB, "2") is None
    assert len(await store.conversations.history(WEB, 10)) == 1
    await store.conversations.save(await store.conversations.load(WEB), turn("2"))


async def test_an_intent_holds_the_conversation(store: Store, place: Place) -> None:
    """While an effect is tried, no other process may save or intend; the one that tries it may."""
    session, _ = await store.conversations.intend(await store.conversations.load(WEB), INTENT)
    async with Another(place) as other:
        with pytest.raises(Overtaken):
            await other.save(await other.load(WEB), turn("2"))
        with pytest.raises(Overtaken):
            await other.intend(await other.load(WEB), Intent("req-2", "reset_password"))
    await store.conversations.save(session, turn("1"))


async def test_a_save_lets_go(store: Store, place: Place) -> None:
    """After the turn is saved, another process may go on at once."""
    session, _ = await store.conversations.intend(await store.conversations.load(WEB), INTENT)
    await store.conversations.save(session, turn("1"))
    async with Another(place) as other:
        await other.save(await other.load(WEB), turn("2"))


async def test_an_expired_lease_may_be_taken_over(store: Store, place: Place) -> None:
    """Seconds after its holder fell silent the conversation is free; the one that comes back late is refused."""
    session, _ = await store.conversations.intend(await store.conversations.load(WEB), INTENT)
    async with Another(place, seconds=5) as early:
        with pytest.raises(Overtaken):
            await early.save(await early.load(WEB), turn("2"))
    async with Another(place, seconds=7) as other:
        await other.save(await other.load(WEB), turn("2"))
    with pytest.raises(Overtaken):
        await store.conversations.save(session, turn("1"))


async def test_a_long_effect_keeps_the_conversation(store: Store, place: Place) -> None:
    """While the process that performs an effect lives, its lease does not run out."""
    slow = StoredConversations(store.database, KEYS, lease=0.3)
    session, _ = await slow.intend(await slow.load(WEB), INTENT)
    await asyncio.sleep(1.0)
    async with Another(place) as other:
        with pytest.raises(Overtaken):
            await other.save(await other.load(WEB), turn("2"))
    await slow.save(session, turn("1"))


async def test_others_conversations_are_not_held(store: Store, place: Place) -> None:
    """A lease is one person's."""
    await store.conversations.intend(await store.conversations.load(WEB), INTENT)
    async with Another(place) as other:
        await other.save(await other.load(TELEGRAM), turn("1", address=TELEGRAM))


async def test_killed_between_intend_and_settle(store: Store, place: Place) -> None:
    """After a process was killed in the middle of an effect, the next try sees the intent open, not fresh."""
    assert await process(place, "die") == -signal.SIGKILL
    with pytest.raises(Overtaken):
        await store.conversations.intend(await store.conversations.load(WEB), INTENT)
    async with Another(place, seconds=61) as later:
        _, intent = await later.intend(await later.load(WEB), INTENT)
    assert (intent.state, intent.fresh, intent.arguments) == (IntentState.OPEN, False, INTENT.arguments)


async def test_a_new_intent_is_fresh(store: Store) -> None:
    """The turn that writes an effect down is the first to try it; the same turn again is not."""
    session = await store.conversations.load(WEB)
    session, first = await store.conversations.intend(session, INTENT)
    _, second = await store.conversations.intend(session, INTENT)
    assert first == INTENT
    assert (second.state, second.fresh) == (IntentState.OPEN, False)


async def test_a_settled_intent_gives_its_result(store: Store) -> None:
    """A result is kept and comes back; the first one stays."""
    session, intent = await store.conversations.intend(await store.conversations.load(WEB), INTENT)
    await store.conversations.settle(intent, {"outcome": "accepted", "number": 7})
    await store.conversations.settle(intent, {"outcome": "refused"})
    _, settled = await store.conversations.intend(session, INTENT)
    assert (settled.state, settled.result) == (IntentState.SETTLED, {"outcome": "accepted", "number": 7})
    assert not settled.fresh


async def test_what_was_not_intended_cannot_be_settled(store: Store) -> None:
    """A result without an intent is a mistake of ours, and said to be one."""
    with pytest.raises(NoSuchIntent, match="req-9"):
        await store.conversations.settle(Intent("req-9", "reset_password"), {})


async def test_a_request_belongs_to_one_person(store: Store, place: Place) -> None:
    """Another person's effect under the same request id is refused, and holds nothing."""
    await store.conversations.intend(await store.conversations.load(WEB), INTENT)
    with pytest.raises(ValueError, match="req-1"):
        await store.conversations.intend(await store.conversations.load(TELEGRAM), INTENT)
    async with Another(place) as other:
        await other.save(await other.load(TELEGRAM), turn("1", address=TELEGRAM))
