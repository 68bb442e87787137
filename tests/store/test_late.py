"""Late messages in the history: once each, numbered as they came, for their person alone."""

from __future__ import annotations

from bot.engine.messages import Inbound, LateResult, Reply
from bot.engine.ports import Turn
from bot.store.store import Store
from tests.store.sample import AT, IDENTITY_NUMBER, TELEGRAM, WEB, conversation, turn


async def keep(store: Store, text: str, id_: str | None = None) -> bool:
    person = (await store.conversations.load(WEB)).person
    return await store.late.keep(person, WEB, id_ or f"outbox:{text}", Reply((text,)), AT)


async def texts(store: Store, after: int = 0) -> list[str]:
    return [late.reply.messages[0] for late in await store.late.since(WEB, after)]


async def test_each_is_kept_once_and_in_order(store: Store) -> None:
    """The same id again changes nothing; numbers rise."""
    assert await keep(store, "一") and await keep(store, "二")
    assert not await keep(store, "另一句", "outbox:一")
    assert await texts(store) == ["一", "二"]
    first, second = await store.late.since(WEB, 0)
    assert first.number < second.number == await store.late.newest(WEB)
    assert await texts(store, first.number) == ["二"]


async def test_the_history_has_them_at_their_place(store: Store) -> None:
    """Between what was said before and after; only they have a number."""
    session = await store.conversations.load(WEB)
    session = await store.conversations.save(session, turn("1"))
    await keep(store, "办好了")
    await store.conversations.save(session, turn("2"))
    shown = await store.conversations.history(WEB, 10)
    assert [late.late is not None for late in shown] == [False, True, False]
    assert shown[1].late == await store.late.newest(WEB) and shown[1].said == ""


async def test_a_late_result_s_turn_is_one_of_them(store: Store) -> None:
    """What a waiting step says when its result comes is told to the open page, too."""
    session = await store.conversations.load(WEB)
    inbound = Inbound(WEB, "outbox:r", late=LateResult("run", "verdict", "PASSED"))
    await store.conversations.save(session, Turn(inbound, Reply(("通过了",)), conversation(), AT, ""))
    assert await texts(store) == ["通过了"]
    assert not await keep(store, "通过了", "outbox:r")


async def test_ordinary_turns_and_other_addresses_are_none(store: Store) -> None:
    """Nobody gets what was said elsewhere."""
    await store.conversations.save(await store.conversations.load(WEB), turn("1"))
    await keep(store, "一")
    assert await texts(store) == ["一"]
    assert await store.late.since(TELEGRAM, 0) == [] and await store.late.newest(TELEGRAM) == 0


async def test_the_open_page_sees_it_whole_and_the_history_masked(store: Store) -> None:
    """Numbers of persons are masked in what is kept for the eye."""
    await keep(store, f"{IDENTITY_NUMBER}办好了")
    assert await texts(store) == [f"{IDENTITY_NUMBER}办好了"]
    (shown,) = await store.conversations.history(WEB, 1)
    assert IDENTITY_NUMBER not in shown.reply.messages[0]


async def test_the_conversation_goes_on_undisturbed(store: Store) -> None:
    """A note moves no conversation: a turn under way when it comes is kept."""
    session = await store.conversations.load(WEB)
    await keep(store, "一")
    saved = await store.conversations.save(session, turn("1"))
    assert saved.revision == session.revision + 1


async def test_a_number_from_before_a_restore_loses_nothing(store: Store) -> None:
    """A page that has a number beyond all that exist gets what comes from now on."""
    await keep(store, "一")
    assert await store.late.since(WEB, 10**12) == []
    assert await store.late.newest(WEB) > 0
