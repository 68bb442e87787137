"""What a link leaves behind when somebody leaves, is forgotten, or a turn is never kept; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.engine.messages import Address
from bot.engine.ports import Session
from bot.store.links import Ready
from bot.store.outbox import real_now
from bot.store.outbox_rows import Note, Outgoing, State
from bot.store.schema import link_codes, link_moves
from bot.store.store import Store
from tests.store.linking import Town, town
from tests.store.sample import TELEGRAM, WEB
from tests.store.test_linking import bound

WECHAT = Address("wechat", "o6_bmjrPTlm6_2sgVt7hMZOPfL2M")


async def unlink(people: Town, at: Address, name: str) -> str:
    """Takes the channel of that name off, as a person does."""
    listed = await people.say(at, "我的渠道")
    await people.say(at, next(line[0] for line in listed.splitlines() if name in line))
    return await people.say(at, "是")


async def count(store: Store) -> tuple[int, int]:
    """How many codes and moves there are."""
    tables = (link_codes, link_moves)
    counted = [select(func.count()).select_from(table) for table in tables]
    codes, moves = [await store.database.read(lambda at, one=one: at.execute(one).scalar_one()) for one in counted]
    return codes, moves


async def test_who_just_came_in_takes_off_nobody_but_themselves(store: Store) -> None:
    """For a day; who gave the code may take them off at once, and after a day either may."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    assert "不到24小时" in await unlink(people, TELEGRAM, "网页")
    assert await people.person(WEB) == await people.person(TELEGRAM)
    store.links.codes.clock = lambda: real_now() + timedelta(hours=25)
    assert "已经解除" in await unlink(people, TELEGRAM, "网页")
    assert await people.person(WEB) != await people.person(TELEGRAM)


async def test_who_just_came_in_cannot_bring_somebody_in_to_do_it(store: Store) -> None:
    """Neither by a code given out there, nor by one that is sent from there; the one before takes them all off."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    await people.link(WECHAT, TELEGRAM)
    assert "不到24小时" in await unlink(people, WECHAT, "网页")
    assert "不到24小时" in await unlink(people, TELEGRAM, "网页")
    for name, address in (("Telegram", TELEGRAM), ("微信", WECHAT)):
        assert "已经解除" in await unlink(people, WEB, name)
        assert await people.person(address) != await people.person(WEB)


async def test_who_was_talked_into_entering_a_strangers_code_stays_the_owner(store: Store) -> None:
    """Whose employers would be lost: the stranger, who has none, takes off nobody, and is taken off at once."""
    people = await town(store)
    owner = await people.person(TELEGRAM)
    await bound(store, owner)
    await people.link(WEB, TELEGRAM)
    assert "不到24小时" in await unlink(people, WEB, "Telegram")
    assert "已经解除" in await unlink(people, TELEGRAM, "网页")
    assert len(await store.bindings.bindings(await people.person(TELEGRAM))) == 1
    assert await store.bindings.bindings(await people.person(WEB)) == []


@pytest.mark.parametrize("both", [False, True])
async def test_who_gave_the_code_stays_the_owner_of_what_they_have(store: Store, both: bool) -> None:
    """Where they have employers, whether or not the other side has some, too."""
    people = await town(store)
    await bound(store, await people.person(WEB))
    if both:
        await bound(store, await people.person(TELEGRAM), "演示服饰厂", "91321399MA000002AD")
    await people.link(WEB, TELEGRAM)
    assert "不到24小时" in await unlink(people, TELEGRAM, "网页")
    assert "已经解除" in await unlink(people, WEB, "Telegram")
    assert len(await store.bindings.bindings(await people.person(WEB))) == 1 + both


async def test_who_just_came_in_lets_in_no_owner(store: Store) -> None:
    """Though employers are bound on their side by then, and on the other there are none."""
    people = await town(store)
    await bound(store, await people.person(WEB))
    await people.link(WEB, TELEGRAM)
    await people.link(WECHAT, TELEGRAM)
    assert "不到24小时" in await unlink(people, WECHAT, "网页")
    assert "不到24小时" in await unlink(people, TELEGRAM, "网页")
    assert "已经解除" in await unlink(people, WEB, "Telegram")


async def test_who_just_came_in_may_leave(store: Store) -> None:
    """Everything stays with the others."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    assert "从头开始" in await unlink(people, TELEGRAM, "就是这里")


class Crashed(Exception):
    """The process ended before the turn was kept."""


def crash_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next turn that moves an address is not kept."""
    ready, times = store.links.ready, []

    async def crashing(session: Session, turn: object) -> Ready | None:
        times.append(turn)
        if len(times) == 1:
            raise Crashed
        return await ready(session, turn)  # type: ignore[arg-type]

    monkeypatch.setattr(store.links, "ready", crashing)


async def test_a_code_that_was_given_out_where_somebody_left_links_nobody_back(store: Store) -> None:
    """Who is at the removed channel now may know it from before."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    code = await people.code(TELEGRAM)
    assert "已经解除" in await unlink(people, WEB, "Telegram")
    assert "没有对上" in await people.say(TELEGRAM, code)
    assert await people.person(TELEGRAM) != await people.person(WEB)


async def test_a_code_that_was_claimed_before_somebody_left_links_nobody_after(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The confirmation was on its way when its process ended; sent again after the unlinking it does not hold."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    await people.say(WECHAT, await people.code(WEB))
    crash_once(store, monkeypatch)
    await people.say(WECHAT, "是", message_id="confirmed")
    await unlink(people, WEB, "Telegram")
    assert "没有对上" in await people.say(WECHAT, "是", message_id="confirmed")
    assert await people.person(WECHAT) != await people.person(WEB)


async def test_a_confirmation_that_was_on_its_way_still_holds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent again after its process ended, it links, also when the code would be over by then."""
    people = await town(store)
    await people.say(TELEGRAM, await people.code(WEB))
    crash_once(store, monkeypatch)
    await people.say(TELEGRAM, "是", message_id="confirmed")
    store.links.codes.clock = lambda: real_now() + timedelta(minutes=15)
    await store.links.sweep()
    assert "已关联" in await people.say(TELEGRAM, "是", message_id="confirmed")
    assert await people.person(TELEGRAM) == await people.person(WEB)


async def test_who_gave_the_code_is_forgotten_before_it_is_confirmed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the confirmation and its turn: the code does not hold, and the other can go on."""
    people = await town(store)
    code, giver = await people.code(WEB), await people.person(WEB)
    await people.say(TELEGRAM, code)
    other, times = store.links.other, []

    async def meanwhile(session: Session, request: str) -> Session | None:
        if not times:
            await store.forget(giver)
        times.append(request)
        return await other(session, request)

    monkeypatch.setattr(store.links, "other", meanwhile)
    assert "没有对上" in await people.say(TELEGRAM, "是")
    assert "没有关联别的渠道" in await people.say(TELEGRAM, "我的渠道")


async def test_what_was_never_kept_is_swept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A claimed code and its move go after an hour; then the confirmation does not hold, and says so."""
    people = await town(store)
    await people.say(TELEGRAM, await people.code(WEB))
    crash_once(store, monkeypatch)
    await people.say(TELEGRAM, "是", message_id="confirmed")
    await store.links.sweep()
    assert await count(store) == (1, 1)
    store.links.codes.clock = lambda: real_now() + timedelta(hours=2)
    assert await store.links.sweep() == 2
    assert await count(store) == (0, 0)
    assert "没有对上" in await people.say(TELEGRAM, "是", message_id="confirmed")


@pytest.mark.parametrize("taken_back", [False, True])
async def test_a_reminder_that_one_side_took_back_still_comes_for_the_other(store: Store, taken_back: bool) -> None:
    """One that waits on both sides comes once; it can be taken back afterwards, under its own name."""
    people, key = await town(store), "late_draft:停保"
    web = await people.person(WEB)
    for person, address in ((web, WEB), (await people.person(TELEGRAM), TELEGRAM)):
        note, tomorrow = Note(("【提醒】停保还没有办完。",)), real_now() + timedelta(days=1)
        await store.outbox.put(Outgoing(person, address, key, note, True, tomorrow))
    if taken_back:
        await store.outbox.cancel(web, key)
    await people.link(WEB, TELEGRAM)
    waiting = [entry.key for entry in await store.outbox.entries(State.WAITING)]
    assert waiting.count(key) == 1
    await store.outbox.cancel(web, key)
    assert not [entry for entry in await store.outbox.entries(State.WAITING) if entry.key.startswith("late_draft")]
