"""Repeated groups, and dialogs taken in between."""

from __future__ import annotations

from datetime import date

from bot.engine.checks import Day, FreeText, Name, WholeNumber
from bot.engine.choice import Choice, Reviewed
from bot.engine.dialog import Dialog, Group
from bot.engine.steps import ask, call, choose, decide, end, gather, review, tell
from tests.engine.small import Fruit, Person
from tests.engine.stand import Stand


class Age(Choice):
    """What a rule says of a birthday."""

    CHILD = "孩子"
    ADULT = "大人"


def age(born: date, today: date) -> Age:
    return Age.CHILD if today.year - born.year < 18 else Age.ADULT


class Guest(Group):
    """One guest: a child is told something and chooses a fruit."""

    name: Name = ask("姓名？")
    born: Day = ask("{{ name }}哪天出生？")
    age: Age = decide(age, {Age.CHILD: "juice", Age.ADULT: "fruit"})
    juice = tell("{{ name }}可以喝果汁。")
    fruit: Fruit = choose("{{ name }}吃什么？")


def how_many(guests: tuple[Guest, ...]) -> int:
    return len(guests)


class Party(Dialog):
    """Gathers guests and counts them."""

    key, title = "party", "聚会"

    place: FreeText = ask("在哪里？")
    guests: tuple[Guest, ...] = gather("在{{ place }}，还有下一位吗？", Guest, most=3)
    chairs: WholeNumber = ask("要几把椅子？", suggest=how_many)
    card: Reviewed = review("请核对。", {Reviewed.SEND: "done", Reviewed.DROP: "dropped"})
    done = end("{{ guests|length }}位：{% for g in guests %}{{ g.name }}吃{{ g.fruit }}；{% endfor %}")
    dropped = end("算了。", silent=True)


FIRST, SECOND = ("张测试", "2000年1月2日", "苹果"), ("李测试", "2020年1月2日", "樱桃")


async def party(*said: str) -> Stand:
    stand = Stand([Party, Person])
    await stand.start(Party)
    for text in ("院子", *said):
        await stand.say(text)
    return stand


async def test_a_group_is_asked_for_each_item_with_its_number() -> None:
    """The questions of a group say whose they are, and are asked again for the next one."""
    stand = await party()
    assert stand.text == "第1位：姓名？"
    stand = await party(*FIRST)
    assert stand.text == "在院子，还有下一位吗？"
    assert (await stand.say("有")).messages == ("第2位：姓名？",)


async def test_a_group_has_rules_and_texts_of_its_own() -> None:
    """What a rule decides about one item is about that item alone."""
    stand = await party(*FIRST, "是", *SECOND[:2])
    assert stand.replies[-1].messages == ("第2位：李测试可以喝果汁。", "第2位：李测试吃什么？")


async def test_two_items_come_out_as_a_tuple() -> None:
    """Texts and rules after the group read every item."""
    stand = await party(*FIRST, "是", *SECOND, "否")
    assert stand.labels == ["就用：2"]
    await stand.pick("就用")
    await stand.pick("确认提交")
    assert stand.text.startswith("2位：张测试吃苹果；李测试吃樱桃；")


async def test_a_group_stops_at_its_most() -> None:
    """After the last item that is allowed nobody is asked for one more."""
    stand = await party(*FIRST, "是", *FIRST, "是", *FIRST)
    assert stand.text == "要几把椅子？"


async def test_one_item_is_corrected_and_the_other_stays() -> None:
    """修改 by number on the card opens one answer of one item; only what read it is asked again."""
    stand = await party(*FIRST, "是", *SECOND, "否", "2")
    assert "· 第2位：姓名：李测试" in stand.text
    reply = await stand.say("修改 6")
    assert (reply.step, stand.labels) == ("guests.1.name", ["保留原来的：李测试"])
    reply = await stand.say("王测试")
    assert (reply.step, reply.messages) == ("guests.1.born", ("第2位：王测试哪天出生？",))
    assert stand.labels == ["保留原来的：2020年1月2日"]
    await stand.pick("保留")
    assert (await stand.say("3")).step == "chairs"
    await stand.pick("保留")
    await stand.pick("确认提交")
    assert stand.text.startswith("2位：张测试吃苹果；王测试吃樱桃；")


async def test_what_reads_the_whole_group_is_asked_again_when_an_item_changes() -> None:
    """A changed item reopens the question whose suggestion counts the items."""
    stand = await party(*FIRST, "否", "1")
    await stand.say("修改 4")
    assert (await stand.say("香蕉")).step == "chairs"


async def test_one_more_item_can_be_added_afterwards() -> None:
    """修改 of “还有下一位” lets another item in."""
    stand = await party(*FIRST, "否", "1")
    await stand.say("修改 下一位")
    assert (await stand.say("是")).messages == ("第2位：姓名？",)


class Route(Choice):
    """How to come."""

    BUS = "公交"
    WALK = "走路"


class Way(Dialog):
    """Asks how somebody comes."""

    key, title = "way", "来的路"

    route: Route = choose("怎么来？", {Route.BUS: "line", Route.WALK: "on_foot"})
    line: WholeNumber = ask("几路车？", label="几路")
    by_bus = end("坐{{ line }}路。")
    on_foot = end("走来。")


class Meeting(Dialog):
    """Takes the way twice, and goes on by how it ended."""

    key, title = "meeting", "碰头"

    there = call(Way, {"by_bus": "ticket", "on_foot": "back"})
    ticket = tell("记得买票。")
    back = call(Way, {"by_bus": "done", "on_foot": "tired"})
    tired = tell("路上慢慢走。")
    done = end("到时见。")


async def test_a_called_dialog_is_taken_in_between() -> None:
    """Its questions are asked, its closing is said, and its ending says where to go on."""
    stand = Stand([Meeting, Way, Person])
    reply = await stand.start(Meeting)
    assert (reply.dialog, reply.step) == ("meeting", "there.route")
    await stand.say("公交")
    await stand.say("7")
    assert stand.replies[-1].messages == ("坐7路。", "记得买票。", "怎么来？")


async def test_the_same_dialog_called_twice_has_answers_of_its_own() -> None:
    """Two calls do not share answers, and each can be corrected by itself."""
    stand = Stand([Meeting, Way, Person])
    await stand.start(Meeting)
    for text in ("公交", "7"):
        await stand.say(text)
    reply = await stand.say("走路")
    assert reply.messages[:3] == ("走来。", "路上慢慢走。", "到时见。")


async def test_going_back_leads_into_the_called_dialog() -> None:
    """返回 opens the last answer, wherever it was given."""
    stand = Stand([Meeting, Way, Person])
    await stand.start(Meeting)
    for text in ("公交", "7"):
        await stand.say(text)
    reply = await stand.say("返回")
    assert (reply.step, stand.labels) == ("there.line", ["保留原来的：7"])
