"""Somebody else at a sender, and persons who are forgotten: nobody gets what Rasa's side remembered of another."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.engine.messages import Address, FileRef, Reply
from bot.services.outbox import Delivered, Parcel, Refused
from tests.channels.house import HouseTools
from tests.channels.rasa_double import Talker, talking
from tests.channels.test_rasa_filing import INSURED, SUBMIT, bind, fill, submit

STOP = "suspend_coverage"
TOLD = Reply(("审核通过了",), files=(FileRef("f1", "回执.txt", 3, "text/plain"),))


@pytest_asyncio.fixture
async def talker(house: HouseTools) -> AsyncIterator[Talker]:
    """A person before Rasa."""
    async with talking(house) as opened:
        yield opened


async def person_at(house: HouseTools, address: Address) -> str:
    """Who is met at the address."""
    return (await house.opened.store.conversations.load(address)).person


async def part(house: HouseTools, talker: Talker) -> None:
    """The sender is unlinked: from now on somebody else is met there."""
    await house.opened.store.persons.move_address(talker.address, await person_at(house, Address("rasa", "new")))


async def test_what_waits_is_its_person_s_alone(talker: Talker, house: HouseTools) -> None:
    """It was delivered to the sender, and is not told to whoever is met there afterwards."""
    person = await person_at(house, talker.address)
    assert await talker.channel.send(talker.address, Parcel("outbox:1", person, TOLD)) == Delivered()
    await part(house, talker)
    assert await talker.hear() == []
    assert "审核通过了" not in await talker.say("你好")


async def test_what_comes_for_one_who_was_forgotten_is_refused(talker: Talker, house: HouseTools) -> None:
    """It lies among what cannot be delivered, rather than with the next person."""
    person = await person_at(house, talker.address)
    await talker.channel.send(talker.address, Parcel("outbox:1", person, TOLD))
    await house.opened.store.forget(person)
    assert isinstance(await talker.channel.send(talker.address, Parcel("outbox:2", person, TOLD)), Refused)
    assert await talker.hear() == []


async def test_values_of_a_form_are_their_person_s_alone(talker: Talker, house: HouseTools) -> None:
    """The tracker still carries what is masked; it opens nothing for somebody else."""
    await fill(talker, STOP)
    await part(house, talker)
    await bind(talker, house)
    assert "请再填一次" in (await submit(talker, STOP))[0]


async def test_values_of_a_form_go_with_who_is_forgotten(talker: Talker, house: HouseTools) -> None:
    """Whoever comes back is somebody new, of whom nothing is known."""
    await fill(talker, STOP)
    await house.opened.store.forget(await person_at(house, talker.address))
    await bind(talker, house)
    assert "请再填一次" in (await submit(talker, STOP))[0]


async def test_a_card_is_not_repeated_to_somebody_else(talker: Talker, house: HouseTools) -> None:
    """A call that comes again after the sender was unlinked is not answered with another's numbers."""
    await bind(talker, house)
    await fill(talker, STOP)
    talker.rasa.hears("好")
    call = talker.rasa.call(SUBMIT(STOP))
    assert INSURED in str((await talker.rasa.post(call))[1])
    await part(house, talker)
    assert INSURED not in str((await talker.rasa.post(call))[1])
