"""What is kept: answers, never a position; so that a restart, days, another channel and a barrier change nothing."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.engine.checks import Day, Name, WholeNumber
from bot.engine.choice import Choice, Reviewed, Sent
from bot.engine.conversation import Origin, dump_conversation, load_conversation
from bot.engine.dialog import Dialog
from bot.engine.steps import ask, choose, end, perform, review
from tests.engine.small import Bureau, Fruit, OnePerson, Person, restarted
from tests.engine.stand import Stand

bureau = Bureau()


async def send(request: str, name: str, count: int) -> Sent:
    return bureau.take(request, f"{name} {count}")


class Order(Dialog):
    """Orders fruit."""

    key, title = "order", "订水果"

    name: Name = ask("谁订？")
    count: WholeNumber = ask("订几个？", label="个数")
    fruit: Fruit = choose("哪种？")
    card: Reviewed = review("请核对。", {Reviewed.SEND: "sent", Reviewed.DROP: "dropped"})
    sent: Sent = perform(send, dict.fromkeys(Sent, "more"))
    more: WholeNumber = ask("还要几个袋子？", label="袋子")
    done = end("好了，{{ more }}个袋子。", silent=True)
    dropped = end("算了。", silent=True)


class Agreed(Choice):
    """A plain question that nearly any yes would answer."""

    YES = ("对", "是的", "好的")
    NO = ("不对", "不是")


class Trip(Dialog):
    """Asks a day and a yes."""

    key, title = "trip", "出行"

    day: Day = ask("哪天？")
    agreed: Agreed = choose("一个人吗？")
    done = end("{{ day }}见。", silent=True)


async def order(*said: str) -> Stand:
    stand = Stand([Order, Trip, Person])
    await stand.start(Order)
    for text in said:
        await stand.say(text)
    return stand


async def test_what_is_kept_is_dialog_version_and_answers() -> None:
    """No position is stored: only the dialog's key, its version and answers by step name."""
    stand = await order("张测试", "3")
    kept = json.loads(dump_conversation(stand.store.turns[-1].conversation))["runs"][0]
    assert (kept["dialog"], kept["version"]) == ("order", 1)
    assert {name: given["value"] for name, given in kept["given"].items()} == {"name": "张测试", "count": 3}


async def test_a_conversation_comes_back_as_it_was_kept() -> None:
    """Dumping and loading loses nothing."""
    stand = await order("张测试", "3", "返回", "4", "苹果")
    conversation = stand.store.turns[-1].conversation
    assert load_conversation(dump_conversation(conversation)) == conversation


async def test_it_goes_on_after_a_restart() -> None:
    """Another process with the same store takes the next answer."""
    stand = restarted(await order("张测试", "3"))
    reply = await stand.say("苹果")
    assert (reply.step, "· 姓名：张测试\n· 个数：3\n· 哪种：苹果" in stand.text) == ("card", True)


async def test_it_goes_on_on_another_channel() -> None:
    """Where another address leads to the same person, it stands where the first one left it."""
    first = Stand([Order, Person], store=OnePerson(), channel="web")
    await first.start(Order)
    await first.say("张测试")
    second = replace(first, channel="wechat", user="别处的我", replies=[])
    assert (await second.say("3")).step == "fruit"
    assert (await first.say("苹果")).step == "card"


async def test_days_later_it_asks_whether_to_go_on() -> None:
    """Who comes back with something that is no answer is asked, and gets three ways to go."""
    stand = await order("张测试", "3")
    stand.clock.forward(days=3)
    reply = await stand.say("你好")
    assert reply.messages == ("不客气。", "上次“订水果”办到“哪种”这一步，接着办吗？")
    assert (stand.labels, reply.step) == (["继续", "重新开始", "不办了"], None)


async def test_hours_later_it_does_not_ask() -> None:
    """A pause of some hours is none."""
    stand = await order("张测试", "3")
    stand.clock.forward(hours=5)
    assert (await stand.say("你好")).messages == ("不客气。", "哪种？")


async def test_days_later_to_go_on_repeats_the_open_question() -> None:
    """继续, by word, by number or by a plain yes, leads back to the open step."""
    for said in ("继续", "1", "好的", "是"):
        stand = await order("张测试", "3")
        stand.clock.forward(days=3)
        await stand.say("你好")
        assert (await stand.say(said)).messages == ("哪种？",)


async def test_days_later_a_yes_is_no_answer_to_the_step() -> None:
    """“好的” answers the question whether to go on, not the one that was open days ago."""
    stand = Stand([Trip, Person])
    await stand.start(Trip)
    await stand.say("3月1日")
    stand.clock.forward(days=3)
    await stand.say("你好")
    assert (await stand.say("好的")).messages == ("一个人吗？",)


async def test_days_later_it_can_begin_anew() -> None:
    """重新开始 asks the first question again."""
    stand = await order("张测试", "3")
    stand.clock.forward(days=3)
    await stand.say("你好")
    reply = await stand.say("2")
    assert (reply.messages, reply.step) == (("“订水果”重新开始。", "谁订？"), "name")


async def test_days_later_it_can_be_dropped() -> None:
    """不办了 puts it aside, and so does a plain no."""
    for said in ("不办了", "不用"):
        stand = await order("张测试", "3")
        stand.clock.forward(days=3)
        await stand.say("你好")
        reply = await stand.say(said)
        assert (reply.dialog, "已停下“订水果”" in stand.text) == (None, True)


async def test_days_later_a_question_is_answered_and_it_asks_again() -> None:
    """A question meanwhile is answered; whether to go on stays open."""
    stand = await order("张测试", "3")
    stand.clock.forward(days=3)
    await stand.say("搬家要什么？")
    assert stand.replies[-1].messages == ("关于搬家的回答。", "上次“订水果”办到“哪种”这一步，接着办吗？")
    await stand.say("天气呢？")
    assert "接着办吗？" in stand.text


async def test_days_later_a_value_of_strict_form_is_taken() -> None:
    """Who comes back with the very value that was asked for wants to go on."""
    stand = await order("张测试")
    stand.clock.forward(days=3)
    assert (await stand.say("3")).messages == ("哪种？",)


async def test_days_later_the_option_itself_is_taken() -> None:
    """So does who comes back with the label of an option."""
    stand = await order("张测试", "3")
    stand.clock.forward(days=3)
    assert (await stand.say("樱桃")).step == "card"


async def test_days_later_a_greeting_is_no_name() -> None:
    """Where any text would be an answer, a text after days is none."""
    for said in ("您好", "在吗", "张测试"):
        stand = await order()
        stand.clock.forward(days=3)
        reply = await stand.say(said)
        assert reply.messages[-1] == "上次“订水果”办到“姓名”这一步，接着办吗？"


async def test_days_later_the_card_is_called_by_its_text() -> None:
    """A step without a label is named by what it says, never by its name in the code."""
    stand = await order("张测试", "3", "苹果")
    stand.clock.forward(days=3)
    await stand.say("你好")
    assert "办到“请核对。”这一步" in stand.text


async def test_days_later_confirming_an_unchanged_card_counts() -> None:
    """The same card, confirmed days later, is what was shown."""
    bureau.requests = []
    stand = await order("张测试", "3", "苹果")
    stand.clock.forward(days=3)
    await stand.say("确认")
    assert [what for _, what in bureau.requests] == ["张测试 3"]


async def test_nothing_before_a_performed_effect_can_be_changed() -> None:
    """返回 and 修改 stop at what was sent, and say why."""
    stand = await order("张测试", "3", "苹果", "确认")
    for said in ("返回", "修改 1", "修改 个数", "个数改成5"):
        reply = await stand.say(said)
        assert ("已经提交出去了" in reply.messages[0], reply.step) == (True, "more"), said


async def test_what_comes_after_a_performed_effect_can_be_changed() -> None:
    """This side of the barrier 返回 and 修改 work as ever; 修改 alone offers only that side."""
    stand = Stand([TwoBags, Person])
    await stand.start(TwoBags)
    for said in ("张测试", "3", "确认", "4"):
        await stand.say(said)
    await stand.say("修改")
    assert [label for label in stand.labels if "袋" in label or "姓名" in label] == ["袋子"]
    await stand.say("返回")
    assert stand.replies[-1].step == "more"


class TwoBags(Dialog):
    """Asks twice after an effect."""

    key, title = "bags", "袋子"

    name: Name = ask("谁？")
    count: WholeNumber = ask("几个？")
    card: Reviewed = review("请核对。", {Reviewed.SEND: "sent", Reviewed.DROP: "done"})
    sent: Sent = perform(send, dict.fromkeys(Sent, "more"))
    more: WholeNumber = ask("几个袋子？", label="袋子")
    color: Fruit = choose("什么颜色？")
    done = end("好。", silent=True)


async def test_a_performed_effect_is_kept_with_its_result() -> None:
    """What was done is stored as done, and what was sent is sealed."""
    stand = await order("张测试", "3", "苹果", "确认")
    given = stand.store.turns[-1].conversation.runs[0].given
    assert (given["sent"].origin, given["sent"].value) == (Origin.DONE, "ACCEPTED")
    assert all(given[name].sealed for name in ("name", "count", "fruit", "card"))


async def test_cancelling_after_an_effect_says_that_it_stays() -> None:
    """取消 does not undo what was sent, and says so."""
    stand = await order("张测试", "3", "苹果", "确认", "取消")
    assert "之前已经提交出去的不受影响" in stand.text
