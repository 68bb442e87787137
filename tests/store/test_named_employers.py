"""Who acts for several employers names one where something is begun: it is filed for that one, and for no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.bindings import Binding
from bot.store.store import Store
from tests.store.linking import Town, town
from tests.store.sample import TELEGRAM

SNACKS, BARBER, AGENT = "91321399MA000003AE", "91321399MA000004AF", "321399198808080147"
FENG = "321399199910120381"
CURRENT_IS_THE_BARBER = "这一单替演示理发店办；要替另一家办，回复“换单位”。"


async def an_agent(store: Store) -> Town:
    """Somebody who keeps the books of 演示小吃店 and of 演示理发店, the latter current."""
    people = await town(store)
    person = await people.person(TELEGRAM)
    for code, name in ((SNACKS, "演示小吃店"), (BARBER, "演示理发店")):
        await store.bindings.bind(person, Binding(code, name, AGENT, "administrator", people.clock.now()))
    return people


async def current(people: Town) -> str:
    """The credit code of the employer for which things are filed now."""
    return (await people.store.bindings.bindings(await people.person(TELEGRAM)))[0].credit_code


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("我要给小吃店的员工参保", "给演示小吃店的职工参保"),
        ("我要给演示小吃店的员工参保", "给演示小吃店的职工参保"),
        ("小吃店新来一个员工，帮我参保", "给演示小吃店的职工参保"),
        ("给小吃店的员工办停保", "给演示小吃店的职工停保"),
        ("给小吃店办停保", "给演示小吃店的职工停保"),
        ("给小吃的员工办停保", "给演示小吃店的职工停保"),
    ],
)
async def test_the_employer_named_becomes_the_current_one(store: Store, said: str, asked: str) -> None:
    """It is said, the form is begun for it, and its name is nobody's whom the form is about."""
    people = await an_agent(store)
    told = await people.say(TELEGRAM, said)
    assert told.startswith("换到演示小吃店。") and asked in told
    assert "没有按姓名查到" not in told
    assert await current(people) == SNACKS


async def test_what_is_told_with_the_name_is_filled_in(store: Store) -> None:
    """A name and a number beside the employer's name are the employee's, and no question about somebody else."""
    people = await an_agent(store)
    told = await people.say(TELEGRAM, f"给小吃店的冯范例参保，{FENG}")
    assert told.startswith("换到演示小吃店。") and f"公民身份号码：{FENG}" in told


@pytest.mark.parametrize("said", ["我要给员工参保", "给演示的员工参保", "给公司的员工参保"])
async def test_where_none_is_named_it_is_said_for_whom_it_is(store: Store, said: str) -> None:
    """In the first line, with how to change it; what is in both names, or in any, names none."""
    people = await an_agent(store)
    told = await people.say(TELEGRAM, said)
    assert told.startswith(CURRENT_IS_THE_BARBER) and "给演示理发店的职工参保" in told
    assert await current(people) == BARBER


async def test_the_current_one_may_be_named(store: Store) -> None:
    """Nothing is switched then."""
    people = await an_agent(store)
    told = await people.say(TELEGRAM, "给理发店的员工办停保")
    assert told.startswith(CURRENT_IS_THE_BARBER) and "给演示理发店的职工停保" in told


async def test_nothing_goes_into_another_employers_form(store: Store) -> None:
    """What waits half filled in for one stays as it is, and can be gone on with."""
    people = await an_agent(store)
    await people.say(TELEGRAM, "我要给员工参保")
    told = await people.say(TELEGRAM, f"给小吃店新来的员工参保，{FENG}")
    assert "换到演示小吃店。" in told and "用工参保登记（增员）（演示理发店）”先放着" in told
    assert f"公民身份号码：{FENG}" in told
    runs = (await store.conversations.load(TELEGRAM)).conversation.runs
    assert [run.behalf for run in runs] == [BARBER, SNACKS]
    assert "identity_number" not in runs[0].given and "identity_number" in runs[1].given


async def test_the_form_of_the_one_named_is_gone_on_with(store: Store) -> None:
    """Where the open one is for it already, a message that names it answers the question."""
    people = await an_agent(store)
    await people.say(TELEGRAM, "给小吃店的员工参保")
    told = await people.say(TELEGRAM, f"给小吃店新来的员工参保，{FENG}")
    assert "先放着" not in told and "劳动合同" in told
    assert len((await store.conversations.load(TELEGRAM)).conversation.runs) == 1


async def test_one_that_waits_for_it_is_asked_about(store: Store) -> None:
    """Not the one that waits for another employer; a new one is begun for the one named."""
    people = await an_agent(store)
    await people.say(TELEGRAM, f"给小吃店的员工参保，{FENG}")
    await people.say(TELEGRAM, "给理发店的员工办停保")
    asked = await people.say(TELEGRAM, "给小吃店新来的员工参保")
    assert "用工参保登记（增员）（演示小吃店" in asked and "接着办它，还是新办一件" in asked
    assert "给演示小吃店的职工参保" in await people.pick(TELEGRAM, "新办一件")


@pytest.mark.parametrize("said", ["单位不对，是小吃店", "单位应该是小吃店", "不是这家，是演示小吃店"])
async def test_a_form_for_the_wrong_employer_is_begun_for_the_right_one(store: Store, said: str) -> None:
    """With what was typed; the other one is put aside, and nothing of it is lost."""
    people = await an_agent(store)
    await people.say(TELEGRAM, f"我要给员工参保，{FENG}")
    told = await people.say(TELEGRAM, said)
    assert told.startswith("换到演示小吃店。") and "演示理发店" in told and "先放着" in told
    assert await current(people) == SNACKS
    runs = (await store.conversations.load(TELEGRAM)).conversation.runs
    assert [run.behalf for run in runs] == [BARBER, SNACKS]
    assert all(run.given["identity_number"].value == FENG for run in runs)


async def test_an_employer_that_is_not_bound_is_bound_first(store: Store) -> None:
    """It is said how; the form stays."""
    people = await an_agent(store)
    await people.say(TELEGRAM, f"我要给员工参保，{FENG}")
    told = await people.say(TELEGRAM, "单位不对，是面馆")
    assert "“面馆”您还没有绑定" in told and "绑定单位" in told and "还是替演示理发店办" in told
    assert await current(people) == BARBER


async def test_a_form_stays_with_its_employer_on_another_day(store: Store) -> None:
    """Though another one is current then, and all is looked up anew."""
    people = await an_agent(store)
    await people.say(TELEGRAM, f"给理发店的员工参保，{FENG}")
    await store.bindings.switch(await people.person(TELEGRAM), SNACKS)
    people.clock.instant += timedelta(days=1)
    await people.say(TELEGRAM, "继续")
    (run,) = (await store.conversations.load(TELEGRAM)).conversation.runs
    assert run.given["authority"].value["acting_for"] == BARBER


async def test_in_a_group_no_employer_is_named(store: Store) -> None:
    """Who is bound to what is nobody else's to see."""
    people = await an_agent(store)
    told = await people.say(TELEGRAM, "我要给小吃店的员工参保", private=False)
    assert "演示小吃店" not in told and "演示理发店" not in told
    assert await current(people) == BARBER


async def test_at_the_card_too_the_employer_is_put_right(store: Store) -> None:
    """Nothing is sent; what was filled in stands in the new form, which comes to a card of its own."""
    people = await an_agent(store)
    await people.say(TELEGRAM, f"我要给员工参保，{FENG}，11月1日签的合同，基数5500")
    await people.say(TELEGRAM, "无固定期限")
    assert "单位：演示理发店" in await people.say(TELEGRAM, "普通员工")
    told = await people.say(TELEGRAM, "单位不对，是小吃店")
    assert "先放着" in told and "单位：演示小吃店" in told and "缴费基数：5500" in told


async def test_another_matter_of_the_one_named_is_begun_beside_what_is_open(store: Store) -> None:
    """The open form of another employer waits."""
    people = await an_agent(store)
    await people.say(TELEGRAM, f"我要给员工参保，{FENG}")
    told = await people.say(TELEGRAM, "给小吃店的冯范例办停保")
    assert "换到演示小吃店。" in told and "先放着" in told and "职工：冯范例" in told


async def test_an_empty_form_of_before_does_not_come_back_for_another_employer(store: Store) -> None:
    """After 换单位 the same wish begins one for the employer that is current."""
    people = await an_agent(store)
    await people.say(TELEGRAM, "我要给员工参保")
    await people.say(TELEGRAM, "换单位")
    await people.say(TELEGRAM, "小吃")
    assert "给演示小吃店的职工参保" in await people.say(TELEGRAM, "我要给员工参保")
