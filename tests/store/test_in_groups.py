"""In a group nothing is shown or done that belongs to one person; everything else goes on there. The real dialogs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.dialogs import DIALOGS
from bot.engine.messages import Decision
from bot.store.store import Store
from tests.store.linking import Town, town
from tests.store.sample import TELEGRAM
from tests.store.test_following import ADMINISTRATOR, FACTORY
from tests.store.test_linking import EMPLOYEE, bound

PERSONAL = [dialog.key for dialog in DIALOGS if dialog.personal]
WITH_THE_BINDING = (
    "bind_employer switch_employer unbind_employer filing_history take_paper export_data my_calendar batch_filing "
    "register_insurance record_person enroll_employee enroll_personnel suspend_coverage roll_back raise_base "
    "transfer_dispatch enroll_in_project enroll_in_advance"
)


async def a_member(store: Store) -> Town:
    """Somebody bound to an employer, who writes in private and in a group from the same address."""
    people = await town(store)
    await bound(store, await people.person(TELEGRAM))
    return people


async def stopping(people: Town) -> str:
    """Stopping an employee's coverage, up to its card, in private."""
    await people.start(TELEGRAM, "suspend_coverage")
    await people.say(TELEGRAM, EMPLOYEE)
    return await people.say(TELEGRAM, "辞职")


def test_what_rests_on_a_binding_is_personal() -> None:
    """Whatever looks up or files through one, by its steps; nothing has to be remembered when a dialog is added."""
    assert set(PERSONAL) == set(WITH_THE_BINDING.split())


@pytest.mark.parametrize("dialog", PERSONAL)
async def test_none_of_it_begins_in_a_group(store: Store, dialog: str) -> None:
    """The person is asked to come to the private chat, and nothing of theirs is said."""
    people = await a_member(store)
    said = await people.start(TELEGRAM, dialog, private=False)
    assert "请在私聊里办" in said and "机械厂" not in said
    assert (await store.conversations.load(TELEGRAM)).conversation.runs == ()


@pytest.mark.parametrize("said", ["切换单位", "进度", f"给{EMPLOYEE}办停保", "我要停保"])
async def test_nor_by_what_is_typed(store: Store, said: str) -> None:
    """Be it a command, a wish, or a wish with a number that the bureau knows."""
    people = await a_member(store)
    told = await people.say(TELEGRAM, said, private=False)
    for option in [option for option in people.last[TELEGRAM].options if option.id.startswith("start|")]:
        told += await people.pick(TELEGRAM, option.label, private=False)
    assert "请在私聊里办" in told and "机械厂" not in told


@pytest.mark.parametrize("said", ["确认提交", "1", "返回", "修改", "继续", "取消", "重新开始"])
async def test_what_is_open_in_private_is_not_gone_on_with(store: Store, said: str) -> None:
    """A card that is open is neither confirmed nor shown, and still stands in private."""
    people = await a_member(store)
    card = await stopping(people)
    told = await people.say(TELEGRAM, said, private=False)
    assert "请在私聊里办" in told and "机械厂" not in told and "[" not in told
    assert await people.bureau.filings(ADMINISTRATOR, FACTORY, EMPLOYEE) == []
    assert card.splitlines()[-3:] == (await people.say(TELEGRAM, "继续")).splitlines()[-3:]
    assert "业务编号" in await people.say(TELEGRAM, "确认提交")


async def test_a_number_typed_in_the_group_gives_no_name(store: Store) -> None:
    """Though it is what was asked for in private: whom the bureau knows by it is not said."""
    people = await a_member(store)
    await people.start(TELEGRAM, "suspend_coverage")
    told = await people.say(TELEGRAM, EMPLOYEE, private=False)
    assert "请在私聊里办" in told and "测试" not in told
    (run,) = (await store.conversations.load(TELEGRAM)).conversation.runs
    assert "identity_number" not in run.given


async def test_an_option_of_the_private_chat_does_nothing_in_the_group(store: Store) -> None:
    """Neither the card's, nor one that goes on with what waits."""
    people = await a_member(store)
    await stopping(people)
    assert "请在私聊里办" in await people.pick(TELEGRAM, "确认提交", private=False)
    await stopping(people)
    await people.start(TELEGRAM, "switch_employer")
    resumes = f"resume|{(await store.conversations.load(TELEGRAM)).conversation.runs[0].id}"
    assert "请在私聊里办" in await people.choose(TELEGRAM, resumes, private=False)
    assert await people.bureau.filings(ADMINISTRATOR, FACTORY, EMPLOYEE) == []


async def test_labels_of_the_private_chat_are_not_said_in_the_group(store: Store) -> None:
    """A number that counts too far lists what else there is: not what goes on with somebody's filing."""
    people = await a_member(store)
    await bound(store, await people.person(TELEGRAM), "演示服饰厂", "91321399MA000002AD", days=1)
    await stopping(people)
    await people.start(TELEGRAM, "forgot_unit_password")
    shown = people.last[TELEGRAM].options
    assert "厂" not in await people.say(TELEGRAM, str(len(shown) + 1), private=False)


async def test_questions_and_walks_go_on_in_the_group(store: Store) -> None:
    """While a card waits in private; afterwards it waits there as before, behind what was begun last."""
    people = await a_member(store)
    await stopping(people)
    answered = await people.say(TELEGRAM, "停保要什么材料", private=False)
    assert "私聊" not in answered and "机械厂" not in answered
    assert [run.dialog for run in (await store.conversations.load(TELEGRAM)).conversation.runs] == ["suspend_coverage"]
    walked = await people.start(TELEGRAM, "forgot_unit_password", private=False)
    assert "私聊" not in walked and people.last[TELEGRAM].options
    runs = [run.dialog for run in (await store.conversations.load(TELEGRAM)).conversation.runs]
    assert runs == ["suspend_coverage", "forgot_unit_password"]
    await people.pick(TELEGRAM, people.last[TELEGRAM].options[0].label, private=False)
    assert "业务编号" not in await people.say(TELEGRAM, "取消", private=False)
    assert "请核对" in await people.say(TELEGRAM, "继续")


async def test_a_card_seen_long_ago_is_asked_about_in_private_first(store: Store) -> None:
    """A turn in a group meanwhile does not make it look as if it had been shown just now."""
    people = await a_member(store)
    await stopping(people)
    people.clock.instant += timedelta(days=1)
    await people.say(TELEGRAM, "停保要什么材料", private=False)
    assert (await store.conversations.load(TELEGRAM)).conversation.asleep
    assert "业务编号" not in await people.say(TELEGRAM, "确认提交")
    assert await people.bureau.filings(ADMINISTRATOR, FACTORY, EMPLOYEE) == []


async def test_a_walk_taken_up_in_the_group_is_there_once(store: Store) -> None:
    """Cancelled in private, gone on with in the group: no second copy of it is left to take up afterwards."""
    people = await town(store)
    await people.start(TELEGRAM, "forgot_unit_password")
    await people.pick(TELEGRAM, people.last[TELEGRAM].options[0].label)
    await people.say(TELEGRAM, "取消")
    await people.say(TELEGRAM, "继续", private=False)
    kept = (await store.conversations.load(TELEGRAM)).conversation
    assert [run.dialog for run in kept.runs] == ["forgot_unit_password"] and kept.aside is None


async def test_a_filing_put_aside_in_private_is_still_there_after_the_group(store: Store) -> None:
    """Nothing that is said in the group takes it up or loses it."""
    people = await a_member(store)
    await stopping(people)
    await people.say(TELEGRAM, "取消")
    assert "机械厂" not in await people.say(TELEGRAM, "继续", private=False)
    assert "请核对" in await people.say(TELEGRAM, "继续")


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize(
    ("dialog", "says"), [("reach_a_person", "不留 登记"), ("unknown_error", "别的 都不行 不留 登记")]
)
async def test_what_was_done_in_private_is_not_told_to_the_group(
    store: Store, dialog: str, says: str, private: bool
) -> None:
    """Neither offered as the matter, nor listed as tried; in private it is."""
    people = await town(store)
    await people.say(TELEGRAM, "停保要什么材料")
    told = await people.start(TELEGRAM, dialog, private=private)
    for said in ("网厅打不开，一直转圈", *says.split()):
        told += await people.say(TELEGRAM, said, private=private)
    assert "编号：" in told
    assert ("退工停保登记" in told) is private and ("试过：群里不显示" in told) is not private


async def test_a_number_in_private_counts_nothing_that_the_group_was_shown(store: Store) -> None:
    """The question is asked again instead, and then the number counts its options."""
    people = await a_member(store)
    await people.start(TELEGRAM, "suspend_coverage")
    await people.say(TELEGRAM, EMPLOYEE)
    await people.say(TELEGRAM, "停保要什么材料", private=False)
    assert people.last[TELEGRAM].options
    told = await people.say(TELEGRAM, "1")
    assert "可能不是最新的" in told and "退工原因是哪一种" in told
    assert people.last[TELEGRAM].step == "termination_reason"
    await people.say(TELEGRAM, "1")
    assert people.last[TELEGRAM].step == "card"


async def test_a_number_in_the_group_counts_nothing_that_was_shown_in_private(store: Store) -> None:
    """Though the topics offered there are nobody's secret, nobody in the group sees their numbers."""
    people = await town(store)
    await people.say(TELEGRAM, "停保要什么材料")
    first = people.last[TELEGRAM].options[0]
    told = await people.say(TELEGRAM, "1", private=False)
    assert people.last[TELEGRAM].decision is Decision.NOT_UNDERSTOOD and first.label not in told
