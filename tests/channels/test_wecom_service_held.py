"""What waits for a customer of 微信客服: in order, once, whichever process put it there."""

from __future__ import annotations

from datetime import timedelta

from bot.engine.messages import FileRef, Reply
from bot.handlers.wecom_service.held import Held
from tests.channels.noted import NotesInMemory

FILE = FileRef("1", "回执.pdf", 9, "application/pdf")


class Slow(NotesInMemory):
    """Lets another process come between a number and its being noted as the last."""

    async def put(self, name: str, value: str, lasts: timedelta) -> None:
        if "held-last" in name and value == "2":
            await Held(self).hold("she", "c", Reply(("丙",)))
        await NotesInMemory.put(self, name, value, lasts)


async def test_what_waits_comes_in_order_and_once() -> None:
    """Texts and files, the words of each source once; what was said is forgotten."""
    held = Held(NotesInMemory())
    assert await held.waits("she") == {}
    await held.hold("she", "a", Reply(("甲",), files=(FILE,)))
    await held.hold("she", "b", Reply(("乙",)))
    await held.hold("she", "a", Reply(("甲",), files=(FILE,)))
    await held.hold("he", "d", Reply(("丁",)))
    waits = await held.waits("she")
    assert list(waits.values()) == [("a", Reply(("甲",), files=(FILE,))), ("b", Reply(("乙",))), ("a", Reply())]
    await held.took("she", max(waits))
    await held.hold("she", "c", Reply(("丙",)))
    assert [source for source, _ in (await held.waits("she")).values()] == ["c"]
    assert len(await held.waits("he")) == 1


async def test_another_process_s_number_is_not_missed() -> None:
    """Where the slower one said the smaller number last."""
    notes = Slow()
    held = Held(notes)
    for source in "ab":
        await held.hold("she", source, Reply((source,)))
    assert [source for source, _ in (await held.waits("she")).values()] == ["a", "b", "c"]


async def test_reading_loses_nothing_that_another_process_just_put_there() -> None:
    """It said a part of what waits, holds the rest, and has not forgotten the whole yet."""
    notes = NotesInMemory()
    one, other = Held(notes), Held(notes)
    whole = await one.hold("she", "a", Reply(("甲", "乙")))
    await one.hold("she", "a", Reply(("乙",)))
    assert list((await other.waits("she")).values()) == [("a", Reply(("甲", "乙"))), ("a", Reply())]
    await one.took("she", whole)
    assert list((await other.waits("she")).values()) == [("a", Reply(("乙",)))]
