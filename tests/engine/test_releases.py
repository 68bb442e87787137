"""A release in the middle of a conversation: renamed answers, steps that went, came, or take something else now."""

from __future__ import annotations

from bot.engine.checks import FreeText, Name, WholeNumber
from bot.engine.choice import Choice, Reviewed, Sent
from bot.engine.dialog import Dialog, Group
from bot.engine.messages import LateResult
from bot.engine.steps import ask, call, choose, end, gather, perform, review, tell, wait
from tests.engine.small import Person
from tests.engine.stand import Stand


class Fruit(Choice):
    """What there was once."""

    APPLE = "苹果"
    PLUM = "李子"


class FewerFruit(Choice):
    """What is left."""

    APPLE = "红苹果"
    PEAR = "梨"


class First(Dialog):
    """The first version."""

    key, title = "order", "订水果"

    who: Name = ask("谁订？")
    hint = tell("快好了。")
    old_question: FreeText = ask("旧问题？")
    fruit: Fruit = choose("哪种？")
    amount: WholeNumber = ask("几个？")
    remark: FreeText = ask("说明？")
    done = end("{{ who }}：{{ amount }}个{{ fruit }}。", silent=True)


class Second(Dialog):
    """The second one: two answers have other names, a question went, an option went, a label changed."""

    key, title, version = "order", "订水果", 2
    renamed = {2: {"who": "name", "amount": "count"}}

    name: Name = ask("谁订？")
    hint = tell("快好了。")
    fruit: FewerFruit = choose("哪种？")
    count: WholeNumber = ask("几个？")
    remark: FreeText = ask("说明？")
    done = end("{{ name }}：{{ count }}个{{ fruit }}。", silent=True)


class Third(Dialog):
    """The third one: two names changed places, and a question came in between."""

    key, title, version = "order", "订水果", 3
    renamed = {2: {"who": "name", "amount": "count"}, 3: {"name": "remark", "remark": "name"}}

    remark: FreeText = ask("谁订？")
    hint = tell("快好了。")
    address: FreeText = ask("送到哪里？")
    fruit: FewerFruit = choose("哪种？")
    count: WholeNumber = ask("几个？")
    name: FreeText = ask("说明？")
    done = end("{{ remark }}：{{ count }}个{{ fruit }}到{{ address }}，{{ name }}。", silent=True)


class Elsewhere(Dialog):
    """Something else."""

    key, title = "elsewhere", "别的"

    where: FreeText = ask("哪里？")
    done = end("好。", silent=True)


def release(stand: Stand, *dialogs: type[Dialog]) -> None:
    """Puts other dialogs in the house, as a release does."""
    stand.dialogs[:] = [*dialogs, Person]


async def played(*said: str) -> Stand:
    stand = Stand([First, Person])
    await stand.start(First)
    for text in said:
        await stand.say(text)
    return stand


async def test_renamed_answers_keep_their_values() -> None:
    """From version 1 to 2 the person sees nothing of the new names."""
    stand = await played("张测试", "旧答案", "苹果", "3")
    release(stand, Second)
    await stand.say("进度")
    assert "· 姓名：张测试\n· 哪种：红苹果\n· 数量：3" in stand.text


async def test_a_removed_question_is_told_and_not_missed() -> None:
    """An answer that no question asks any more is let go, and the person is told once that steps changed."""
    stand = await played("张测试", "旧答案", "苹果")
    release(stand, Second)
    reply = await stand.say("3")
    assert (reply.messages, reply.step) == (
        ("“订水果”的步骤更新过，有的内容要请您再填一次，抱歉。", "说明？"),
        "remark",
    )
    assert "步骤更新过" not in (await stand.say("帮助")).messages[0]


async def test_a_removed_option_is_asked_again() -> None:
    """Who had chosen what is no more chooses again; the answers after it stay."""
    stand = await played("张测试", "旧答案", "李子", "3")
    release(stand, Second)
    reply = await stand.say("继续")
    assert (reply.step, stand.labels) == ("fruit", ["红苹果", "梨"])
    assert (await stand.say("梨")).step == "remark"


async def test_a_removed_option_that_was_to_be_changed_is_not_offered() -> None:
    """An old value that fits no more is not offered as the old value."""
    stand = await played("张测试", "旧答案", "李子", "返回")
    release(stand, Second)
    await stand.say("继续")
    assert "原来选的是" not in stand.text


async def test_over_two_versions_at_once_names_may_change_places() -> None:
    """A saved version 1 opens in version 3, with every rename on the way."""
    stand = await played("张测试", "旧答案", "苹果", "3")
    release(stand, Third)
    reply = await stand.say("进度")
    assert reply.step == "address"
    await stand.say("院子")
    await stand.say("好的")
    assert stand.text == "张测试：3个红苹果到院子，好的。"


async def test_a_new_question_in_between_is_asked_and_the_rest_kept() -> None:
    """The position is derived: the open step is the first one without an answer."""
    stand = await played("张测试", "旧答案", "苹果", "3")
    release(stand, Second)
    await stand.say("继续")
    release(stand, Third)
    reply = await stand.say("继续")
    assert (reply.step, reply.messages) == ("address", ("送到哪里？",))
    assert (await stand.say("院子")).step == "name"


async def test_what_was_told_under_a_renamed_step_is_not_told_again() -> None:
    """Texts already said are known by their new names, too."""

    class Renamed(Dialog):
        """The hint has another name."""

        key, title, version = "order", "订水果", 2
        renamed = {2: {"hint": "notice"}}

        who: Name = ask("谁订？")
        notice = tell("快好了。")
        old_question: FreeText = ask("旧问题？")
        done = end("好。", silent=True)

    stand = await played("张测试")
    release(stand, Renamed)
    assert (await stand.say("天气呢？")).messages == ("关于天气的回答。", "旧问题？")


async def test_an_answer_kept_ready_is_renamed_too() -> None:
    """What 返回 keeps ready is found under the new name."""
    stand = await played("张测试", "返回")
    release(stand, Second)
    await stand.say("继续")
    assert stand.labels == ["保留原来的：张测试"]


async def test_a_removed_dialog_is_told_once() -> None:
    """A procedure that is no more is said to be gone; what waited behind it goes on."""
    stand = await played("张测试")
    stand.dialogs.insert(1, Elsewhere)
    await stand.start(Elsewhere)
    release(stand, First)
    reply = await stand.say("继续")
    assert (reply.messages, reply.step) == (
        ("您之前在办的一个流程已经下线，请重新说一下要办什么。", "旧问题？"),
        "old_question",
    )
    assert "下线" not in (await stand.say("帮助")).messages[0]


async def test_a_removed_dialog_that_was_put_aside_is_forgotten() -> None:
    """There is nothing to take up again, and nothing breaks."""
    stand = await played("张测试", "取消")
    release(stand, Elsewhere)
    await stand.say("继续")
    assert stand.text == "现在没有办到一半的事。"


async def test_what_was_put_aside_is_brought_up_to_the_release() -> None:
    """A cancelled run taken up after a release knows the new names at once."""
    stand = await played("张测试", "旧答案", "取消")
    release(stand, Second)
    await stand.say("继续")
    assert stand.text == "哪种？"


async def test_what_was_to_be_confirmed_in_the_old_wording_is_shown_again() -> None:
    """A release that changes the card takes an unsent confirmation back."""

    class Before(Dialog):
        """A card."""

        key, title = "card", "核对"

        who: Name = ask("谁？")
        card: Reviewed = review("请核对。", {Reviewed.SEND: "remark", Reviewed.DROP: "remark"})
        remark: FreeText = ask("说明？")
        done = end("好。", silent=True)

    class After(Dialog):
        """Another text on it."""

        key, title, version = "card", "核对", 2

        who: Name = ask("谁？")
        card: Reviewed = review("请仔细核对。", {Reviewed.SEND: "remark", Reviewed.DROP: "remark"})
        remark: FreeText = ask("说明？")
        done = end("好。", silent=True)

    stand = Stand([Before, Person])
    await stand.start(Before)
    for said in ("张测试", "确认"):
        await stand.say(said)
    release(stand, After)
    assert (await stand.say("继续")).step == "card"


class Item(Group):
    """An item of the first version."""

    who: Name = ask("姓名？")
    count: WholeNumber = ask("几个？")


async def send(request: str) -> Sent:
    return Sent.PENDING


class Passed(Choice):
    """The late result."""

    YES = "通过"


class Filing(Dialog):
    """Sends a group and waits."""

    key, title = "filing", "申报"

    items: tuple[Item, ...] = gather("还有吗？", Item)
    sent: Sent = perform(send, dict.fromkeys(Sent, "result"))
    result: Passed = wait("审核中。", {Passed.YES: "done"})
    done = end("通过。", silent=True)


class NewFiling(Dialog):
    """Group, effect and text have other names."""

    key, title, version = "filing", "申报", 2
    renamed = {2: {"items": "people", "sent": "submitted", "result": "verdict"}}

    people: tuple[Item, ...] = gather("还有吗？", Item)
    submitted: Sent = perform(send, dict.fromkeys(Sent, "verdict"))
    verdict: Passed = wait("审核中，请等。", {Passed.YES: "done"})
    done = end("都通过了。", silent=True)


async def test_what_was_sent_stays_sent_under_a_new_name() -> None:
    """A renamed effect is not performed again, nor a renamed group asked again."""
    stand = Stand([Filing, Person])
    await stand.start(Filing)
    for said in ("张测试", "3", "否"):
        await stand.say(said)
    run = stand.store.turns[-1].conversation.runs[0]
    release(stand, NewFiling)
    assert (await stand.say("继续")).messages == ("审核中，请等。",)
    await stand.late(LateResult(run.id, "verdict", "YES"))
    assert stand.text == "都通过了。"


async def test_a_late_result_for_a_step_that_has_another_name_now_arrives() -> None:
    """Who sends the result knows the old address only."""
    stand = Stand([Filing, Person])
    await stand.start(Filing)
    for said in ("张测试", "3", "否"):
        await stand.say(said)
    run = stand.store.turns[-1].conversation.runs[0]
    release(stand, NewFiling)
    await stand.late(LateResult(run.id, "result", "YES"))
    assert stand.text == "都通过了。"


async def test_what_was_done_is_remembered_though_its_step_went() -> None:
    """A release that takes the effect out of a dialog does not undo it: 取消 still says that it stays."""

    class WithoutEffect(Dialog):
        """Sends nothing any more."""

        key, title, version = "filing", "申报", 2

        items: tuple[Item, ...] = gather("还有吗？", Item)
        remark: FreeText = ask("说明？")
        done = end("好。", silent=True)

    stand = Stand([Filing, Person])
    await stand.start(Filing)
    for said in ("张测试", "3", "否"):
        await stand.say(said)
    release(stand, WithoutEffect)
    await stand.say("取消")
    assert "之前已经提交出去的不受影响" in stand.text


class Inner(Dialog):
    """A called dialog."""

    key, title = "inner", "里面"

    name: Name = ask("姓名？")
    inside = end("好。")


class Outer(Dialog):
    """Calls it."""

    key, title = "outer", "外面"

    there = call(Inner, {"inside": "remark"})
    remark: FreeText = ask("说明？")
    done = end("好了。", silent=True)


async def test_a_renamed_call_keeps_the_answers_in_it() -> None:
    """Addresses inside a called dialog begin with the call's name, and change with it."""

    class NewOuter(Dialog):
        """Calls it by another name."""

        key, title, version = "outer", "外面", 2
        renamed = {2: {"there": "inner"}}

        inner = call(Inner, {"inside": "remark"})
        remark: FreeText = ask("说明？")
        done = end("好了。", silent=True)

    stand = Stand([Outer, Inner, Person])
    await stand.start(Outer)
    await stand.say("张测试")
    release(stand, NewOuter, Inner)
    reply = await stand.say("天气呢？")
    assert (reply.messages, reply.step) == (("关于天气的回答。", "说明？"), "remark")
