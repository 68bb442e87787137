"""Conversations: loaded, saved, replayed, shown again."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine.conversation import Conversation
from bot.engine.messages import Address, FileRef, Option, Reply
from bot.engine.ports import Overtaken, Turn
from bot.store.store import Store
from tests.store.sample import AT, IDENTITY_NUMBER, KEYS, MOBILE, TELEGRAM, WEB, Place, conversation, turn


async def test_a_stranger_gets_an_empty_conversation(store: Store) -> None:
    """Whoever is met first becomes a person with nothing said yet."""
    session = await store.conversations.load(WEB)
    assert (session.conversation, session.revision) == (Conversation(), 0)


async def test_the_same_address_is_the_same_person(store: Store, place: Place, tmp_path: Path) -> None:
    """A person is found again by address, also by another process; another address is another person."""
    met = await store.conversations.load(WEB)
    other = await Store.open(place.url, KEYS, tmp_path)
    assert (await other.conversations.load(WEB)).person == met.person
    assert (await other.conversations.load(TELEGRAM)).person != met.person
    await other.close()


async def test_a_stranger_at_several_doors_is_one_person(store: Store) -> None:
    """First messages that come at the same moment do not make two persons."""
    sessions = await asyncio.gather(*(store.conversations.load(WEB) for _ in range(10)))
    assert len({session.person for session in sessions}) == 1


async def test_a_saved_conversation_is_loaded_as_it_was(store: Store, place: Place, tmp_path: Path) -> None:
    """Every answer comes back, in this process and in the next."""
    session = await store.conversations.load(WEB)
    kept = conversation(IDENTITY_NUMBER, "㛃𬭎·测试", "{{7*7}}", "'; DROP TABLE turns; --", "\x00\x1b[31m")
    saved = await store.conversations.save(session, turn(kept=kept))
    assert await store.conversations.load(WEB) == saved
    other = await Store.open(place.url, KEYS, tmp_path)
    assert await other.conversations.load(WEB) == saved
    await other.close()


async def test_a_message_is_answered_once(store: Store) -> None:
    """The second turn for one message is refused and leaves nothing, though the conversation did not move."""
    session = await store.conversations.load(WEB)
    session = await store.conversations.save(session, turn("1", "一"))
    with pytest.raises(Overtaken):
        await store.conversations.save(session, turn("1", "二"))
    assert await store.conversations.load(WEB) == session
    assert [shown.said for shown in await store.conversations.history(WEB, 10)] == ["一"]


async def test_the_same_message_id_elsewhere_is_another_message(store: Store) -> None:
    """Message ids count per address."""
    for address in (WEB, TELEGRAM):
        session = await store.conversations.load(address)
        await store.conversations.save(session, turn("1", address=address))
    assert await store.conversations.replay(TELEGRAM, "1") == turn().reply


async def test_a_replay_is_the_very_reply(store: Store) -> None:
    """The reply comes again whole, with numbers that are masked elsewhere, option ids, files and dialog."""
    session = await store.conversations.load(WEB)
    reply = Reply(
        (f"请核对:{IDENTITY_NUMBER}", "共 2 项"),
        (Option("change:mobile", f"手机 {MOBILE}"),),
        (FileRef("f1", f"{IDENTITY_NUMBER}.xlsx", 12, "text/plain"),),
        topic="account.unit_password",
    )
    await store.conversations.save(session, replace(turn(), reply=reply))
    assert await store.conversations.replay(WEB, "1") == reply


async def test_a_new_message_has_no_replay(store: Store) -> None:
    """Nothing is replayed to a message that was not answered."""
    assert await store.conversations.replay(WEB, "1") is None


async def test_a_typed_password_is_nowhere(store: Store) -> None:
    """A password is neither in the history nor in the whole reply that a replay gives."""
    session = await store.conversations.load(WEB)
    await store.conversations.save(session, turn("1", "密码是Abc12345", "没有听懂“密码是Abc12345”。"))
    replayed = await store.conversations.replay(WEB, "1")
    assert replayed is not None and replayed.messages == ("没有听懂“密码是******”。",)
    assert (await store.conversations.history(WEB, 1))[0].said == "密码是******"


async def test_the_history_is_masked(store: Store) -> None:
    """What is shown again holds no whole number, neither said nor replied."""
    session = await store.conversations.load(WEB)
    await store.conversations.save(session, turn("1", f"我是{IDENTITY_NUMBER}", f"收到{MOBILE}。"))
    shown = (await store.conversations.history(WEB, 10))[0]
    assert (shown.said, shown.reply.messages, shown.at) == (
        "我是3213**********1230",
        ("收到138****1234。",),
        AT,
    )


async def test_the_history_is_the_end_of_the_talk(store: Store) -> None:
    """The last turns at the address are given, oldest first."""
    session = await store.conversations.load(WEB)
    for number in range(5):
        session = await store.conversations.save(session, turn(str(number), f"第{number}句"))
    assert [shown.said for shown in await store.conversations.history(WEB, 2)] == ["第3句", "第4句"]
    assert await store.conversations.history(TELEGRAM, 2) == []


@pytest.mark.parametrize(
    "said",
    ["", "x" * 10_000_000, "\x00\x07\x1b[2J", json.loads('"\\ud83d"'), "<b>'\";--", "㛃𬭎·😀"],
    ids=["empty", "10 MB", "control", "half an emoji", "markup", "rare"],
)
async def test_any_message_can_be_kept(store: Store, said: str) -> None:
    """Whatever is typed, the turn is kept."""
    session = await store.conversations.load(WEB)
    await store.conversations.save(session, turn("1", said, kept=Conversation()))
    assert len((await store.conversations.history(WEB, 1))[0].said) <= 4_001


@pytest.mark.parametrize("strange", ["\x00", "x" * 100_000, json.loads('"\\ud83d"'), "'; --"])
async def test_any_id_of_a_channel_will_do(store: Store, strange: str) -> None:
    """Users and messages may be called anything by their channel."""
    address = Address("web", strange)
    session = await store.conversations.load(address)
    await store.conversations.save(session, turn(strange, address=address))
    assert await store.conversations.replay(address, strange) == turn().reply
    assert await store.persons.addresses_of(session.person) == [address]


async def test_many_at_once_are_all_kept(store: Store) -> None:
    """Turns of many persons at the same time are all kept, each in its own conversation."""

    async def talk(number: int) -> None:
        address = Address("web", f"visitor-{number}")
        session = await store.conversations.load(address)
        for said in range(5):
            session = await store.conversations.save(
                session, turn(str(said), f"{number}/{said}", address=address)
            )

    await asyncio.gather(*(talk(number) for number in range(40)))
    for number in range(40):
        shown = await store.conversations.history(Address("web", f"visitor-{number}"), 10)
        assert [turn.said for turn in shown] == [f"{number}/{said}" for said in range(5)]


async def test_one_that_is_overtaken_does_not_hold_up_the_others(store: Store) -> None:
    """Of turns written together, only the late one is refused."""
    addresses = [Address("web", f"visitor-{number}") for number in range(6)]
    sessions = [await store.conversations.load(address) for address in addresses]
    late = await store.conversations.save(sessions[3], turn("0", address=addresses[3]))
    turns: list[Turn] = [turn("1", address=address) for address in addresses]
    results = await asyncio.gather(
        *(store.conversations.save(*pair) for pair in zip(sessions, turns, strict=True)),
        return_exceptions=True,
    )
    assert [isinstance(result, Overtaken) for result in results] == [number == 3 for number in range(6)]
    assert await store.conversations.load(addresses[3]) == late
