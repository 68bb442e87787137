"""Understanding a message: options in any writing, several facts, questions in the middle, slips and misses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

import pytest

from bot.engine.checks import Day, Found, FreeText, Money, Name, Slip, Text, WholeNumber
from bot.engine.choice import Choice, YesNo
from bot.engine.dialog import Dialog
from bot.engine.messages import Candidate, Decision, Heard, Offer
from bot.engine.steps import ask, choose, end
from tests.engine.small import Fruit, Person
from tests.engine.stand import SmallKnowledge, Stand


@dataclass(frozen=True)
class TicketNumber:
    """A number of strict form: T and five digits."""

    label: str = "票号"
    example: str = "T12345"
    strict: bool = True
    greedy: bool = False

    def parse(self, text: str, today: date) -> str:
        value = text.strip().upper()
        if len(value) != 6 or value[0] != "T" or not value[1:].isdecimal():
            raise Slip("票号是T加五位数字。", near=value.startswith("T"))
        return value

    def find(self, text: str, today: date) -> Iterator[Found]:
        place = text.upper().find("T")
        number = text[place + 1 : place + 6]
        if place >= 0 and len(number) == 5 and number.isdecimal():
            yield Found(f"T{number}", place, place + 6)

    def show(self, value: object, private: bool) -> str:
        return str(value) if private else f"{str(value)[:2]}****"


Ticket = Annotated[str, TicketNumber()]


def not_new_year(first: date) -> str | None:
    return "元旦不开门。" if (first.month, first.day) == (1, 1) else None


def not_before(last: date, first: date) -> str | None:
    return "离开不能早于到达。" if last < first else None


class Stay(Dialog):
    """Asks for facts that may come together."""

    key, title, topic = "stay", "住店", "hotel.stay"

    name: Name = ask("谁来住？")
    ticket: Ticket = ask("票号？")
    first: Day = ask("哪天到？", label="到达日期", cues=("到", "入住"), check=not_new_year)
    last: Day = ask("哪天走？", label="离开日期", cues=("走", "离开"), check=not_before)
    price: Money = ask("每晚多少钱？")
    fruit: Fruit = choose("要什么水果？")
    alone: YesNo = choose("一个人吗？")
    remark: FreeText = ask("还有什么要说的？")
    done = end("{{ name }}，{{ first }}到{{ last }}，{{ price }}元，{{ fruit }}，{{ alone }}。", silent=True)


async def stay(*said: str) -> Stand:
    stand = Stand([Stay, Person])
    await stand.start(Stay)
    for text in said:
        await stand.say(text)
    return stand


def answers(stand: Stand) -> set[str]:
    """What is answered so far."""
    return set(stand.store.turns[-1].conversation.runs[0].given)


async def test_several_facts_in_one_message_fill_several_steps() -> None:
    """Name, number and a day with its cue in one line are all noted, and said back."""
    stand = await stay()
    reply = await stand.say("张测试，票号T12345，3月1日入住")
    assert reply.messages[0] == "已记下：姓名：张测试；票号：T12345；到达日期：2026年3月1日。"
    assert reply.step == "last"


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("3月1日到，3月5日走", {"first", "last"}),
        ("T12345，姓名张测试", {"name", "ticket"}),
        ("我叫张测试 T12345 每晚300元", {"name", "ticket", "price"}),
        ("3月5日离开，T12345，张测试，要樱桃的那种", {"name", "ticket"}),
        ("张测试，T12345，水果要红富士", {"name", "ticket", "fruit"}),
        ("张测试，T12345，不要红富士", {"name", "ticket"}),
        ("你好，T12345，3月1日入住", {"ticket", "first"}),
        ("票号T12345，张测试", {"name", "ticket"}),
        ("姓名张测试身份证T12345", {"name", "ticket"}),
        ("入住2026-03-01，T12345", {"ticket", "first"}),
    ],
)
async def test_facts_go_where_they_belong(said: str, given: set[str]) -> None:
    """Values are told apart by form and by the words beside them, in any order."""
    stand = await stay(said)
    assert answers(stand) == given


@pytest.mark.parametrize(
    "said",
    [
        "3月1日到，3月5日走",
        "3月5日走，3月1日到",
        "3月5日走的，到是3月1日",
        "我3月1日到 3月5日",
        "3月5日，入住3月1日",
        "3.5走,3.1到",
        "3月1日入住，3月5日离开，可以吗？",
    ],
)
async def test_a_value_goes_to_the_step_whose_words_stand_nearest(said: str) -> None:
    """Two days in one message, in any order; the one that is left goes to the step that is left."""
    stand = await stay("张测试", "T12345", said)
    given = stand.store.turns[-1].conversation.runs[0].given
    assert (given["first"].value, given["last"].value) == ("2026-03-01", "2026-03-05")


async def test_a_name_ends_where_another_fact_begins() -> None:
    """What stands directly behind a name is no part of it."""
    stand = await stay("姓名张测试身份证T12345")
    assert "姓名：张测试；" in stand.text


async def test_two_days_without_cues_are_not_guessed() -> None:
    """Where it is not said which day is which, neither is taken."""
    stand = await stay("张测试，T12345，3月1日，3月5日")
    assert answers(stand) == {"name", "ticket"}


async def test_facts_come_together_at_a_step_of_strict_form_too() -> None:
    """Where the open step is a day, other facts in the message are not lost."""
    stand = await stay("张测试", "T12345")
    assert (await stand.say("3月1日到，3月5日走，每晚300元")).step == "fruit"


async def test_a_fact_is_checked_like_an_answer() -> None:
    """A value rule refuses a fact, too, while the others are noted."""
    stand = await stay()
    reply = await stand.say("张测试，T12345，1月1日入住")
    assert reply.messages == ("已记下：姓名：张测试；票号：T12345。", "元旦不开门。", "哪天到？")
    reply = await stand.say("3月5日到，3月1日走")
    assert (reply.step, reply.messages[:2]) == ("last", ("已记下：到达日期：2026年3月5日。", "离开不能早于到达。"))


async def test_a_fact_whose_rule_cannot_be_asked_yet_is_asked_for_later() -> None:
    """A departure before the arrival is known is not taken unchecked."""
    stand = await stay("张测试，T12345，3月1日走")
    assert "last" not in answers(stand)


async def test_a_fact_is_not_noted_from_a_question() -> None:
    """A question that holds a value is a question."""
    stand = await stay("张测试", "T12345")
    reply = await stand.say("3月1日的天气怎么样？")
    assert (reply.messages[0], reply.step) == ("关于天气的回答。", "first")


async def test_in_a_group_chat_facts_are_said_back_masked() -> None:
    """What others could read is masked."""
    stand = await stay()
    reply = await stand.say("张测试，T12345", private=False)
    assert reply.messages[0] == "已记下：姓名：张**；票号：T1****。"


async def choosing() -> Stand:
    return await stay("张测试", "T12345", "3月1日", "3月5日", "300")


@pytest.mark.parametrize(
    "said",
    ["3", "３", "③", "3.", "第3个", "第三个", "第三项", "三", "选3", "我选3", "樱桃", " 樱 桃 ", "樱桃。", "要樱桃"],
)
async def test_an_option_is_chosen_in_any_writing(said: str) -> None:
    """By number in any form, by its label, or by a clear part of it."""
    stand = await choosing()
    reply = await stand.say(said)
    assert reply.step == "alone"


@pytest.mark.parametrize("said", ["0", "4", "99", "第九个", "苹果和樱桃", "不要樱桃", "没有香蕉", "桃"])
async def test_what_is_no_clear_option_is_not_taken(said: str) -> None:
    """Numbers beyond the list, two options at once, a denied one and too small a part leave the question open."""
    stand = await choosing()
    assert (await stand.say(said)).step == "fruit"


@pytest.mark.parametrize(("said", "shown"), [("红的", "苹果"), ("弯的", "香蕉")])
async def test_another_wording_means_the_option(said: str, shown: str) -> None:
    """An option may have further wordings; it is shown by its label."""
    stand = await choosing()
    await stand.say(said)
    await stand.say("进度")
    assert f"· 要什么水果：{shown}" in stand.text


@pytest.mark.parametrize(
    ("said", "shown"),
    [("可以", "是"), ("是的", "是"), ("不可以", None), ("不是的", "否"), ("不行", "否"), ("没有", "否")],
)
async def test_a_denied_yes_is_no_yes(said: str, shown: str | None) -> None:
    """“不可以” does not pass for “可以”."""
    stand = await choosing()
    await stand.say("樱桃")
    await stand.say(said)
    await stand.say("进度")
    assert ("· 一个人吗：" in stand.text) == (shown is not None)
    assert shown is None or f"· 一个人吗：{shown}" in stand.text


async def test_a_question_in_the_middle_is_answered_and_the_step_repeated() -> None:
    """Nothing is lost by asking something else, at whatever step."""
    for said in ((), ("张测试",), ("张测试", "T12345")):
        stand = await stay(*said)
        before = stand.replies[-1]
        reply = await stand.say("现在天气怎么样？")
        assert reply.messages == ("关于天气的回答。", before.messages[-1])
        assert (reply.step, reply.topic, reply.decision) == (before.step, "weather", Decision.ANSWER)


async def test_a_question_in_the_middle_may_offer_another_procedure() -> None:
    """What the answer offers comes after the options of the open step."""
    stand = await choosing()
    stand.dialogs.insert(1, Moving)
    stand.knowledge.offers = {"moving": Offer("moving", {"count": "5"})}
    await stand.say("怎么搬家？")
    assert stand.labels == ["苹果", "香蕉", "樱桃", "一步步带我办：搬家"]
    reply = await stand.say("4")
    assert (reply.messages, reply.step) == (("“住店”先放着，办完这件再接着办。", "哪天搬？"), "when")


class Moving(Dialog):
    """Another procedure, which may begin with an answer."""

    key, title = "moving", "搬家"

    count: WholeNumber = ask("几件？")
    when: Day = ask("哪天搬？")
    done = end("好。")


async def test_smalltalk_is_no_name() -> None:
    """“你好” would pass for a name, and is not taken for one."""
    stand = await stay()
    reply = await stand.say("你好")
    assert (reply.messages, reply.step) == (("不客气。", "谁来住？"), "name")


async def test_an_unknown_question_is_no_name() -> None:
    """A text put as a question is not taken for a name, even where nobody knows the answer."""
    stand = await stay()
    assert (await stand.say("什么叫住店")).step == "name"


async def test_a_slip_is_explained_and_after_three_there_is_an_example() -> None:
    """An invalid value says what is wrong each time; the third time with an example, and a right one starts over."""
    stand = await stay("张测试")
    for n in (1, 2):
        reply = await stand.say("T12")
        assert reply.messages == ("票号是T加五位数字。", "票号？"), n
    reply = await stand.say("T12")
    assert reply.messages == ("票号是T加五位数字。", "要写成这样：T12345", "票号？")
    await stand.say("T12345")
    assert (await stand.say("13月1日")).messages[0] == "日历上没有“13月1日”这一天，请核对后再发。"
    assert "可以照这个样子写" not in stand.text


async def test_two_misses_offer_the_nearest_topics_and_three_a_person() -> None:
    """Not understood: first say so, then the nearest topics, then a person as well."""
    stand = Stand([Stay, Person])
    await stand.say("嗯嗯啊啊")
    missed = stand.store.turns[-1].unanswered
    assert (stand.labels, missed and missed.question.text) == ([], "嗯嗯啊啊")
    await stand.say("哦哦啊啊")
    assert (stand.labels, "您要问的是不是下面哪一项" in stand.text) == (["天气", "搬家"], True)
    await stand.say("呃呃啊啊")
    assert stand.labels == ["转人工", "天气", "搬家"]
    await stand.pick("搬家")
    assert "关于搬家的回答。" in stand.text


async def test_misses_are_counted_in_a_row() -> None:
    """Anything understood in between starts the count anew."""
    stand = Stand([Stay, Person])
    for said in ("嗯嗯啊啊", "天气", "哦哦啊啊"):
        await stand.say(said)
    assert stand.labels == []


async def test_misses_count_within_a_procedure_too() -> None:
    """At an open step the nearest topics come after the step's own options."""
    stand = await choosing()
    for said in ("嗯嗯啊啊", "哦哦啊啊"):
        await stand.say(said)
    assert stand.labels == ["苹果", "香蕉", "樱桃", "天气", "搬家"]


async def test_a_question_that_stands_is_not_asked_again_in_full() -> None:
    """What matches no option is told in one line over the options; the second time the nearest topics are named."""
    stand = await choosing()
    asked = stand.text
    assert (await stand.say("嗯嗯啊啊")).messages == (
        "没看懂您说的是下面哪一项。请选一项，例如“苹果”；都不是，就换个说法。",
    )
    assert stand.labels == ["苹果", "香蕉", "樱桃"]
    assert (await stand.say("哦哦啊啊")).messages == ("您要问的是不是下面哪一项？是就选它，不是就换个说法。",)
    assert (await stand.say("天气怎么样")).messages[-1] == asked.splitlines()[-1]
    assert (await stand.say("3")).step == "alone"


class WhatToWear(Dialog):
    """Goes with the topic of the weather."""

    key, title, topic = "what_to_wear", "穿什么", "weather"

    fruit: Fruit = choose("要哪一种？")
    done = end("好。", silent=True)


class Guessing(SmallKnowledge):
    """Asks back what a vague word means."""

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = "") -> Heard:
        if text == "那个事":
            both = tuple(Candidate(topic, word, 0.5) for word, topic in self.topics.items())
            return Heard(Decision.CLARIFY, ("您想问的是哪一类？",), both, choices=both)
        return super().hear(text, today, last_topic, lean)


async def test_the_topic_that_led_to_a_question_is_not_told_over_it() -> None:
    """Whoever asks the same once more did not understand the question: the options are named, not the whole answer."""
    stand = Stand([WhatToWear, Person])
    await stand.say("天气怎么样")
    await stand.start(WhatToWear)
    reply = await stand.say("天气到底怎么样")
    assert (reply.decision, len(reply.messages)) == (Decision.NOT_UNDERSTOOD, 1)
    assert "例如“苹果”" in stand.text and "关于天气的回答" not in stand.text
    assert stand.labels == ["苹果", "香蕉", "樱桃"]


async def test_the_topic_of_a_dialog_is_told_within_it_once() -> None:
    """Where it was not told before, it is told, and the question asked again after it."""
    stand = Stand([WhatToWear, Person])
    await stand.start(WhatToWear)
    assert (await stand.say("天气怎么样")).messages == ("关于天气的回答。", "要哪一种？")


async def test_asking_back_leaves_the_question_standing() -> None:
    """What may have been meant is offered beside the options, without the matter that is under way."""
    stand = Stand([WhatToWear, Person], knowledge=Guessing())
    await stand.start(WhatToWear)
    assert (await stand.say("那个事")).messages == ("您想问的是哪一类？",)
    assert stand.labels == ["苹果", "香蕉", "樱桃", "搬家"]


class Pasted(Dialog):
    """Takes whatever is pasted."""

    key, title = "pasted", "报错"

    message: Annotated[str, Text(greedy=True)] = ask("页面上说什么？")
    done = end("收到：{{ message }}", silent=True)


@pytest.mark.parametrize("said", ["天气怎么样？", "修改失败", "改 名称", "你好", "确认提交失败，请重试？", "3"])
async def test_a_greedy_step_takes_whatever_is_typed(said: str) -> None:
    """Where a pasted message is wanted, even what looks like a question or a correction is it."""
    stand = Stand([Pasted, Person])
    await stand.start(Pasted)
    await stand.say(said)
    assert stand.text == f"收到：{said}"


async def test_after_an_answer_whether_it_helped_can_be_typed() -> None:
    """“不用了” and “需要” to the question whether 12333 is still needed are understood."""
    for said, reply in (("不需要", "太好了"), ("好了", "太好了"), ("需要", "抱歉没帮上"), ("还没解决", "抱歉没帮上")):
        stand = Stand([Stay, Person])
        await stand.say("天气")
        await stand.say(said)
        assert stand.text.startswith(reply), said


async def test_the_first_empty_message_is_greeted() -> None:
    """Who opens the chat and sends nothing is welcomed; later an empty message is said to be one."""
    stand = Stand([Stay, Person])
    await stand.say("")
    assert "我是参保助手" in stand.text
    await stand.say("  \n ")
    assert "没有收到文字" in stand.text


class Wise(SmallKnowledge):
    """Knows a topic that leans on the one before."""

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = ""):  # type: ignore[no-untyped-def]
        return super().hear("天气" if text == "那明天呢" and last_topic == "weather" else text, today, last_topic)


async def test_a_follow_up_leans_on_the_topic_before() -> None:
    """What was answered last is told to the knowledge with the next question."""
    stand = Stand([Stay, Person], knowledge=Wise())
    await stand.say("天气")
    await stand.say("那明天呢")
    assert "关于天气的回答。" in stand.text


async def test_what_an_answer_offers_to_unfold_is_unfolded() -> None:
    """An answer's reasons come when they are asked for, and the open step stays."""

    class Reasoned(SmallKnowledge):
        def tell(self, topic: str, today: date) -> Heard:
            return replace(super().tell(topic, today), more={"why": "为什么？"})

    stand = Stand([Person], knowledge=Reasoned())
    await stand.start(Person)
    step = stand.replies[-1].step
    await stand.say("天气怎么样？")
    assert "为什么？" in stand.labels
    await stand.pick("为什么？")
    assert "更多：why" in stand.text and stand.replies[-1].step == step


class Letter(Choice):
    CAME = "回信来了"
    NOT_YET = "还没来"


class Question(Dialog):
    """One question."""

    key = "question"
    title = "问一句"
    what: FreeText = ask("什么事？")
    done = end("记下了。")


class Errand(Dialog):
    """Something that somebody else must do in between."""

    key = "errand"
    title = "等回信"
    letter: Letter = choose("来了吗？", {Letter.CAME: "done", Letter.NOT_YET: "away"}, label="回信")
    away = end("好，先去忙。", pause=True)
    done = end("办好了。")


async def test_a_pause_comes_back_to_the_question() -> None:
    """Who goes away is not asked whether it helped, and comes back by 继续, or by the answer itself."""
    for said, wanted in (("继续", "来了吗？"), ("回信来了", "办好了。")):
        stand = Stand([Errand, Person])
        await stand.start(Errand)
        await stand.say("还没来")
        assert stand.text == "好，先去忙。" and stand.labels == ["继续"]
        stand.clock.forward(days=3)
        await stand.say(said)
        assert wanted in stand.text


async def test_back_at_the_first_question_leaves_for_what_was_interrupted() -> None:
    """返回 at the first question of a dialog begun in the middle goes back to the other one."""
    stand = Stand([Errand, Question, Person])
    await stand.start(Errand)
    await stand.start(Question)
    await stand.say("返回")
    assert "等回信" in stand.text and stand.replies[-1].dialog == "errand"


async def test_without_anything_open_there_is_something_to_begin_with() -> None:
    """返回, 取消 and 进度 with nothing open offer to take up what was put aside; 重新开始 begins it anew."""
    stand = Stand([Errand, Person])
    await stand.start(Errand)
    await stand.say("取消")
    for said in ("返回", "进度", "取消"):
        await stand.say(said)
        assert stand.labels == ["接着办：等回信"]
    await stand.say("重新开始")
    assert stand.replies[-1].dialog == "errand"


class Lengthy(Dialog):
    """Asks below several lines of what to do."""

    key, title = "lengthy", "办一件事"

    done_so: YesNo = choose("请这样做：\n1. 打开。\n2. 关上。\n好了吗？", {YesNo.YES: "end", YesNo.NO: "end"})
    end = end("好。", silent=True)


async def test_a_long_question_is_only_reminded_of_after_a_side_question() -> None:
    """Its lines stand right above; they come again where something else was between, or one comes back."""
    stand = Stand([Lengthy, Person])
    await stand.start(Lengthy)
    await stand.say("天气怎么样")
    assert stand.replies[-1].messages[-1] == "接着“办一件事”：好了吗？" and stand.labels[:2] == ["是", "否"]
    await stand.say("进度")
    assert "2. 关上。" in stand.text


async def test_a_number_beyond_the_options_is_told_in_one_line() -> None:
    """The question stands above."""
    stand = Stand([Lengthy, Person])
    await stand.start(Lengthy)
    assert (await stand.say("9")).messages == ("没有第9项，下面一共2项。请选一项，或者直接说。",)
    assert stand.labels == ["是", "否"]
