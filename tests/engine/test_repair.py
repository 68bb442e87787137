"""Repair: going back, correcting, stopping and starting anew, and where one stands."""

from __future__ import annotations

import pytest

from bot.engine.checks import Day, FreeText, Name, WholeNumber
from bot.engine.choice import Choice, Reviewed, Solved, YesNo
from bot.engine.dialog import Dialog
from bot.engine.messages import Decision
from bot.engine.steps import ask, choose, decide, end, review
from tests.engine.small import Fruit, Person
from tests.engine.stand import Stand


class Size(Choice):
    """How large."""

    SMALL = "小的"
    LARGE = "大的"


def size_for(count: int) -> Size:
    return Size.LARGE if count > 10 else Size.SMALL


class Order(Dialog):
    """Orders fruit; the box depends on the number, the card text on the name."""

    key, title, topic = "order", "订水果", "fruit.order"

    name: Name = ask("谁订？")
    count: WholeNumber = ask("订几个？", label="人数")
    size: Size = decide(size_for, {Size.SMALL: "fruit", Size.LARGE: "fruit"})
    fruit: Fruit = choose("哪种？", label="水果")
    box: Name = ask("{{ size }}箱子写谁的名字？", label="箱子上的名字")
    remark: FreeText = ask("{{ name }}还有什么要说的？", label="备注")
    card: Reviewed = review("请核对。", {Reviewed.SEND: "done", Reviewed.DROP: "dropped"})
    done = end("{{ name }}订了{{ count }}个{{ fruit }}，{{ size }}箱子写{{ box }}，{{ remark }}。", silent=True)
    dropped = end("算了。", silent=True)


ALL = ("张测试", "3", "苹果", "李测试", "不要冰")


async def order(*said: str) -> Stand:
    stand = Stand([Order, Other, Third, Person])
    await stand.start(Order)
    for text in said:
        await stand.say(text)
    return stand


class Other(Dialog):
    """Another procedure."""

    key, title, topic = "other", "搬家", "moving"

    count: WholeNumber = ask("搬几件？")
    done = end("搬{{ count }}件。")


class Third(Dialog):
    """One more procedure."""

    key, title = "third", "看天"

    count: WholeNumber = ask("看几天？")
    done = end("看{{ count }}天。", silent=True)


async def test_back_opens_the_last_answer_with_its_old_value() -> None:
    """返回 asks the last question again and keeps the old answer ready."""
    stand = await order("张测试", "3")
    reply = await stand.say("返回")
    assert (reply.step, stand.labels, reply.decision) == ("count", ["保留原来的：3"], Decision.COMMAND)


async def test_back_goes_back_step_by_step() -> None:
    """返回 again and again leads to the start, where it says so."""
    stand = await order("张测试", "3", "苹果")
    steps = [(await stand.say("返回")).step for _ in range(3)]
    assert steps == ["fruit", "count", "name"]
    reply = await stand.say("返回")
    assert (reply.messages[0], reply.step) == ("已经是第一步了。", "name")


async def test_back_keeps_what_was_answered_behind() -> None:
    """Going back twice and keeping the first answer leads forward through the old ones."""
    stand = await order("张测试", "3", "苹果", "返回", "返回")
    assert (await stand.pick("保留")).step == "fruit"
    assert "原来选的是：苹果" in stand.text
    assert (await stand.say("苹果")).step == "box"


@pytest.mark.parametrize("what", ["2", "２", "②", "二", "第2项", "第二项", " 人数", "：人数", "人"])
async def test_modify_finds_the_answer(what: str) -> None:
    """修改 takes the number on the card in any writing, the label, or a part of it."""
    stand = await order(*ALL)
    assert (await stand.say(f"修改{what}")).step == "count"


async def test_modify_by_the_button_of_a_choice() -> None:
    """Where a part means several answers, or none is named, they are offered."""
    stand = await order(*ALL)
    await stand.say("修改 名")
    assert stand.labels == ["姓名", "箱子上的名字"]
    assert (await stand.pick("箱子上的名字")).step == "box"
    stand = await order(*ALL)
    await stand.say("修改")
    assert stand.labels == ["姓名", "人数", "水果", "箱子上的名字", "备注"]
    assert stand.text == "要改哪一项？"


@pytest.mark.parametrize(
    "said", ["人数改成5", "人数改为 5", "把人数改成5", "修改 人数 为 5", "修改2：5", "我要改人数为5", "改一下人数：５"]
)
async def test_modify_with_the_new_value_in_one_message(said: str) -> None:
    """The new value may come with the command."""
    stand = await order("张测试", "3", said)
    await stand.say("进度")
    assert "· 人数：5" in stand.text


async def test_modify_of_a_choice_with_its_label_in_one_message() -> None:
    """So may the label of an option."""
    stand = await order(*ALL, "水果改成樱桃")
    assert "· 水果：樱桃" in stand.text


async def test_modify_with_a_value_that_does_not_pass() -> None:
    """A bad value in the command is explained, and the answer stays open with the old one kept ready."""
    stand = await order(*ALL)
    reply = await stand.say("人数改成很多")
    assert (reply.step, stand.labels) == ("count", ["保留原来的：3"])


async def test_modify_asks_again_only_what_depends_on_it() -> None:
    """The number decides the box, the box's question reads it; fruit and remark stay."""
    stand = await order(*ALL)
    reply = await stand.say("人数改成50")
    assert (reply.step, reply.messages) == ("box", ("已改：人数：50。", "大的箱子写谁的名字？"))
    assert stand.labels == ["保留原来的：李测试"]
    reply = await stand.pick("保留")
    assert reply.step == "card"
    for line in ("· 人数：50", "· 水果：苹果", "· 箱子上的名字：李测试", "· 备注：不要冰"):
        assert line in stand.text


async def test_modify_to_the_same_value_changes_nothing() -> None:
    """An answer given again as it was leaves what depends on it."""
    stand = await order(*ALL)
    assert (await stand.say("人数改成3")).step == "card"
    await stand.say("修改 2")
    assert (await stand.pick("保留")).step == "card"


async def test_modify_of_something_unknown_says_so() -> None:
    """What is no answer is named, with how to see which there are."""
    stand = await order("张测试")
    reply = await stand.say("修改 地址")
    said = "没有改：没有找到“地址”这一项。回复“进度”可以看已填的内容。"
    assert (reply.messages[0], reply.step) == (said, "count")


@pytest.mark.parametrize("what", ["0", "9", "99999999999999999999", "²", "(", "{{ 1 }}"])
async def test_modify_of_an_odd_number_breaks_nothing(what: str) -> None:
    """Numbers beyond the card and odd signs leave the question open."""
    stand = await order("张测试")
    assert (await stand.say(f"修改 {what}")).step == "count"


async def test_modify_before_any_answer_says_so() -> None:
    """At the first question there is nothing to change yet."""
    stand = await order()
    assert (await stand.say("修改")).messages == ("还没有填过的内容可以改。", "谁订？")


async def test_a_question_about_changing_is_a_question() -> None:
    """“怎么” before a label makes no command."""
    stand = await order("张测试", "3")
    reply = await stand.say("搬家以后怎么改姓名？")
    assert (reply.messages[0], reply.step) == ("关于搬家的回答。", "fruit")
    reply = await stand.say("改姓名怎么办搬家？")
    assert (reply.messages[0], reply.step) == ("关于搬家的回答。", "fruit")


class Remedy(Dialog):
    """One way or another, then whether it helped."""

    key, title = "remedy", "修水管"

    size: Size = choose("多大的？", label="大小")
    solved: Solved = choose("修好了吗？", label="修好没有")
    remark: FreeText = ask("说明？")
    done = end("好。", silent=True)


async def test_whether_it_helped_is_asked_afresh() -> None:
    """After a change, what tells how things stand now is asked again, though it reads nothing."""
    stand = Stand([Remedy, Person])
    await stand.start(Remedy)
    for said in ("小的", "没解决"):
        await stand.say(said)
    assert (await stand.say("大小改成大的")).step == "solved"


async def test_cancel_stops_and_can_be_taken_back() -> None:
    """取消 puts the matter aside, nothing is lost, and the next option or 继续 takes it up again."""
    for take_back in ("接着办", "1", "继续"):
        stand = await order("张测试", "3")
        reply = await stand.say("取消")
        assert (reply.dialog, reply.messages) == (None, ("已停下“订水果”，没有提交任何东西，填过的还留着。",))
        assert stand.labels == ["接着办：订水果"]
        reply = await stand.say(take_back)
        assert (reply.step, reply.messages) == ("fruit", ("哪种？",))


async def test_restart_begins_anew_and_can_be_taken_back() -> None:
    """重新开始 asks from the beginning; its undo brings the old answers back."""
    stand = await order("张测试", "3")
    reply = await stand.say("重新开始")
    assert (reply.step, stand.labels) == ("name", ["接着办：订水果"])
    await stand.pick("接着办")
    reply = await stand.say("进度")
    assert (reply.step, "· 姓名：张测试\n· 人数：3" in stand.text) == ("fruit", True)


async def test_what_was_begun_anew_is_not_there_twice() -> None:
    """Taking a restart back leaves one run of the dialog."""
    stand = await order("张测试", "3", "重新开始", "王测试")
    await stand.send(choice=next(o.id for r in stand.replies for o in r.options if o.label == "接着办：订水果"))
    assert [run.dialog for run in stand.store.turns[-1].conversation.runs] == ["order"]


async def test_progress_shows_what_was_answered_and_what_is_open() -> None:
    """进度 names the matter, every answer with its number, and the open question."""
    stand = await order("张测试", "3")
    await stand.say("进度")
    assert stand.replies[-1].messages == ("正在办：订水果\n· 姓名：张测试\n· 人数：3", "哪种？")


async def test_progress_names_what_waits() -> None:
    """进度 also says what was set aside."""
    stand = await order("张测试")
    await stand.start(Other)
    await stand.say("进度")
    assert "还放着没办完的：订水果。" in stand.text


async def test_help_says_what_can_be_said_and_the_question_stays() -> None:
    """帮助 lists the commands, then repeats the open question."""
    stand = await order()
    await stand.say("帮助")
    assert ("返回（回上一步）" in stand.replies[-1].messages[0], stand.replies[-1].messages[-1]) == (True, "谁订？")


async def test_a_person_is_reached_by_word_and_the_matter_waits() -> None:
    """人工 starts the dialog that reaches a person and offers the matter again afterwards."""
    stand = await order("张测试")
    reply = await stand.say("转人工")
    assert ("已转给人工。" in stand.text, reply.decision, stand.labels) == (True, Decision.HUMAN, ["接着办：订水果"])


async def test_a_wish_for_a_person_in_a_sentence_is_heard() -> None:
    """So does a sentence that the knowledge takes for it."""
    stand = await order("张测试")
    await stand.say("我要找活人说话")
    assert "已转给人工。" in stand.text


@pytest.mark.parametrize("said", ["返回", "取消", "重新开始", "修改"])
async def test_a_command_without_a_matter_says_so(said: str) -> None:
    """Nothing under way: the command is understood, and says that there is nothing."""
    stand = Stand([Order, Person])
    reply = await stand.say(said)
    assert (reply.decision, "现在没有正在办的事" in stand.text) == (Decision.COMMAND, True)


@pytest.mark.parametrize("said", ["进度", "继续"])
async def test_progress_without_a_matter_says_so(said: str) -> None:
    """There is nothing to go on with."""
    stand = Stand([Order, Person])
    await stand.say(said)
    assert stand.text == "现在没有办到一半的事。"


async def test_a_stale_option_leaves_everything_as_it_is() -> None:
    """A button of a question that was answered since is said to be over, and the open one is repeated."""
    stand = await order("张测试", "3")
    old = stand.replies[-1].options[0]
    await stand.say("樱桃")
    reply = await stand.send(choice=old.id)
    assert (reply.messages[0], reply.step) == ("这个选项已经过了。下面是现在要办的这一步。", "box")
    await stand.say("进度")
    assert "· 水果：樱桃" in stand.text


async def test_a_button_of_a_finished_run_does_nothing() -> None:
    """After the closing an old button has nothing to act on, and says no more than that."""
    stand = await order("张测试", "3")
    old = stand.replies[-1].options[0]
    await stand.say("取消")
    reply = await stand.send(choice=old.id)
    assert (reply.dialog, reply.options, "已经过了" in stand.text) == (None, (), True)


@pytest.mark.parametrize(
    "choice",
    [
        "",
        "|",
        "answer",
        "answer|x|y|z",
        "start",
        "start|ghost",
        "start|order|{",
        "start|order|[1]",
        "start|order|null",
        "outcome|",
        "outcome|rich",
        "command|",
        "command|format",
        "resume|x",
        "aside|x",
        "modify|x|y",
        "=keep",
        "😀|",
    ],
)
async def test_an_invented_option_does_nothing(choice: str) -> None:
    """Ids that nobody offered break nothing, and the open question stays."""
    stand = await order("张测试")
    reply = await stand.send(choice=choice)
    assert (reply.step, reply.decision is Decision.TROUBLE) == ("count", False)


async def test_an_invented_start_gives_only_what_checks_take() -> None:
    """The answers that a start brings along pass the steps' checks, and none stands in for an effect or a card."""
    stand = Stand([Order, Person])
    invented = '{"name": "<b>", "count": "3", "fruit": "APPLE", "size": "LARGE", "card": "SEND", "done": "x"}'
    await stand.send(choice=f"start|order|{invented}")
    assert stand.replies[-1].step == "name"
    assert set(stand.store.turns[-1].conversation.runs[0].given) == {"count", "fruit"}


async def test_a_second_procedure_is_stacked_and_the_first_is_offered_at_its_end() -> None:
    """The first one waits, is said to, and goes on where it was."""
    stand = await order("张测试")
    reply = await stand.start(Other)
    assert reply.messages == ("“订水果”先放着，办完这件再接着办。", "搬几件？")
    await stand.say("3")
    assert stand.labels == ["不用了，解决了", "还没解决", "转人工", "接着办：订水果"]
    assert (await stand.say("4")).messages == ("订几个？",)


async def test_what_is_only_offered_takes_no_vague_text() -> None:
    """After a closing, a word that would answer the waiting question is no answer to it; a strict value is."""
    stand = await order("张测试", "3")
    await stand.start(Other)
    await stand.say("3")
    assert (await stand.say("樱桃")).messages[-1] == "哪种？"
    stand = await order("张测试")
    await stand.start(Other)
    await stand.say("3")
    assert (await stand.say("50")).messages == ("哪种？",)


async def test_with_several_waiting_there_is_a_choice() -> None:
    """The one set aside last comes first, and any may be taken."""
    stand = await order("张测试")
    await stand.start(Other)
    await stand.start(Third)
    await stand.say("3")
    assert stand.labels == ["接着办：搬家", "接着办：订水果"]
    assert (await stand.pick("订水果")).messages == ("订几个？",)
    assert [run.dialog for run in stand.store.turns[-1].conversation.runs] == ["other", "order"]


async def test_a_procedure_that_waits_is_not_begun_twice() -> None:
    """Starting what waits already goes on with it."""
    stand = await order("张测试")
    await stand.start(Other)
    reply = await stand.start(Order)
    assert (reply.step, reply.messages) == ("count", ("“搬家”先放着，办完这件再接着办。", "订几个？"))


async def test_starting_what_is_open_says_nothing_of_setting_aside() -> None:
    """The open procedure started again just repeats its question."""
    stand = await order("张测试")
    await stand.start(Other)
    assert (await stand.start(Other)).messages == ("搬几件？",)


class Passing(Dialog):
    """Is of the moment."""

    key, title, passing = "passing", "看一眼", True

    alone: YesNo = choose("一个人吗？", {YesNo.YES: "done", YesNo.NO: "done"})
    done = end("好。", silent=True)


async def test_what_is_of_the_moment_is_not_among_what_was_tried() -> None:
    """Who takes over reads what was gone through, not that channels were linked."""
    stand = Stand([Passing, Person])
    await stand.start(Passing)
    await stand.say("是")
    assert stand.text == "好。" and stand.store.turns[-1].conversation.trail == ()


class Term(Dialog):
    """Two days, one after the other."""

    key, title = "term", "期限"

    start: Day = ask("从哪天？", label="合同开始日期")
    end_day: Day = ask("到哪天？", label="合同终止日期")
    card: Reviewed = review("请核对。", {Reviewed.SEND: "done", Reviewed.DROP: "done"})
    done = end("好。", silent=True)


@pytest.mark.parametrize(
    "said", ["终止那天 改成 2028年9月14日", "到期那天改成2028年9月14日", "终止日期改成2028年9月14日"]
)
async def test_a_day_meant_for_the_open_question_changes_no_other(said: str) -> None:
    """The end that is asked for now is given in words of its own: the start stays."""
    stand = Stand([Term])
    await stand.start(Term)
    await stand.say("2026年9月15日")
    await stand.say(said)
    assert "合同开始日期：2026年9月15日" in stand.text and "合同终止日期：2028年9月14日" in stand.text


async def test_of_two_days_the_one_that_is_named_changes() -> None:
    """At the card, by a part of its name; where neither is named, it is asked which."""
    stand = Stand([Term])
    await stand.start(Term)
    await stand.say("2026年9月15日")
    await stand.say("2028年9月14日")
    await stand.say("终止那天改成2029年1月1日")
    assert "合同开始日期：2026年9月15日" in stand.text and "合同终止日期：2029年1月1日" in stand.text
