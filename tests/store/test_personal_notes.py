"""Notes of persons go with the person: through linking, not with the address, and not beyond forgetting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.keys import Damaged
from bot.store.store import Store
from tests.store.linking import town
from tests.store.sample import IDENTITY_NUMBER, TELEGRAM, WEB

NAME = "rasa:value:identity_number"
LASTS = timedelta(days=7)


async def test_a_note_is_found_again_until_it_is_dropped(store: Store) -> None:
    """By its name and its person alone, the last one that was put."""
    await store.personal_notes.put(WEB, NAME, "first", LASTS)
    await store.personal_notes.put(WEB, NAME, IDENTITY_NUMBER, LASTS)
    assert await store.personal_notes.get(WEB, NAME) == IDENTITY_NUMBER
    assert await store.personal_notes.get(WEB, "another name") is None
    assert await store.personal_notes.get(TELEGRAM, NAME) is None
    await store.personal_notes.drop(WEB, NAME)
    assert await store.personal_notes.get(WEB, NAME) is None


async def test_who_turned_out_to_be_another_keeps_their_notes(store: Store) -> None:
    """Also to change and to drop them."""
    people = await town(store)
    await store.personal_notes.put(TELEGRAM, NAME, IDENTITY_NUMBER, LASTS)
    await people.link(WEB, TELEGRAM)
    assert await store.personal_notes.get(TELEGRAM, NAME) == IDENTITY_NUMBER
    await store.personal_notes.put(TELEGRAM, NAME, "changed", LASTS)
    assert await store.personal_notes.get(TELEGRAM, NAME) == "changed"
    await store.personal_notes.drop(TELEGRAM, NAME)
    assert await store.personal_notes.get(TELEGRAM, NAME) is None


async def test_unlinking_takes_nothing_along(store: Store) -> None:
    """Who is met at the address afterwards finds none of it; the person they were linked with does."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    await store.personal_notes.put(TELEGRAM, NAME, IDENTITY_NUMBER, LASTS)
    listed = await people.say(WEB, "我的渠道")
    await people.say(WEB, next(line[0] for line in listed.splitlines() if "Telegram" in line))
    assert "已经解除" in await people.say(WEB, "是")
    assert await store.personal_notes.get(TELEGRAM, NAME) is None
    assert await store.personal_notes.get(WEB, NAME) == IDENTITY_NUMBER


async def test_nobody_opens_the_notes_of_one_who_was_forgotten(store: Store) -> None:
    """What is left of them until they are swept is sealed under a key that is no more."""
    await store.personal_notes.put(WEB, NAME, IDENTITY_NUMBER, LASTS)
    person = await store.persons.meet(WEB)
    left = await store.notes.get(f"of {person}: {NAME}")
    assert left is not None and IDENTITY_NUMBER not in left
    await store.forget(person)
    assert await store.personal_notes.get(WEB, NAME) is None
    again = await store.persons.meet(WEB)
    await store.notes.put(f"of {again}: {NAME}", left, LASTS)
    with pytest.raises(Damaged):
        await store.personal_notes.get(WEB, NAME)
