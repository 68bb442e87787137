"""Asking, choosing, telling, ending: what each kind of step does."""

from __future__ import annotations

from datetime import date

from bot.engine.checks import Day, FreeText, Name, WholeNumber
from bot.engine.choice import Choice, YesNo
from bot.engine.dialog import Dialog
from bot.engine.messages import Decision
from bot.engine.ports import Turn
from bot.engine.steps import ask, choose, end, tell
from tests.engine.small import Fruit, Person
from tests.engine.stand import Stand


class Visit(Dialog):
    """Asks who and how many, with and without targets."""

    key, title = "visit", "来访"

    name: Name = ask("谁来？")
    alone: YesNo = choose("{{ name }}一个人来吗？", {YesNo.YES: "fruit", YesNo.NO: "people"})
    people: WholeNumber = ask("几个人？", label="人数")
    fruit: Fruit = choose("吃什么？")
    hint = tell("门口有{{ fruit }}。")
    remark: FreeText = ask("还有什么要说的？")
    welcome = end("{{ name }}，欢迎，{{ fruit }}准备好了。")


async def test_ask_takes_what_its_check_takes() -> None:
    """A typed answer that passes the check leads to the next step, and texts can read it."""
    stand = Stand([Visit, Person])
    await stand.start(Visit)
    assert stand.text == "谁来？"
    reply = await stand.say("张测试")
    assert stand.text == "张测试一个人来吗？"
    assert (reply.dialog, reply.step, reply.decision) == ("visit", "alone", Decision.STEP)


async def test_choose_with_targets_leads_where_the_option_says() -> None:
    """Each option goes its own way."""
    stand = Stand([Visit, Person])
    await stand.start(Visit)
    await stand.say("张测试")
    assert stand.labels == ["是", "否"]
    assert (await stand.pick("否")).step == "people"


async def test_choose_without_targets_goes_on_with_the_next_step() -> None:
    """An option without a way of its own leads to what follows in the class."""
    stand = Stand([Visit, Person])
    await stand.start(Visit)
    await stand.say("张测试")
    await stand.pick("是")
    assert (await stand.pick("香蕉")).step == "remark"


async def test_tell_is_said_once() -> None:
    """What is told on the way is said when it is passed, and not again with the next turn."""
    stand = Stand([Visit, Person])
    await stand.start(Visit)
    for text in ("张测试", "是", "苹果"):
        await stand.say(text)
    assert stand.replies[-1].messages == ("门口有苹果。", "还有什么要说的？")
    await stand.say("搬家要带什么？")
    assert "门口有" not in stand.text


async def test_tell_is_said_again_after_what_it_reads_was_changed() -> None:
    """Going back before a text makes it be said anew, with the new answer."""
    stand = Stand([Visit, Person])
    await stand.start(Visit)
    for text in ("张测试", "是", "苹果", "返回", "樱桃"):
        await stand.say(text)
    assert "门口有樱桃。" in stand.text


async def test_end_closes_the_run_and_asks_whether_it_helped() -> None:
    """After a closing nothing is open, and the person is asked whether 12333 is still needed."""
    stand = Stand([Visit, Person])
    await stand.start(Visit)
    for text in ("张测试", "是", "苹果", "没有了"):
        reply = await stand.say(text)
    assert stand.replies[-1].messages == ("张测试，欢迎，苹果准备好了。", "这样还需要打12333吗？")
    assert (reply.dialog, reply.step) == (None, None)
    assert stand.labels == ["不用了，解决了", "还没解决", "转人工"]
    assert last_turn(stand).closings == (("visit", "welcome"),)


class Lead(Choice):
    """Where a closing leads."""

    NOWHERE = "就到这里"
    PERSON = "找人"
    VISIT = "去来访"


class Leading(Dialog):
    """Closings that lead on."""

    key, title = "leading", "带路"

    where: Lead = choose("去哪？", {Lead.NOWHERE: "stop", Lead.PERSON: "to_person", Lead.VISIT: "which"})
    which: FreeText = ask("哪个流程？")
    onward = end("这就去。", goes_to="which")
    stop = end("到此为止。", silent=True)
    to_person = end("请人来。", human=True)


async def test_a_human_end_goes_on_to_a_person() -> None:
    """``end(human=True)`` starts the dialog that reaches a person in the same turn."""
    stand = Stand([Leading, Person])
    await stand.start(Leading)
    await stand.pick("找人")
    assert stand.replies[-1].messages == ("请人来。", "已转给人工。")
    assert last_turn(stand).closings == (("leading", "to_person"), ("person", "reached"))


async def test_goes_to_begins_the_dialog_that_the_answer_names() -> None:
    """``end(goes_to=...)`` starts the dialog whose key an answer holds."""
    stand = Stand([Leading, Visit, Person])
    await stand.start(Leading)
    await stand.pick("去来访")
    reply = await stand.say("visit")
    assert (stand.replies[-1].messages, reply.dialog) == (("这就去。", "谁来？"), "visit")


async def test_a_silent_end_asks_nothing() -> None:
    """``end(silent=True)`` leaves out the question whether it helped."""
    stand = Stand([Leading, Person])
    await stand.start(Leading)
    await stand.pick("就到这里")
    assert (stand.replies[-1].messages, stand.labels) == (("到此为止。",), [])


def usual_name(today: date) -> str | None:
    return "李测试" if today.day < 25 else None


def suggested_count(name: str) -> int:
    return len(name)


def fruit_of_the_day(today: date) -> Fruit:
    return Fruit.CHERRY


def not_before(last: date, first: date) -> str | None:
    return "结束不能早于开始。" if last < first else None


class Proposed(Dialog):
    """Prefilled, suggested and checked answers."""

    key, title = "proposed", "建议"

    name: Name = ask("姓名？", prefill=usual_name)
    count: WholeNumber = ask("几个？", suggest=suggested_count)
    fruit: Fruit = choose("哪种？", suggest=fruit_of_the_day)
    first: Day = ask("从哪天？")
    last: Day = ask("到哪天？", check=not_before)
    done = end("{{ name }}：{{ count }}个{{ fruit }}，{{ first }}到{{ last }}。")


async def test_a_prefilled_step_is_not_asked() -> None:
    """A rule's answer stands in for the person's, and texts read it."""
    stand = Stand([Proposed, Person])
    assert (await stand.start(Proposed)).step == "count"
    for text in ("2", "苹果", "3月1日", "3月2日"):
        await stand.say(text)
    assert "李测试：2个苹果，2026年3月1日到2026年3月2日。" in stand.text


async def test_a_prefill_without_an_answer_asks() -> None:
    """Where the prefilling rule gives None the step is asked."""
    stand = Stand([Proposed, Person])
    stand.clock.forward(days=7)
    assert (await stand.start(Proposed)).step == "name"


async def test_a_prefilled_answer_can_be_modified() -> None:
    """修改 opens what was prefilled, with the prefilled value offered, and takes another one."""
    stand = Stand([Proposed, Person])
    await stand.start(Proposed)
    reply = await stand.say("修改 姓名")
    assert (reply.step, stand.labels) == ("name", ["保留原来的：李测试"])
    await stand.say("王测试")
    assert (await stand.say("进度")).messages[0].splitlines()[1] == "· 姓名：王测试"


async def test_a_suggestion_is_an_option_of_its_own() -> None:
    """What is suggested can be taken by its option, or by its first words."""
    for take in ("就用", "就用：3"):
        stand = Stand([Proposed, Person])
        await stand.start(Proposed)
        assert stand.labels == ["就用：3"]
        await stand.say(take)
        await stand.say("进度")
        assert "· 数量：3" in stand.text


async def test_a_suggestion_is_no_must() -> None:
    """Another value than the suggested one is taken just so."""
    stand = Stand([Proposed, Person])
    await stand.start(Proposed)
    await stand.say("7")
    assert stand.text == "哪种？"
    assert stand.labels == ["苹果", "香蕉", "樱桃", "就用：樱桃"]
    assert (await stand.pick("就用")).step == "first"


async def test_a_rule_over_two_answers_refuses_and_asks_again() -> None:
    """A value that does not go with an earlier answer is explained, and the step stays open."""
    stand = Stand([Proposed, Person])
    await stand.start(Proposed)
    for text in ("2", "苹果", "2026-03-05"):
        await stand.say(text)
    reply = await stand.say("2026-03-04")
    assert (reply.step, stand.replies[-1].messages) == ("last", ("结束不能早于开始。", "到哪天？"))
    await stand.say("2026-03-05")
    assert "2026年3月5日到2026年3月5日" in stand.text


def last_turn(stand: Stand) -> Turn:
    """What the last turn left in the store."""
    return stand.store.turns[-1]


class Forwarded(Dialog):
    """Ends with a text of its own for somebody else."""

    key, title = "forwarded", "转发"

    fruit: Fruit = choose("要什么水果？")
    done = end("记下了，下面一段可以转发。\n---\n您好，给您订了{{ fruit }}。", silent=True)


async def test_what_is_to_be_forwarded_is_a_message_of_its_own() -> None:
    """A line of dashes parts what is told into messages."""
    stand = Stand([Forwarded, Person])
    await stand.start(Forwarded)
    reply = await stand.say("1")
    assert reply.messages == ("记下了，下面一段可以转发。", "您好，给您订了苹果。")


def greeting_for(name: str) -> str:
    """A word that follows from the name."""
    return f"{name}好"


class Greeted(Dialog):
    """Fills in from what was said, asks on, and lets the person come back."""

    key, title = "greeted", "问候"

    name: Name = ask("谁？", label="谁")
    word: FreeText = ask("怎么说？", label="怎么说", prefill=greeting_for)
    fruit: Fruit = choose("带什么？")
    later = end("{{ word }}，带{{ fruit }}。", pause=True, silent=True)


async def test_what_was_filled_in_follows_an_answer_that_changes() -> None:
    """Going back to an answer takes out what had been filled in from it, unless the person said it themselves."""
    stand = Stand([Greeted, Person])
    await stand.start(Greeted)
    await stand.say("张测试")
    await stand.say("修改 谁")
    await stand.say("李示例")
    await stand.say("1")
    assert "李示例好，带苹果。" in stand.text
