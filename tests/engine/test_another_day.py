"""What a rule decided holds for the day and the parameters that it decided under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.engine.choice import Choice, YesNo
from bot.engine.dialog import Dialog
from bot.engine.drawing import reading_copy
from bot.engine.messages import Offer
from bot.engine.steps import choose, decide, end, tell
from tests.engine.small import Fruit, Person
from tests.engine.stand import Stand


class Gate(Choice):
    """Whether the gate is open."""

    OPEN = "开着"
    SHUT = "关着"


@dataclass(frozen=True, slots=True)
class Watched:
    """The gate on a day, told in a sentence of its own."""

    outcome: Gate
    porter: str = ""

    def __str__(self) -> str:
        return f"门{self.outcome}，找{self.porter}"


def gate_on(today: date, stamp: str) -> Watched:
    return Watched(Gate.OPEN if today.day < 22 else Gate.SHUT, "老张" if stamp == "law-1" else "老李")


class Entering(Dialog):
    """A rule that reads the day, and a question after it."""

    key, title = "entering", "进门"

    alone: YesNo = choose("一个人吗？")
    gate: Watched = decide(gate_on, {Gate.OPEN: "walk_in", Gate.SHUT: "ring"})
    walk_in = tell("请进。", then="coat")
    ring = tell("请按铃。", then="coat")
    coat: YesNo = choose("要存衣服吗？", {YesNo.YES: "kept", YesNo.NO: "come_back"})
    kept = end("存好了，{{ gate.outcome }}。", silent=True)
    come_back = end("想好了再来。", pause=True)


@dataclass(frozen=True, slots=True)
class Noted:
    """A day that is noted, but not worth a word."""

    outcome: Gate
    day: int = 0

    def __str__(self) -> str:
        return str(self.outcome)


def noted_on(today: date) -> Noted:
    return Noted(Gate.OPEN, today.day)


class Quiet(Dialog):
    """A rule whose result tells only its outcome."""

    key, title = "quiet", "记一笔"

    noted: Noted = decide(noted_on, {Gate.OPEN: "enter", Gate.SHUT: "enter"})
    enter: YesNo = choose("进去吗？")
    done = end("{{ day }}日进去了。", silent=True)


async def entering(*said: str) -> Stand:
    stand = Stand([Entering, Person])
    await stand.start(Entering)
    for text in said:
        await stand.say(text)
    return stand


CHANGE = "请注意，按今天的规定，判断结果有变化：原来是“门开着，找老张”，现在是“门关着，找老张”。"


async def test_on_another_day_the_rule_decides_again_and_the_change_is_told() -> None:
    """Two days later the question is asked on the way that is right now, and what changed is said."""
    stand = await entering("是")
    stand.clock.forward(days=2)
    reply = await stand.say("继续")
    assert reply.messages == (CHANGE, "请按铃。", "要存衣服吗？")
    assert (await stand.say("是")).messages == ("存好了，关着。",)


async def test_an_answer_given_days_later_is_followed_by_what_holds_now() -> None:
    """Who answers without a word of return is told the change all the same."""
    stand = await entering("是")
    stand.clock.forward(days=2)
    await stand.say("是")
    assert CHANGE in stand.text
    assert "存好了，关着。" in stand.text


async def test_the_same_answer_after_a_pause_does_not_bring_back_the_old_result() -> None:
    """Coming back from a pause and answering as before leads where today leads."""
    stand = await entering("是", "否")
    stand.clock.forward(days=2)
    await stand.say("继续")
    await stand.say("是")
    assert "存好了，关着。" in stand.text


async def test_other_parameters_are_a_reason_to_decide_again() -> None:
    """A change of the parameters is told, also where only a detail differs."""
    stand = await entering("是")
    stand.stamp = "law-2"
    await stand.say("天气")
    assert "现在是“门开着，找老李”" in stand.text


async def test_a_change_that_is_not_worth_a_word_is_made_silently() -> None:
    """A result that says the same of itself as before is taken over without bothering the person."""
    stand = Stand([Quiet, Person])
    await stand.start(Quiet)
    stand.clock.forward(days=2)
    await stand.say("继续")
    assert stand.replies[-1].messages == ("进去吗？",)
    assert (await stand.say("是")).messages == ("22日进去了。",)


async def test_where_nothing_changed_nothing_is_said_of_it() -> None:
    """A day later, with the same result, the person is not bothered."""
    stand = await entering("是")
    stand.clock.forward(days=1)
    assert (await stand.say("继续")).messages == ("要存衣服吗？",)


def what_next(fruit: Fruit, colour: YesNo) -> tuple[str | Offer, ...]:
    again = Offer("picking", {"fruit": fruit.name}, "同样的再来一个")
    return (again, Offer("person"), "weather", "gone") if colour is YesNo.YES else ()


class Picking(Dialog):
    """A question that an earlier message may answer, and a closing that leads on."""

    key, title = "picking", "挑水果"

    fruit: Fruit = choose("要什么水果？", {Fruit.APPLE: "colour", Fruit.BANANA: "size", Fruit.CHERRY: "sweet"})
    colour: YesNo = choose("要红的吗？", early=True, then="done")
    size: YesNo = choose("要大的吗？", then="plain")
    sweet: YesNo = choose("要甜的吗？", early=True, then="plain")
    done = end("给您。", offers=what_next)
    plain = end("给您。", silent=True)


async def picking(text: str) -> Stand:
    stand = Stand([Picking, Person])
    stand.knowledge.topics = {**stand.knowledge.topics, "走了": "gone"}
    stand.knowledge.offers = {"gone": Offer("person")}
    await stand.start(Picking)
    await stand.say(text)
    return stand


async def test_a_message_may_answer_the_next_question_early() -> None:
    """What is said along is taken where the question allows it, and said back."""
    stand = await picking("苹果，可以")
    assert stand.replies[-1].messages[:2] == ("已记下：要红的吗：是。", "给您。")


async def test_a_question_that_does_not_allow_it_is_asked() -> None:
    """The same words answer no question that was not asked, unless it allows that."""
    stand = await picking("香蕉，可以")
    assert stand.replies[-1].messages == ("要大的吗？",)


async def test_nothing_said_along_is_nothing_taken() -> None:
    """A bare answer leaves the next question to be asked, and so does a denied word."""
    assert (await picking("樱桃")).replies[-1].messages == ("要甜的吗？",)
    assert (await picking("樱桃，不可以")).replies[-1].messages == ("要甜的吗？",)


async def test_a_closing_offers_dialogs_and_topics() -> None:
    """An offer has its own label or the dialog's title; a topic with a dialog is offered as that, and only once."""
    stand = await picking("苹果，可以")
    assert stand.labels[:3] == ["同样的再来一个", "一步步带我办：找人帮忙", "天气"]
    assert sum("找人帮忙" in label for label in stand.labels) == 1
    assert (await stand.pick("同样的")).messages == ("要红的吗？",)


def test_the_reading_copy_says_what_is_early_and_what_is_offered() -> None:
    """Whoever reads the copy learns that a question may be passed, and what the closing leads on to."""
    copy = reading_copy(Picking)
    assert copy.count("前一句话里已经说到的，就不再问") == 2
    assert "- 接着可以：`what_next`" in copy


async def test_what_is_offered_may_be_nothing() -> None:
    """A closing whose function gives no offers ends like any other."""
    stand = await picking("苹果")
    await stand.say("不要")
    assert stand.labels[0] == "不用了，解决了"
