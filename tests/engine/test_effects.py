"""Deciding, reviewing, performing, waiting: what rules say, what is sent, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.engine.checks import FreeText, WholeNumber
from bot.engine.choice import Choice, Reviewed, Sent
from bot.engine.dialog import Dialog
from bot.engine.messages import LateResult
from bot.engine.settling import NotDone
from bot.engine.steps import ask, decide, end, perform, review, tell, wait
from tests.engine.small import Bureau, Opening, Person, Window, opening, raising, window
from tests.engine.stand import Stand

bureau = Bureau()


@pytest.fixture(autouse=True)
def fresh_bureau() -> None:
    bureau.answers, bureau.requests = (lambda: Sent.ACCEPTED), []


class Choosing(Dialog):
    """A rule decides by its Choice, and another by a dataclass."""

    key, title = "choosing", "选路"

    first: Window = decide(window, {Window.OPEN: "second", Window.PAUSED: "closed"})
    second: Window = decide(opening, {Window.OPEN: "open", Window.PAUSED: "closed"})
    open = end("现在{{ first }}。{{ reopens_on }}")
    closed = end("等等再来。", silent=True)


async def test_a_rule_decides_where_to_go_on() -> None:
    """The outcome is the way, and the texts read it by its label."""
    stand = Stand([Choosing, Person])
    await stand.start(Choosing)
    assert stand.replies[-1].messages[0] == "现在可以办。"
    stand.clock.forward(days=7)
    await stand.start(Choosing)
    assert stand.text == "等等再来。"


class Dated(Dialog):
    """A decision whose dataclass result texts read."""

    key, title = "dated", "日期"

    when: Opening = decide(opening, {Window.OPEN: "now", Window.PAUSED: "later"})
    now = end("现在。", silent=True)
    later = end("{{ when.outcome }}，{{ reopens_on }}再来。", silent=True)


async def test_the_fields_of_a_result_are_names_too() -> None:
    """Beside the outcome, a rule's result gives texts its other fields."""
    stand = Stand([Dated, Person])
    stand.clock.forward(days=7)
    await stand.start(Dated)
    assert stand.text == "暂停，2026年12月1日再来。"


@dataclass(frozen=True)
class Receipt:
    """What came back."""

    outcome: Sent
    number: str = ""


async def send(request: str, name: str) -> Receipt:
    sent = bureau.take(request, name)
    return Receipt(sent, "R0001" if sent is Sent.ACCEPTED else "")


class Late(Choice):
    """What comes in the end."""

    PASSED = "通过"
    FAILED = "没通过"


class Filing(Dialog):
    """Everything that an effect can end in."""

    key, title = "filing", "申报"

    name: FreeText = ask("申报什么？")
    window: Window = decide(window, {Window.OPEN: "card", Window.PAUSED: "paused"})
    card: Reviewed = review("现在{{ window }}，请核对。", {Reviewed.SEND: "sent", Reviewed.DROP: "dropped"})
    sent: Sent = perform(
        send,
        {
            Sent.ACCEPTED: "done",
            Sent.REFUSED: "refused",
            Sent.PENDING: "pending",
            Sent.UNKNOWN: "unknown",
            Sent.BY_OPERATOR: "by_operator",
        },
    )
    pending = tell("已提交，等审核。")
    review_result: Late = wait("审核中，请等结果。", {Late.PASSED: "passed", Late.FAILED: "failed"})
    passed = end("{{ name }}审核通过。", silent=True)
    failed = end("{{ name }}没有通过。", silent=True)
    done = end("{{ name }}办好了，编号{{ number }}。", silent=True)
    refused = end("{{ name }}被拒绝。", silent=True)
    unknown = end("还不知道结果，请勿重复提交。", silent=True)
    by_operator = end("请您自己到网厅办。", silent=True)
    paused = end("暂停申报。", silent=True)
    dropped = end("没有提交。", silent=True)


async def at_the_card() -> Stand:
    stand = Stand([Filing, Counting, Person])
    await stand.start(Filing)
    await stand.say("名单")
    return stand


async def test_the_card_shows_every_answer_by_its_name() -> None:
    """The review card says how to change one; it has no numbers but those of its options, one of which sends."""
    stand = await at_the_card()
    told = "要改哪一项，回复“修改”加那一项的名字，例如“修改 申报什么”。"
    assert stand.text == f"现在可以办，请核对。\n· 申报什么：名单\n{told}"
    assert stand.labels == ["确认提交", "不提交"]
    assert bureau.requests == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Sent.ACCEPTED, "名单办好了，编号R0001。"),
        (Sent.REFUSED, "名单被拒绝。"),
        (Sent.UNKNOWN, "还不知道结果，请勿重复提交。"),
        (Sent.BY_OPERATOR, "请您自己到网厅办。"),
    ],
    ids=str,
)
async def test_an_effect_ends_as_the_other_side_says(answer: Sent, said: str) -> None:
    """Each outcome leads to its own step, after one request."""
    bureau.answers = lambda: answer
    stand = await at_the_card()
    await stand.say("确认")
    assert (stand.text, len(bureau.requests)) == (said, 1)


async def test_what_is_dropped_is_not_sent() -> None:
    """The card's other option sends nothing."""
    stand = await at_the_card()
    await stand.say("不提交")
    assert (stand.text, bureau.requests) == ("没有提交。", [])


async def pending() -> tuple[Stand, LateResult]:
    bureau.answers = lambda: Sent.PENDING
    stand = await at_the_card()
    await stand.say("确认")
    run = stand.store.turns[-1].conversation.runs[-1]
    return stand, LateResult(run.id, "review_result", "PASSED")


async def test_a_pending_effect_waits_and_a_late_result_goes_on() -> None:
    """While it waits, other things can be asked; the result goes on from the waiting step."""
    stand, late = await pending()
    assert stand.replies[-1].messages == ("已提交，等审核。", "审核中，请等结果。")
    await stand.say("什么天气")
    assert stand.replies[-1].messages == ("关于天气的回答。", "审核中，请等结果。")
    await stand.late(late)
    assert stand.text == "名单审核通过。"


async def test_a_late_result_comes_days_later_and_once() -> None:
    """Nobody is asked whether to go on; the same result again finds nothing that waits for it."""
    stand, late = await pending()
    stand.clock.forward(days=3)
    await stand.late(late)
    assert stand.text == "名单审核通过。"
    await stand.late(late)
    assert stand.text == "这个结果对应的事项已经不在了。"


async def test_a_late_result_goes_to_the_run_that_waits() -> None:
    """It is told in the middle of something else, which is then offered again."""
    stand, late = await pending()
    await stand.start(Counting)
    await stand.late(late)
    assert stand.replies[-1].messages == ("名单审核通过。",)
    assert stand.labels == ["接着办：数数"]


async def test_a_late_result_for_another_step_changes_nothing() -> None:
    """A result that fits no waiting step leaves the person where they were."""
    stand, late = await pending()
    await stand.start(Counting)
    reply = await stand.late(LateResult(late.run, "name", "PASSED"))
    assert (reply.dialog, reply.messages) == ("counting", ("这个结果对应的事项已经不在了。", "几个？"))


async def test_a_late_result_reaches_what_was_cancelled_meanwhile() -> None:
    """What was sent is still told after 取消."""
    stand, late = await pending()
    await stand.say("取消")
    await stand.late(late)
    assert stand.text == "名单审核通过。"


async def test_waiting_is_a_barrier() -> None:
    """返回 and 修改 do not cross what was sent."""
    stand, _ = await pending()
    for said in ("返回", "修改 1", "修改 申报什么"):
        reply = await stand.say(said)
        assert ("不能退回去改" in stand.text, reply.step) == (True, "review_result")


async def test_waiting_survives_midnight() -> None:
    """A card that reads the day is not shown again once it was sent, nor is a rule asked again."""
    stand, late = await pending()
    stand.stamp = "law-2"
    stand.clock.forward(days=7)
    await stand.late(late)
    assert (stand.text, len(bureau.requests)) == ("名单审核通过。", 1)


class Counting(Dialog):
    """Something else."""

    key, title = "counting", "数数"

    count: WholeNumber = ask("几个？")
    counted = end("{{ count }}个。", silent=True)


async def test_after_an_outage_the_card_is_shown_again_and_nothing_was_sent() -> None:
    """``NotDone`` is told as such; confirming again tries again under the same request id."""
    bureau.answers = raising(NotDone())
    stand = await at_the_card()
    reply = await stand.say("确认")
    assert reply.messages[0].startswith("现在连不上经办系统，这一次什么都没有提交")
    assert (reply.step, stand.labels) == ("card", ["确认提交", "不提交"])
    bureau.answers = lambda: Sent.ACCEPTED
    await stand.say("确认")
    assert stand.text == "名单办好了，编号R0001。"
    assert len({request for request, _ in bureau.requests}) == 1


async def test_an_effect_that_breaks_is_unknown() -> None:
    """Whatever an effect raises, its outcome is unknown until it is known, and is said to be."""
    bureau.answers = raising(RuntimeError("连接断了"))
    stand = await at_the_card()
    await stand.say("确认")
    assert (stand.text, len(bureau.requests)) == ("还不知道结果，请勿重复提交。", 1)


async def silent(request: str, name: str) -> Sent:
    raise TimeoutError


class Straight(Dialog):
    """Performs without a card."""

    key, title = "straight", "直接办"

    name: FreeText = ask("什么？")
    sent: Sent = perform(silent, dict.fromkeys(Sent, "done"))
    done = end("{{ sent }}。", silent=True)


async def test_a_time_limit_is_unknown_too() -> None:
    """An effect that did not answer in time may have happened."""
    stand = Stand([Straight, Person])
    await stand.start(Straight)
    await stand.say("名单")
    assert stand.text == "结果未知。"
