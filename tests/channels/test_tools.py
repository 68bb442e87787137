"""What channels get to work with does what it says, over the real assistant."""

from __future__ import annotations

from datetime import timedelta

from bot.engine.messages import Address, Inbound, Made, Reply
from bot.services.outbox import Dispatcher
from tests.channels.house import HouseTools
from tests.channels.made_up import Parrot

ME, ANOTHER = Address("parrot", "me"), Address("parrot", "another")


async def test_what_could_not_be_said_in_time_is_said_later(house: HouseTools) -> None:
    """Once under its key, with its options and files, which are still good."""
    reply = await house.turns.turn(Inbound(ME, "1", text="忘记单位密码了"))
    assert reply.options
    file = await house.opened.files.keep(ME, Made("回执.png", "image/png", b"\x89PNG"))
    told = Reply(reply.messages, reply.options, (file,))
    await house.late(ME, "late:1", told)
    await house.late(ME, "late:1", told)
    parrot = Parrot(house)
    dispatcher = Dispatcher(house.opened.store.outbox, {"parrot": parrot}, house.turns)
    assert await dispatcher.dispatch() == 1
    (parcel,) = parrot.sent
    assert (parcel.reply.messages, parcel.reply.options, parcel.reply.files) == (told.messages, told.options, (file,))
    assert list(await house.shown(ME)) == list(parcel.reply.options)


async def test_what_a_message_was_answered_is_known_by_its_id(house: HouseTools) -> None:
    """To the person alone, and nothing is done for asking."""
    assert await house.answered(ME, "1") is None
    reply = await house.turns.turn(Inbound(ME, "1", text="忘记单位密码了"))
    assert await house.answered(ME, "1") == reply and await house.answered(ANOTHER, "1") is None


async def test_files_are_their_person_s_alone(house: HouseTools) -> None:
    """Another person on the same channel does not get them by their id."""
    file = await house.opened.files.keep(ME, Made("回执.png", "image/png", b"\x89PNG"))
    assert await house.open_file(ME, file.id) == (file, b"\x89PNG")
    assert await house.open_file(ANOTHER, file.id) is None


async def test_notes_are_those_of_the_store(house: HouseTools) -> None:
    """Whatever process asks, it is the same note."""
    await house.notes.put("token", "t", timedelta(hours=1))
    assert await house.opened.store.notes.get("token") == "t"


async def test_links_point_to_the_public_address(house: HouseTools) -> None:
    """Without a slash at the end, so that a path can follow."""
    assert house.public_url == "http://127.0.0.1:8000"
