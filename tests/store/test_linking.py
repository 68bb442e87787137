"""One person on several channels: linked by a code, taken apart, nothing lost and nothing twice; on both databases."""

from __future__ import annotations

import asyncio
import unicodedata
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from bot.dialogs import FORMS
from bot.documents.workbook_template import blank_workbook
from bot.engine.conversation import Conversation, Run
from bot.engine.messages import Address
from bot.engine.ports import Intent, Overtaken, Session, Turn
from bot.services.link_code import is_spelt_right, read_code
from bot.services.sheets import WORKBOOK, SheetState, Started
from bot.store.audit_check import check_audit
from bot.store.bindings import Binding
from bot.store.link_codes import MOST_TRIES
from bot.store.links import Ready
from bot.store.outbox import real_now
from bot.store.outbox_rows import Note, Outgoing, State
from bot.store.schema import joined_persons, link_codes, link_tries, metadata, turns
from bot.store.store import Store
from tests.store.linking import another, town
from tests.store.sample import AT, TELEGRAM, WEB, Place, turn
from tests.store.test_batching import Desk, begin, desk, somebody
from tests.store.test_following import ADMINISTRATOR, FACTORY

__all__ = ["desk"]

WECHAT = Address("wechat", "o6_bmjrPTlm6_2sgVt7hMZOPfL2M")
WRONG = "K7Q-M3X-PTA"
EMPLOYEE = "32139919800210041X"


def full_width(code: str) -> str:
    """The code as a Chinese input method may write it."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in code)


async def bound(store: Store, person: str, name: str = "演示机械厂", code: str = FACTORY, days: int = 0) -> None:
    """Binds the person to an employer of the demonstration."""
    binding = Binding(code, name, ADMINISTRATOR, "administrator", AT + timedelta(days=days), True)
    await store.bindings.bind(person, binding)


@pytest.mark.parametrize(
    "said",
    [
        "{code}",
        "网页上给我的关联码是 {code}，帮我连一下",
        "{spaced}",
        "{lower}",
        "{full}",
        "码：{full}。",
    ],
)
async def test_a_code_links_however_it_is_sent(store: Store, said: str) -> None:
    """Alone, in a sentence, with spaces, in small or full-width letters: the other channel is the same person's."""
    people = await town(store)
    person, code = await people.person(WEB), await people.code(WEB)
    forms = {"code": code, "spaced": code.replace("-", " "), "lower": code.lower(), "full": full_width(code)}
    shown = await people.say(TELEGRAM, said.format(**forms))
    assert "网页（…hang）" in shown and "cookie-of-zhang" not in shown
    assert "已关联" in await people.say(TELEGRAM, "是")
    assert set(await store.persons.addresses_of(person)) == {WEB, TELEGRAM}
    assert await people.person(TELEGRAM) == person


@pytest.mark.parametrize("dialog", ["suspend_coverage", "unknown_error"])
async def test_a_number_that_is_spelt_like_a_code_is_an_answer_where_one_is_asked_for(
    store: Store, dialog: str
) -> None:
    """Where the open step takes nine signs, or sees a mistyped number in them; with dashes it is a code, also there."""
    people = await town(store)
    await bound(store, await people.person(TELEGRAM))
    code = read_code("457228733")
    assert code is not None and is_spelt_right(code)
    await people.start(TELEGRAM, dialog)
    assert "没有对上" not in await people.say(TELEGRAM, code)
    assert (await store.conversations.load(TELEGRAM)).conversation.runs[-1].dialog == dialog
    await people.start(TELEGRAM, dialog)
    assert "两边都是您本人吗" in await people.say(TELEGRAM, await people.code(WEB))


async def test_who_gave_the_code_is_told_and_how_to_undo_it(store: Store) -> None:
    """Their channel gets one message, with where the code was used, masked."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    (entry,) = await store.outbox.claim(["web", "telegram"])
    assert entry.address == WEB and isinstance(entry.content, Note)
    assert "Telegram（…1）" in entry.content.messages[0] and "解除关联" in entry.content.messages[0]


async def test_nothing_moves_before_it_is_confirmed(store: Store) -> None:
    """Who says no, or nothing, stays who they are; the code still holds for another."""
    people = await town(store)
    await people.say(TELEGRAM, code := await people.code(WEB))
    assert "没有关联" in await people.say(TELEGRAM, "否")
    assert await people.person(TELEGRAM) != await people.person(WEB)
    await people.say(WECHAT, code)
    assert "已关联" in await people.say(WECHAT, "是")


async def test_wrong_expired_and_used_codes_get_the_same_answer(store: Store) -> None:
    """Nobody learns which it was."""
    people = await town(store)
    used = await people.code(WEB)
    await people.say(TELEGRAM, used)
    await people.say(TELEGRAM, "是")
    answers = [await people.say(WECHAT, WRONG), await people.say(WECHAT, used)]
    old = await people.code(WEB)
    store.links.codes.clock = lambda: real_now() + timedelta(minutes=11)
    answers.append(await people.say(WECHAT, old))
    assert len(set(answers)) == 1 and "没有对上" in answers[0]


async def test_a_new_code_ends_the_one_before(store: Store) -> None:
    """One code of a person holds at a time."""
    people = await town(store)
    first, second = await people.code(WEB), await people.code(WEB)
    assert "没有对上" in await people.say(TELEGRAM, first)
    assert "两边都是您本人吗" in await people.say(TELEGRAM, second)


async def test_guessing_ends_after_a_few_tries_in_whatever_process(store: Store, place: Place, tmp_path: Path) -> None:
    """Two processes count together; then even a right code is not looked at, until an hour is over."""
    people, code = await town(store), ""
    other = another(place, tmp_path)
    elsewhere = await town(other, people.bureau)
    code = await people.code(WEB)
    for number in range(MOST_TRIES):
        where = (people, elsewhere)[number % 2]
        assert "没有对上" in await where.say(TELEGRAM, f"关联码 K7Q-M3X-PT{number + 2}")
    assert "试得太多" in await elsewhere.say(TELEGRAM, code)
    assert "试得太多" in await people.say(TELEGRAM, code)
    store.links.codes.clock = lambda: real_now() + timedelta(hours=1, minutes=1)
    assert "两边都是您本人吗" in await people.say(TELEGRAM, await people.code(WEB))
    await other.close()


async def test_what_others_try_is_held_against_nobody(store: Store) -> None:
    """However many wrong codes come from others, somebody's own first one is told as wrong, and their tries count."""
    people = await town(store)
    now = real_now()
    others = [{"person": await people.person(Address("web", f"visitor-{n}")), "at": now} for n in range(201)]
    tries = [{**each, "mark": bytes([number]) * 32} for each in others for number in range(MOST_TRIES)]
    await store.database.write(lambda connection: connection.execute(insert(link_tries), tries))
    code = await people.code(WEB)
    for number in range(MOST_TRIES):
        assert "没有对上" in await people.say(TELEGRAM, f"关联码 K7Q-M3X-PT{number + 2}")
    assert "试得太多" in await people.say(TELEGRAM, code)


async def test_a_code_lies_nowhere_but_as_a_fingerprint(store: Store) -> None:
    """No column of any table holds a code that one could read, and the history shows none."""
    people = await town(store)
    code = await people.code(WEB)
    plain = code.replace("-", "")

    def everything(connection: object) -> str:
        rows = [connection.execute(select(table)).all() for table in metadata.tables.values()]  # type: ignore[attr-defined]
        return repr(rows)

    kept = await store.database.read(everything)
    assert code not in kept and plain not in kept
    shown = repr([turn.reply.messages for turn in await store.conversations.history(WEB, 10)])
    assert code not in shown and plain not in shown


async def test_in_groups_no_code_is_given_and_one_sent_there_is_burnt(store: Store) -> None:
    """What others saw holds no more, also in private."""
    people = await town(store)
    code = await people.code(WEB)
    assert "群里不能关联" in await people.say(TELEGRAM, code, private=False)
    assert "没有对上" in await people.say(WECHAT, code)
    await people.say(TELEGRAM, "关联渠道")
    assert "群里不能关联" in await people.say(TELEGRAM, "给我码", private=False)


async def test_a_confirmation_in_a_group_links_nothing(store: Store) -> None:
    """Even where the code was sent in private."""
    people = await town(store)
    await people.say(TELEGRAM, await people.code(WEB))
    assert "群里不能关联" in await people.say(TELEGRAM, "是", private=False)
    assert await people.person(TELEGRAM) != await people.person(WEB)


async def test_two_persons_send_the_same_code_at_once(store: Store, place: Place, tmp_path: Path) -> None:
    """In two processes, both confirm: one of them is linked, the other is told that it did not hold."""
    people, other = await town(store), another(place, tmp_path)
    elsewhere = await town(other, people.bureau)
    code, person = await people.code(WEB), await people.person(WEB)
    await people.say(TELEGRAM, code)
    await elsewhere.say(WECHAT, code)
    said = await asyncio.gather(people.say(TELEGRAM, "是"), elsewhere.say(WECHAT, "是"))
    assert sorted("已关联" in each for each in said) == [False, True]
    assert sum("没有对上" in each for each in said) == 1
    assert len(await store.persons.addresses_of(person)) == 2
    await other.close()


async def test_the_same_confirmation_in_two_processes_links_once(store: Store, place: Place, tmp_path: Path) -> None:
    """A channel that delivers twice gets the same reply twice; the trail has one link, the giver one message."""
    people, other = await town(store), another(place, tmp_path)
    elsewhere = await town(other, people.bureau)
    await people.say(TELEGRAM, await people.code(WEB))
    said = await asyncio.gather(
        people.say(TELEGRAM, "是", message_id="same"), elsewhere.say(TELEGRAM, "是", message_id="same")
    )
    assert said[0] == said[1] and "已关联" in said[0]
    actions = [row.action for row in await store.audit.recorded()]
    assert sorted(actions) == ["joined", "linked"]
    assert (await store.outbox.counts())[State.WAITING] == 1
    await other.close()


async def test_each_links_to_the_other_at_once(store: Store, place: Place, tmp_path: Path) -> None:
    """Both gave a code and both confirm at the same time: they are one person, and both can go on."""
    people, other = await town(store), another(place, tmp_path)
    elsewhere = await town(other, people.bureau)
    web, telegram = await people.code(WEB), await people.code(TELEGRAM)
    await people.say(TELEGRAM, web)
    await elsewhere.say(WEB, telegram)
    await asyncio.gather(people.say(TELEGRAM, "是"), elsewhere.say(WEB, "是"))
    assert await people.person(TELEGRAM) == await people.person(WEB)
    assert "这些渠道上都是您" in await people.say(WEB, "我的渠道")
    assert (await check_audit(store.database, store.audit)).broken is None
    await other.close()


async def test_two_drafts_of_the_same_matter_are_both_kept(store: Store) -> None:
    """The person is asked which to go on with, told apart by where they were begun; either one goes on."""
    people = await town(store)
    for address, number in ((WEB, EMPLOYEE), (TELEGRAM, EMPLOYEE)):
        await bound(store, await people.person(address))
        await people.start(address, "suspend_coverage")
        await people.say(address, number)
    linked = await people.link(WEB, TELEGRAM)
    assert linked.count("[接着办：退工停保") == 2
    assert "在网页开始的" in linked and "在Telegram开始的" in linked
    asked = await people.start(WECHAT, "suspend_coverage")
    assert "不止一件" not in asked
    again = await people.start(TELEGRAM, "suspend_coverage")
    assert again.count("[接着办：退工停保") == 2
    await people.pick(TELEGRAM, "在网页开始的")
    runs = (await store.conversations.load(WEB)).conversation.runs
    assert [run.begun_on for run in runs if run.dialog == "suspend_coverage"] == ["Telegram", "网页"]


async def test_two_drafts_of_two_browsers_are_told_apart(store: Store) -> None:
    """The channel is the same: then it is said which one, masked."""
    people, other = await town(store), Address("web", "cookie-of-zhang-at-home")
    for address in (WEB, other):
        await people.start(address, "forgot_unit_password")
        await people.pick(address, people.last[address].options[0].label)
    await people.link(WEB, other)
    asked = await people.start(other, "forgot_unit_password")
    assert "在网页（…hang）开始的" in asked and "在网页（…home）开始的" in asked


async def test_a_new_one_beside_two_drafts_loses_neither(store: Store) -> None:
    """Nor does one more: each is offered again, and there is a new one every time."""
    people = await town(store)
    for address in (WEB, TELEGRAM):
        await bound(store, await people.person(address))
        await people.start(address, "suspend_coverage")
        await people.say(address, EMPLOYEE)
    await people.link(WEB, TELEGRAM)
    before = {run.id for run in (await store.conversations.load(WEB)).conversation.runs}
    for number in (3, 4):
        begun = await people.choose(TELEGRAM, "fresh|suspend_coverage")
        assert "不止一件" not in begun and "身份" in begun
        await people.say(TELEGRAM, EMPLOYEE)
        runs = [run.id for run in (await store.conversations.load(WEB)).conversation.runs]
        assert before < set(runs) and len(set(runs)) == number
    assert (await people.start(TELEGRAM, "suspend_coverage")).count("[接着办：退工停保") == 4


async def test_a_conversation_begun_on_one_channel_is_finished_on_the_other(store: Store) -> None:
    """The same draft, the same answers, the same employer; filed once."""
    people = await town(store)
    await bound(store, await people.person(WEB))
    await people.start(WEB, "suspend_coverage")
    await people.say(WEB, EMPLOYEE)
    await people.link(WEB, TELEGRAM)
    await people.pick(TELEGRAM, "接着办：退工停保")
    await people.say(TELEGRAM, "辞职")
    assert "业务编号" in await people.say(TELEGRAM, "确认提交")
    assert len(await people.bureau.filings(ADMINISTRATOR, FACTORY, EMPLOYEE)) == 1


async def test_the_link_waits_for_an_effect_of_the_other(store: Store, place: Place, tmp_path: Path) -> None:
    """While something is being filed on the other channel nothing is joined; then it is, and nothing is lost."""
    people, other = await town(store), another(place, tmp_path)
    await people.say(TELEGRAM, await people.code(WEB))
    session = await other.conversations.load(WEB)
    await other.conversations.intend(session, Intent("r1.filed", "file_it"))
    linking = asyncio.create_task(people.say(TELEGRAM, "是"))
    await asyncio.sleep(0.6)
    assert not linking.done()
    await other.conversations.settle(Intent("r1.filed", "file_it"), {"number": 7})
    turned = (await store.database.read(lambda at: at.execute(select(func.count()).select_from(turns)).scalar())) or 0
    await other.conversations.save(session, turn("done", kept=session.conversation))
    assert "已关联" in await linking
    now = (await store.database.read(lambda at: at.execute(select(func.count()).select_from(turns)).scalar())) or 0
    assert now == turned + 2
    await other.close()


async def test_a_turn_of_the_other_just_before_is_not_lost(
    store: Store, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was begun on the other channel while the link was on its way is there afterwards; what no release knows any
    more is left out.
    """
    people, other = await town(store), another(place, tmp_path)
    await people.say(TELEGRAM, await people.code(WEB))
    runs = (Run("r1", "forgot_unit_password", 1), Run("r2", "no_such_dialog", 1))
    ready, times = store.links.ready, []

    async def meanwhile(session: Session, moving: Turn) -> Ready | None:
        if not times:
            kept = Conversation(runs=runs, updated=AT)
            await other.conversations.save(await other.conversations.load(WEB), turn("between", kept=kept))
        times.append(session.revision)
        return await ready(session, moving)

    monkeypatch.setattr(store.links, "ready", meanwhile)
    assert "已关联" in await people.say(TELEGRAM, "是")
    assert len(times) == 2
    assert [run.id for run in (await store.conversations.load(WEB)).conversation.runs] == ["r1"]
    await other.close()


async def test_a_turn_of_the_other_that_comes_after_is_done_again(store: Store, place: Place, tmp_path: Path) -> None:
    """A process that loaded the other's conversation before the link cannot write over what was joined."""
    people, other = await town(store), another(place, tmp_path)
    await people.start(TELEGRAM, "forgot_unit_password")
    old = await other.conversations.load(WEB)
    await people.link(WEB, TELEGRAM)
    with pytest.raises(Overtaken):
        await other.conversations.save(old, turn("late"))
    assert [run.dialog for run in (await other.conversations.load(WEB)).conversation.runs] == ["forgot_unit_password"]
    await other.close()


async def test_an_effect_that_a_dead_process_left_open_is_found_again(store: Store) -> None:
    """An intent of either person stays the same after the link: the next try does not do it anew."""
    people = await town(store)
    session, _ = await store.conversations.intend(
        await store.conversations.load(TELEGRAM), Intent("r9.filing", "file_it", arguments={"name": "张测试"})
    )
    await store.conversations.save(session, turn("1", address=TELEGRAM, kept=session.conversation))
    await people.link(WEB, TELEGRAM)
    joined = await store.conversations.load(TELEGRAM)
    _, stands = await store.conversations.intend(joined, Intent("r9.filing", "file_it"))
    assert not stands.fresh and stands.arguments == {"name": "张测试"}
    await store.conversations.settle(stands, {"number": 1})
    _, settled = await store.conversations.intend(await store.conversations.load(TELEGRAM), Intent("r9.filing", "x"))
    assert settled.result == {"number": 1}


async def test_bindings_are_merged_without_doubles(store: Store) -> None:
    """The newer binding to the same employer stays; what was current where the code was given stays so."""
    people = await town(store)
    web, telegram = await people.person(WEB), await people.person(TELEGRAM)
    await bound(store, web)
    await bound(store, telegram, "演示机械厂新", days=1)
    await bound(store, telegram, "演示服饰厂", "91321399MA000002AD", days=2)
    await people.link(WEB, TELEGRAM)
    kept = await store.bindings.bindings(web)
    assert [(each.name, each.current) for each in kept] == [("演示机械厂新", True), ("演示服饰厂", False)]
    assert await store.bindings.bindings(telegram) == []


async def test_reminders_stay_off_where_they_were_off_and_come_once(store: Store) -> None:
    """Who switched them off on one channel gets none on either, and is told; the same reminder is not kept twice."""
    people = await town(store)
    web, telegram = await people.person(WEB), await people.person(TELEGRAM)
    for person, address in ((web, WEB), (telegram, TELEGRAM)):
        note = Note(("【提醒】今天恢复申报了。",))
        await store.outbox.put(Outgoing(person, address, "late_draft:停保", note, True, real_now() + timedelta(days=1)))
    await store.outbox.put(Outgoing(telegram, TELEGRAM, "only", Note(("乙",)), not_before=real_now()))
    await store.outbox.want_reminders(telegram, False)
    assert "提醒现在是关着的" in await people.link(WEB, TELEGRAM)
    assert await store.outbox.wants_reminders(web) is False
    waiting = await store.outbox.entries(State.WAITING)
    assert sorted(entry.key.partition(":")[0] for entry in waiting) == ["late_draft", "linked", "only"]
    assert {entry.person for entry in waiting} == {web}
    sent = await store.outbox.claim(["web", "telegram"])
    assert ("only", TELEGRAM) in {(entry.key, entry.address) for entry in sent}


async def test_messages_of_both_under_the_same_key_are_both_kept(store: Store) -> None:
    """Only reminders are the same by their key; what a channel named by its own number is not."""
    people = await town(store)
    for address in (WEB, TELEGRAM):
        await store.outbox.put(Outgoing(await people.person(address), address, "late:7", Note((address.channel,))))
    await people.link(WEB, TELEGRAM)
    said = [entry.content for entry in await store.outbox.claim(["web", "telegram"])]
    assert {Note(("web",)), Note(("telegram",))} <= set(said)


async def test_what_is_put_for_the_one_who_joined_is_the_others(store: Store) -> None:
    """A process that still knows the former person by name sends to the one that they are now, once."""
    people = await town(store)
    web, former = await people.person(WEB), await people.person(TELEGRAM)
    await people.link(WEB, TELEGRAM)
    late = Outgoing(former, TELEGRAM, "filing:1", Note(("办成了",)))
    assert await store.outbox.put(late) == [True]
    assert await store.outbox.put(replace(late, person=web)) == [False]


async def test_files_and_filings_of_both_are_shared(store: Store) -> None:
    """A file sent on one channel opens on the other; what is in review is listed for both."""
    people = await town(store)
    former = await people.person(TELEGRAM)
    ref = await store.uploads.keep_upload(former, "名单.xlsx", "text/plain", b"rows")
    await people.link(WEB, TELEGRAM)
    person = await people.person(WEB)
    assert (await store.uploads.open_upload(person, ref.id)).content == b"rows"
    kept = await store.uploads.keep_upload(person, "b", "text/plain", b"b")
    assert (await store.uploads.open_upload(await people.person(TELEGRAM), kept.id)).content == b"b"
    assert await store.batches.former(person) == [former]


async def test_a_batch_goes_on_after_the_link_and_its_sheet_is_not_submitted_again(desk: Desk) -> None:
    """It was begun by the one who joined: its rows are filed once, its result comes, and the other may open it."""
    people = await town(desk.store)
    content = blank_workbook(FORMS["record_person"], [somebody(place) for place in range(3)])
    await begin(desk, content)
    await people.link(TELEGRAM, WEB)
    await desk.batching.go_on()
    before = await desk.filed()
    person = await people.person(WEB)
    assert person != desk.person
    mine = replace(desk.sheets, person=person, filings=replace(desk.sheets.filings, person=person))
    file = await desk.store.uploads.keep_upload(person, "又一次.xlsx", WORKBOOK, content)
    assert (await mine.check(file, "record_person")).outcome is SheetState.TWICE
    assert await mine.start(file, "record_person") is Started.ALREADY
    assert [line for line in await mine.progress() if "3/3" in line]
    await desk.batching.go_on()
    assert await desk.filed() == before
    entries = await desk.store.outbox.claim(["web", "telegram"])
    files = [file for entry in entries if isinstance(entry.content, Note) for file in entry.content.files]
    assert files and {entry.person for entry in entries} == {person}
    assert (await desk.store.uploads.open_upload(person, files[0].id)).content


async def test_three_channels_in_a_chain_and_no_ring(store: Store) -> None:
    """Each is linked to the one before; a code of the same person links nothing, from whatever end."""
    people = await town(store)
    first = await people.person(WEB)
    await people.link(WEB, TELEGRAM)
    assert "已关联" in await people.link(WECHAT, WEB)
    person = await people.person(WECHAT)
    assert {await people.person(each) for each in (WEB, TELEGRAM, WECHAT)} == {person}
    for giver, taker in ((WEB, WECHAT), (WECHAT, TELEGRAM), (TELEGRAM, TELEGRAM)):
        assert "是您自己的" in await people.say(taker, await people.code(giver))
    rows = await store.database.read(lambda at: at.execute(select(joined_persons)).all())
    assert {row.met_as for row in rows} == {person} and first in {row.person for row in rows}
    assert "3. 微信公众号（…fL2M）" in await people.say(TELEGRAM, "我的渠道")


async def test_unlinked_the_address_is_somebody_new(store: Store) -> None:
    """Everything stays with the other channels; there, nothing of it is shown, and the trail stands."""
    people = await town(store)
    await bound(store, await people.person(TELEGRAM))
    await people.link(WEB, TELEGRAM)
    person = await people.person(WEB)
    store.links.codes.clock = lambda: real_now() + timedelta(hours=25)
    listed = await people.say(WEB, "我的渠道")
    number = next(line[0] for line in listed.splitlines() if "Telegram" in line)
    await people.say(WEB, number)
    assert "已经解除" in await people.say(WEB, "是")
    new = await people.person(TELEGRAM)
    assert new != person and await store.persons.addresses_of(person) == [WEB]
    assert len(await store.bindings.bindings(person)) == 1 and await store.bindings.bindings(new) == []
    assert await store.conversations.history(TELEGRAM, 10) == []
    told = [entry for entry in await store.outbox.claim(["telegram"]) if entry.address == TELEGRAM]
    assert [entry.person for entry in told] == [new]
    actions = {(row.person, row.action) for row in await store.audit.recorded()}
    assert {(person, "unlinked"), (new, "parted"), (person, "linked")} <= actions
    assert (await check_audit(store.database, store.audit)).broken is None


async def test_unlinked_here_the_next_message_is_somebody_elses(store: Store) -> None:
    """The reply still comes; what follows knows nothing. Linked again, it does."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    person = await people.person(WEB)
    listed = await people.say(TELEGRAM, "解除关联")
    await people.say(TELEGRAM, next(line[0] for line in listed.splitlines() if "就是这里" in line))
    assert "从头开始" in await people.say(TELEGRAM, "是", message_id="part")
    assert "从头开始" in await people.say(TELEGRAM, "是", message_id="part")
    assert "没有关联别的渠道" in await people.say(TELEGRAM, "我的渠道")
    assert await people.person(TELEGRAM) != person
    assert "已关联" in await people.link(WEB, TELEGRAM)
    assert await people.person(TELEGRAM) == person


async def test_the_list_of_another_channel_is_never_acted_on(store: Store) -> None:
    """“我的渠道” opened on one channel is over on the other: a number or a yes there takes off nothing."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    listed = await people.say(WEB, "我的渠道")
    await people.say(WEB, next(line[0] for line in listed.splitlines() if "就是这里" in line))
    assert "解除" not in await people.say(TELEGRAM, "是")
    assert len(await store.persons.addresses_of(await people.person(WEB))) == 2
    listed = await people.say(TELEGRAM, "我的渠道")
    assert "Telegram（…1），就是这里" in listed and "网页（…hang）\n" in listed


async def test_what_waits_behind_the_list_is_not_answered_in_its_place(store: Store) -> None:
    """A number said to the list, but on another channel, is no answer to the draft: that is asked about first."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    await people.start(WEB, "forgot_unit_password")
    await people.say(WEB, "我的渠道")
    await people.say(TELEGRAM, "1")
    (run,) = (await store.conversations.load(WEB)).conversation.runs
    assert run.dialog == "forgot_unit_password" and run.given == {}


async def test_the_list_is_looked_up_anew_whenever_it_is_asked_for(store: Store) -> None:
    """Also in the middle of it."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    code = await people.code(TELEGRAM)
    await people.say(WEB, "我的渠道")
    await people.say(WECHAT, code)
    await people.say(WECHAT, "是")
    assert "3. 微信公众号" in await people.say(WEB, "我的渠道")
    await people.say(WEB, "1")
    assert "3. 微信公众号" in await people.say(WEB, "我的渠道")


@pytest.mark.parametrize("said", ["不解除", "都留着", "算了", "取消"])
@pytest.mark.parametrize("before", [(), ("1",)])
async def test_who_keeps_them_all_is_out_of_the_list(store: Store, said: str, before: tuple[str, ...]) -> None:
    """At either question, and nothing is left of it to go on with."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    for each in ("我的渠道", *before, said):
        told = await people.say(WEB, each)
    assert "渠道？" not in told and people.last[WEB].options == ()
    kept = (await store.conversations.load(WEB)).conversation
    assert kept.runs == () and kept.aside is None


async def test_the_list_is_neither_a_draft_nor_offered_again(store: Store) -> None:
    """It is not counted among what is not finished, nor taken over by a link."""
    people = await town(store)
    await people.link(WEB, WECHAT)
    code = await people.code(WEB)
    await people.start(WEB, "forgot_unit_password")
    await people.say(WEB, "我的渠道")
    assert "没办完的事1件" in await people.say(TELEGRAM, code)
    linked = await people.say(TELEGRAM, "是")
    assert "[接着办：我的渠道" not in linked
    assert linked.index("[接着办：") < linked.index("[我的渠道]")


async def test_unlinked_here_nothing_is_offered(store: Store) -> None:
    """What waits stays with the others: from the next message on it is not the person's here."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    await people.start(WEB, "forgot_unit_password")
    listed = await people.say(WEB, "我的渠道")
    await people.say(WEB, next(line[0] for line in listed.splitlines() if "就是这里" in line))
    assert "从头开始" in await people.say(WEB, "是")
    assert people.last[WEB].options == ()
    assert (await store.conversations.load(TELEGRAM)).conversation.runs


async def test_in_a_group_linking_is_refused_at_once(store: Store) -> None:
    """Nobody is asked first on which side they are."""
    people = await town(store)
    assert "群里不能关联" in await people.say(TELEGRAM, "关联渠道", private=False)


async def test_what_waits_for_an_unlinked_address_goes_where_the_person_is_met(store: Store) -> None:
    """Nobody new gets what was meant for the person."""
    people = await town(store)
    await people.link(WEB, TELEGRAM)
    person = await people.person(WEB)
    await store.outbox.put(Outgoing(person, TELEGRAM, "filing:2", Note(("办成了",))))
    listed = await people.say(WEB, "我的渠道")
    await people.say(WEB, next(line[0] for line in listed.splitlines() if "Telegram" in line))
    await people.say(WEB, "是")
    sent = []
    for _ in range(3):
        sent += await store.outbox.claim(["telegram", "web"])
        await store.outbox.release(person)
    assert {entry.address for entry in sent if entry.key == "filing:2"} == {WEB}


async def test_a_process_that_missed_the_unlinking_shows_nothing(store: Store, place: Place, tmp_path: Path) -> None:
    """It had both addresses in memory, and went on with the person at the other one."""
    people, other = await town(store), another(place, tmp_path)
    elsewhere = await town(other, people.bureau)
    await people.link(WEB, TELEGRAM)
    await elsewhere.say(TELEGRAM, "你好")
    listed = await people.say(WEB, "我的渠道")
    await people.say(WEB, next(line[0] for line in listed.splitlines() if "Telegram" in line))
    await people.say(WEB, "是")
    await elsewhere.say(WEB, "你好")
    assert "没有关联别的渠道" in await elsewhere.say(TELEGRAM, "我的渠道")
    await other.close()


async def test_who_is_forgotten_is_forgotten_on_all_channels(store: Store) -> None:
    """By whichever name; the trail still verifies, and nobody can read it."""
    people = await town(store)
    former = await people.person(TELEGRAM)
    ref = await store.uploads.keep_upload(former, "a", "text/plain", b"a")
    await people.link(WEB, TELEGRAM)
    person = await people.person(WEB)
    await store.forget(former)
    assert not await store.persons.is_known(person) and not await store.persons.is_known(former)
    assert not list((store.uploads._folder).glob(f"{ref.id}*"))
    assert all(row.deed is None for row in await store.audit.recorded())
    assert (await check_audit(store.database, store.audit)).broken is None
    left = await store.database.read(lambda at: at.execute(select(func.count()).select_from(link_codes)).scalar())
    assert left == 0 and await people.person(WEB) != person


def test_full_width_is_what_it_says() -> None:
    """The helper of these tests writes what an input method writes."""
    assert unicodedata.normalize("NFKC", full_width("A-2")) == "A-2"
