"""Several options at once, and files."""

from __future__ import annotations

import pytest

from bot.engine.checks import FreeText
from bot.engine.choice import Choice
from bot.engine.dialog import Dialog
from bot.engine.messages import FileRef
from bot.engine.steps import ask, attach, choose_many, end
from tests.engine.small import Fruit, Person, photo
from tests.engine.stand import Stand


class Time(Choice):
    """When."""

    MORNING = "上午"
    NOON = "中午"
    EVENING = "晚上"


def at_least_cherries(fruits: tuple[Fruit, ...]) -> str | None:
    return None if Fruit.CHERRY in fruits or len(fruits) > 1 else "只有一种的话，要樱桃。"


class Basket(Dialog):
    """Takes several fruits, then times for them."""

    key, title = "basket", "果篮"

    fruits: tuple[Fruit, ...] = choose_many("要哪些？", check=at_least_cherries)
    times: tuple[Time, ...] = choose_many("{{ fruits }}什么时候送？", least=2)
    done = end("{{ fruits }}，{{ times }}送到。")


class Card(Dialog):
    """The same with a question after it."""

    key, title = "card", "卡片"

    fruits: tuple[Fruit, ...] = choose_many("要哪些？")
    times: tuple[Time, ...] = choose_many("{{ fruits }}什么时候送？")
    remark: FreeText = ask("说明？")
    done = end("好。")


async def basket() -> Stand:
    stand = Stand([Basket, Person])
    await stand.start(Basket)
    return stand


@pytest.mark.parametrize(
    "said", ["1,3", "1 3", "1、3", "１，３", "①③", "苹果和樱桃", "樱桃，苹果", "红的、樱桃", "第一个，第三个"]
)
async def test_several_are_chosen_by_numbers_or_labels(said: str) -> None:
    """Numbers and labels, however they are parted, mean the options in their order."""
    stand = await basket()
    await stand.say(said)
    assert stand.text.startswith("苹果、樱桃什么时候送？")


async def test_buttons_toggle_and_a_last_one_says_done() -> None:
    """A pressed option gets a mark, pressed again it loses it; done comes once something is picked."""
    stand = await basket()
    assert stand.labels == ["苹果", "香蕉", "樱桃"]
    await stand.pick("苹果")
    await stand.pick("樱桃")
    assert stand.labels == ["✓ 苹果", "香蕉", "✓ 樱桃", "选好了"]
    await stand.pick("苹果")
    assert stand.labels == ["苹果", "香蕉", "✓ 樱桃", "选好了"]
    await stand.pick("选好了")
    assert stand.text.startswith("樱桃什么时候送？")


async def test_done_can_be_typed() -> None:
    """“选好了” typed is the same as pressed."""
    stand = await basket()
    await stand.pick("樱桃")
    assert (await stand.say("选好了")).step == "times"


@pytest.mark.parametrize("few", [["晚上"], ["3", "选好了"]])
async def test_too_few_are_said_and_asked_again(few: list[str]) -> None:
    """Fewer than the least, whether picked or typed, are explained, and the step stays open."""
    stand = await basket()
    await stand.say("1,3")
    for said in few:
        reply = await stand.say(said)
    assert reply.step == "times"
    assert "至少要选2项。" in stand.text


async def test_the_rule_over_several_is_asked() -> None:
    """A check over what was picked refuses like any other."""
    stand = await basket()
    await stand.pick("苹果")
    reply = await stand.pick("选好了")
    assert (reply.step, reply.messages[0]) == ("fruits", "只有一种的话，要樱桃。")


async def test_modifying_by_buttons_begins_with_the_old_picks_and_reopens_dependents() -> None:
    """The old marks are there; a changed choice asks again what read it, with the old value kept ready."""
    stand = Stand([Basket, Card, Person])
    await stand.start(Card)
    for said in ("1,3", "1,2", "修改 1"):
        await stand.say(said)
    assert stand.labels == ["✓ 苹果", "香蕉", "✓ 樱桃", "选好了"]
    await stand.pick("苹果")
    reply = await stand.pick("选好了")
    assert (reply.step, stand.labels) == ("times", ["✓ 上午", "✓ 中午", "晚上", "选好了"])
    assert stand.text.startswith("樱桃什么时候送？")


async def test_modifying_without_a_change_leaves_what_depends_on_it() -> None:
    """The old picks confirmed as they are lead back to where the person was."""
    stand = Stand([Basket, Card, Person])
    await stand.start(Card)
    for said in ("1,3", "1,2", "修改 1"):
        await stand.say(said)
    assert (await stand.pick("选好了")).step == "remark"


class Report(Dialog):
    """Takes photos, then perhaps a paper."""

    key, title = "report", "报告"

    photos: tuple[FileRef, ...] = attach("请发照片。", kinds=("image/jpeg", "image/png"), max_bytes=512 * 1024, most=2)
    paper: tuple[FileRef, ...] = attach("有材料吗？", kinds=("application/pdf",), max_bytes=2**20, least=0)
    remark: FreeText = ask("说明？")
    done = end("收到{{ photos|length }}张。")


async def report(*files: FileRef) -> Stand:
    stand = Stand([Report, Person])
    await stand.start(Report)
    for file in files:
        await stand.file(file)
    return stand


async def test_files_are_counted_until_done() -> None:
    """Each file is confirmed by name; done comes with the least number of them."""
    stand = await report()
    assert stand.labels == []
    await stand.file(photo("a.jpg"))
    assert stand.replies[-1].messages[0] == "收到“a.jpg”，现在共1个文件。"
    assert stand.labels == ["传好了"]
    assert (await stand.pick("传好了")).step == "paper"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (photo("a.gif", kind="image/gif"), "“a.gif”的格式不对：这一步收JPG图片、PNG图片，请换成这样的再发。"),
        (photo("big.jpg", size=512 * 1024 + 1), "“big.jpg”太大，单个文件不能超过0.5MB"),
    ],
    ids=["kind", "size"],
)
async def test_a_wrong_file_is_refused_with_the_reason(file: FileRef, said: str) -> None:
    """A file of another kind, or too big, is named and not kept."""
    stand = await report(file)
    assert said in stand.text
    assert stand.labels == []


async def test_one_file_too_many_is_refused() -> None:
    """Beyond the most, files are refused and those before them stay."""
    stand = await report(photo("a.jpg"), photo("b.jpg"), photo("c.jpg"))
    assert "最多传2个文件" in stand.text
    await stand.pick("传好了")
    assert (await stand.say("进度")).messages[0].splitlines()[1].endswith("a.jpg、b.jpg")


@pytest.mark.parametrize("said", ["没有，跳过", "跳过", "没有", "1"])
async def test_files_that_need_not_be_can_be_skipped(said: str) -> None:
    """With ``least=0`` the person goes on without a file, by word, by part or by number."""
    stand = await report(photo())
    await stand.pick("传好了")
    assert (await stand.say(said)).step == "remark"


async def test_a_file_that_nobody_asked_for_is_said_to_be_of_no_use() -> None:
    """At another step, and without any, the person is told so, and the open question is repeated."""
    stand = await report(photo())
    for said in ("传好了", "跳过"):
        await stand.say(said)
    reply = await stand.file(photo())
    assert ("现在也没有哪一步要附件" in stand.text, reply.step) == (True, "remark")


async def test_modifying_files_offers_the_old_ones_and_begins_anew() -> None:
    """The old files can be kept as they are; new ones take their place."""
    stand = await report(photo("old.jpg"))
    await stand.pick("传好了")
    await stand.say("返回")
    assert stand.labels == ["保留原来的：old.jpg"]
    await stand.file(photo("new.jpg"))
    await stand.pick("传好了")
    await stand.say("进度")
    assert ("new.jpg" in stand.text, "old.jpg" in stand.text) == (True, False)


async def test_a_file_days_later_goes_on_without_asking() -> None:
    """Somebody who comes back with the wanted file wants to go on."""
    stand = await report()
    stand.clock.forward(days=3)
    await stand.file(photo())
    assert (stand.labels, "继续" in stand.text) == (["传好了"], False)
