"""Cards and barriers: what was decided is decided anew before it is sent, and what was confirmed is what was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.engine.checks import WholeNumber
from bot.engine.choice import Reviewed, Sent
from bot.engine.dialog import Dialog
from bot.engine.messages import Candidate, Decision, Heard
from bot.engine.settling import NotDone
from bot.engine.steps import ask, decide, end, perform, review
from tests.engine.small import Bureau, Opening, Person, Window, raising, window
from tests.engine.stand import SmallKnowledge, Stand

bureau = Bureau()


@pytest.fixture(autouse=True)
def fresh_bureau() -> None:
    bureau.answers, bureau.requests = (lambda: Sent.ACCEPTED), []


async def count_off(request: str, count: int) -> Sent:
    return bureau.take(request, str(count))


async def count_none(request: str) -> Sent:
    return bureau.take(request, "")


class Slow(Dialog):
    """Decides first, asks then, and sends whatever was decided."""

    key, title = "slow", "慢慢办"

    window: Window = decide(window, {Window.OPEN: "count", Window.PAUSED: "count"})
    count: WholeNumber = ask("几个？", label="几个")
    card: Reviewed = review("{{ count }}个，{{ window }}，请核对。", {Reviewed.SEND: "sent", Reviewed.DROP: "dropped"})
    sent: Sent = perform(count_off, dict.fromkeys(Sent, "done"))
    done = end("{{ sent }}。", silent=True)
    dropped = end("没有提交。", silent=True)


def in_a_week(today: date) -> Opening:
    return Opening(Window.OPEN, date.fromordinal(today.toordinal() + 7))


class Moving(Dialog):
    """A decision whose detail moves with the day."""

    key, title = "moving", "改期"

    when: Window = decide(in_a_week, {Window.OPEN: "count", Window.PAUSED: "count"})
    count: WholeNumber = ask("几个？")
    card: Reviewed = review("{{ reopens_on }}？", {Reviewed.SEND: "done", Reviewed.DROP: "done"})
    done = end("好。", silent=True)


class Twice(Dialog):
    """Decides, sends, and sends again without a card of its own."""

    key, title = "twice", "办两次"

    window: Window = decide(window, {Window.OPEN: "card", Window.PAUSED: "paused"})
    card: Reviewed = review("请核对。", {Reviewed.SEND: "first", Reviewed.DROP: "paused"})
    first: Sent = perform(count_none, dict.fromkeys(Sent, "count"))
    count: WholeNumber = ask("还要几个？", label="还要")
    again: Sent = perform(count_off, dict.fromkeys(Sent, "done"))
    done = end("{{ window }}，{{ again }}。", silent=True)
    paused = end("暂停。", silent=True)


class Today(Dialog):
    """A card that reads the day."""

    key, title = "today_card", "今天办"

    count: WholeNumber = ask("几个？", label="几个")
    card: Reviewed = review("时间为{{ today }}。", {Reviewed.SEND: "sent", Reviewed.DROP: "dropped"})
    sent: Sent = perform(count_off, dict.fromkeys(Sent, "more"))
    more: WholeNumber = ask("还要几个？", label="还要")
    again: Reviewed = review("再次核对，{{ today }}。", {Reviewed.SEND: "sent_again", Reviewed.DROP: "dropped"})
    sent_again: Sent = perform(count_off, dict.fromkeys(Sent, "done"))
    done = end("{{ sent_again }}。", silent=True)
    dropped = end("没有提交。", silent=True)


async def test_a_rule_is_asked_again_before_the_card() -> None:
    """What was decided days ago is decided anew, the change is told, and the way is the new one."""
    stand = Stand([Slow, Person])
    await stand.start(Slow)
    stand.clock.forward(days=7)
    await stand.say("3")
    assert stand.replies[-1].messages == (
        "请注意，按今天的规定，判断结果有变化：原来是“可以办”，现在是“暂停”。",
        "3个，暂停，请核对。\n· 几个：3\n要改哪一项，回复“修改”加那一项的名字，例如“修改 几个”。",
    )


async def test_a_rule_is_asked_again_before_sending_and_the_old_confirmation_does_not_count() -> None:
    """Between the card and its confirmation the parameters changed: the card is shown again, nothing is sent."""
    stand = Stand([Slow, Person])
    await stand.start(Slow)
    await stand.say("3")
    stand.stamp = "law-2"
    reply = await stand.say("确认")
    assert "原来是“可以办”，现在是“暂停”" in stand.text
    assert (reply.step, bureau.requests) == ("card", [])
    await stand.say("确认")
    assert len(bureau.requests) == 1


async def test_a_changed_detail_of_a_decision_is_told() -> None:
    """Where the outcome stays and what goes with it moves, the difference is told."""
    stand = Stand([Moving, Person])
    await stand.start(Moving)
    stand.clock.forward(days=1)
    await stand.say("3")
    assert "原来是“2026年11月27日”，现在是“2026年11月28日”" in stand.text


async def test_an_unchanged_decision_is_not_mentioned() -> None:
    """Evaluated anew with the same result, a rule says nothing."""
    stand = Stand([Slow, Person])
    await stand.start(Slow)
    stand.clock.forward(days=1)
    await stand.say("3")
    assert "判断结果有变化" not in stand.text


async def test_the_day_and_stamp_of_a_decision_are_kept() -> None:
    """A stored decision names the day and the parameters' version that it rests on."""
    stand = Stand([Slow, Person])
    await stand.start(Slow)
    given = stand.store.turns[-1].conversation.runs[0].given["window"]
    assert (given.value, given.day, given.stamp) == ("OPEN", date(2026, 11, 20), "law-1")


async def test_what_was_decided_before_an_effect_stays_decided() -> None:
    """The parameters changed after the first effect: the second one does not ask the old rule again."""
    stand = Stand([Twice, Person])
    await stand.start(Twice)
    await stand.say("确认")
    stand.stamp = "law-2"
    await stand.say("4")
    assert (stand.text, len(bureau.requests)) == ("可以办，已受理。", 2)


async def test_an_outage_without_a_card_leaves_the_effect_to_be_tried_again() -> None:
    """Nothing was sent; the card of the first effect stays confirmed, and the next message tries again."""
    stand = Stand([Twice, Person])
    await stand.start(Twice)
    await stand.say("确认")
    bureau.answers = raising(NotDone())
    reply = await stand.say("4")
    assert (len(reply.messages), reply.messages[0][:10], reply.step) == (1, "现在连不上经办系统，", "again")
    bureau.answers = lambda: Sent.ACCEPTED
    await stand.say("继续")
    assert stand.text == "可以办，已受理。"


async def test_a_card_that_changed_overnight_is_shown_again() -> None:
    """The card was shown with yesterday's day: confirming it today shows today's, and sends nothing."""
    stand = Stand([Today, Person])
    stand.clock.forward(hours=14, minutes=59)
    await stand.start(Today)
    await stand.say("3")
    stand.clock.forward(minutes=2)
    reply = await stand.say("确认")
    assert ("时间为2026年11月21日。" in stand.text, reply.step, bureau.requests) == (True, "card", [])
    await stand.say("确认")
    assert len(bureau.requests) == 1


async def test_the_old_button_of_a_changed_card_does_not_confirm() -> None:
    """After a modification the button under the first card shows the new card again."""
    stand = Stand([Today, Person])
    await stand.start(Today)
    old = (await stand.say("3")).options[0]
    await stand.say("修改 1")
    await stand.say("4")
    reply = await stand.send(choice=old.id)
    assert ("· 几个：4" in stand.text, reply.step, bureau.requests) == (True, "card", [])
    await stand.pick("确认提交")
    assert [what for _, what in bureau.requests] == ["4"]


async def test_a_second_effect_is_a_second_request() -> None:
    """Each effect of a run has a request id of its own, and the first card stays confirmed the next day."""
    stand = Stand([Today, Person])
    await stand.start(Today)
    for said in ("3", "确认"):
        await stand.say(said)
    stand.clock.forward(hours=24)
    for said in ("继续", "4", "确认"):
        await stand.say(said)
    assert [what for _, what in bureau.requests] == ["3", "3"]
    assert len({request for request, _ in bureau.requests}) == 2


async def test_an_outage_at_the_second_effect_does_not_reopen_the_first() -> None:
    """What was sent before stays a barrier; only the card after it is shown again."""
    stand = Stand([Today, Person])
    await stand.start(Today)
    for said in ("3", "确认", "4"):
        await stand.say(said)
    bureau.answers = raising(NotDone())
    assert (await stand.say("确认")).step == "again"
    await stand.say("修改 1")
    assert "不能退回去改" in stand.text


async def test_a_card_that_was_just_seen_is_not_shown_again_after_a_side_question() -> None:
    """It can still be confirmed, and looked at again; one that changed meanwhile is shown whole."""
    stand = Stand([Today, Person])
    await stand.start(Today)
    await stand.say("3")
    assert "· 几个：3" in stand.text
    await stand.say("谢谢")
    assert "1. 几个" not in stand.text and "上面的核对单没有变" in stand.text
    await stand.pick("再看一遍核对单")
    assert "· 几个：3" in stand.text
    await stand.say("谢谢")
    assert bureau.requests == []
    await stand.pick("确认提交")
    assert [what for _, what in bureau.requests] == ["3"]


@pytest.mark.parametrize("said", ["1", "确认提交"])
async def test_nothing_confirms_a_card_that_was_shown_elsewhere(said: str) -> None:
    """The card was made in another chat: here it is shown first, and then it can be confirmed."""
    stand = Stand([Slow])
    await stand.start(Slow)
    await stand.say("3")
    reply = await stand.say(said, private=False)
    assert (reply.step, bureau.requests) == ("card", []) and "· 几个：3" in stand.text
    await stand.say(said, private=False)
    assert len(bureau.requests) == 1


class AsksBack(SmallKnowledge):
    """Asks back about everything."""

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = "") -> Heard:
        return Heard(Decision.CLARIFY, ("哪一样？",), choices=(Candidate("moving", "搬家", 0.5),))


async def test_the_card_s_options_are_no_answers_to_another_question() -> None:
    """Where something is asked back at the card, a number means one of that question's answers, and sends nothing."""
    stand = Stand([Slow], knowledge=AsksBack())
    await stand.start(Slow)
    await stand.say("3")
    await stand.say("这个好像怪怪的")
    assert stand.labels == ["搬家", "再看一遍核对单"]
    await stand.say("1")
    assert bureau.requests == [] and "关于搬家的回答。" in stand.text


class AsksOn(SmallKnowledge):
    """Takes everything for asking on about the weather."""

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = "") -> Heard:
        return replace(self.tell("weather", today), leans=True)


async def test_a_correction_is_not_taken_for_asking_on() -> None:
    """What asks nothing is about the open question, whatever was answered before it; a question is not."""
    stand = Stand([Slow], knowledge=AsksOn())
    await stand.start(Slow)
    await stand.say("他叫张测试不叫别的")
    assert "关于天气的回答。" not in stand.text and stand.replies[-1].step == "count"
    await stand.say("那雨天怎么办？")
    assert "关于天气的回答。" in stand.text


@pytest.mark.parametrize("said", ["第1项", "第一个", "1？", "①", "一", "1、", "1号"])
async def test_a_number_that_may_mean_a_line_or_asks_sends_nothing(said: str) -> None:
    """It is told what to say; the bare number of the option sends."""
    stand = Stand([Slow])
    await stand.start(Slow)
    await stand.say("3")
    reply = await stand.say(said)
    assert (reply.step, bureau.requests) == ("card", []) and "没有当作“确认提交”" in stand.text
    await stand.say("1")
    assert len(bureau.requests) == 1
