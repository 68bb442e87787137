"""Persons and the addresses where they are met."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine.ports import Overtaken
from bot.store.database import Database
from bot.store.persons import NoSuchPerson
from bot.store.store import Store
from tests.store.sample import KEYS, TELEGRAM, WEB, Place, conversation, turn


async def test_a_moved_address_meets_the_other_person(store: Store) -> None:
    """After channels are linked, both addresses go on with one conversation; no data moved."""
    web = await store.conversations.load(WEB)
    await store.conversations.save(web, turn("1", kept=conversation("web")))
    await store.conversations.load(TELEGRAM)
    await store.conversations.move_address(TELEGRAM, web.person)
    session = await store.conversations.load(TELEGRAM)
    assert (session.person, session.conversation) == (web.person, conversation("web"))
    assert set(await store.persons.addresses_of(web.person)) == {WEB, TELEGRAM}


async def test_a_new_address_can_be_given_to_a_person(store: Store) -> None:
    """An address where no one was met yet can be linked, too."""
    web = await store.conversations.load(WEB)
    await store.conversations.move_address(TELEGRAM, web.person)
    assert (await store.conversations.load(TELEGRAM)).person == web.person


async def test_linked_addresses_take_turns(store: Store) -> None:
    """On two channels the conversation goes on where the other one left it."""
    web = await store.conversations.load(WEB)
    await store.conversations.move_address(TELEGRAM, web.person)
    for number, address in enumerate([WEB, TELEGRAM, WEB]):
        session = await store.conversations.load(address)
        await store.conversations.save(
            session, turn(str(number), address=address, kept=conversation(str(number)))
        )
    assert (await store.conversations.load(TELEGRAM)).conversation == conversation("2")


async def test_a_process_that_missed_the_move_finds_out(store: Store, place: Place, tmp_path: Path) -> None:
    """A process that still takes the address for the former person's saves nothing under that person."""
    former = await store.conversations.load(TELEGRAM)
    web = await store.conversations.load(WEB)
    other = Store(Database(place.url), KEYS, tmp_path)
    await other.conversations.move_address(TELEGRAM, web.person)
    with pytest.raises(Overtaken):
        await store.conversations.save(former, turn("1", address=TELEGRAM))
    assert (await store.conversations.load(TELEGRAM)).person == web.person
    await other.close()


async def test_no_address_moves_to_no_one(store: Store) -> None:
    """A person who was never met gets no address."""
    with pytest.raises(NoSuchPerson, match="p_unknown"):
        await store.conversations.move_address(WEB, "p_unknown")
