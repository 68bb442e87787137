"""What people say in their own words at an open question, and right after a matter has ended."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.engine.checks import FreeText, WholeNumber
from bot.engine.choice import Choice, Reviewed, Solved, YesNo
from bot.engine.dialog import Dialog
from bot.engine.messages import Candidate, Decision, FileRef, Heard, Offer
from bot.engine.steps import ask, attach, choose, choose_many, end, review
from tests.engine.small import Person
from tests.engine.stand import PHRASES, SmallKnowledge, Stand


class Proof(Choice):
    """How somebody proves who they are."""

    FACE = ("能，刷脸", "刷脸")
    MESSAGE = ("能，收短信", "短信")
    NEITHER = ("配合不了", "不行")


class Place(Choice):
    """Where."""

    PAGE = ("电脑网页", "网页")
    PHONE = ("手机", "APP")


class Password(Dialog):
    """A way to prove it, a place, then whether it helped."""

    key, title, topic = "password", "找回密码", "password"

    proof: Proof = choose("能配合吗？", label="怎么认证")
    place: Place = choose("在哪里办？", label="在哪里办")
    solved: Solved = choose("设好了吗？", {Solved.YES: "done", Solved.NO: "again"}, label="设好没有")
    again: Solved = choose("换个办法。这样设好了吗？", {Solved.YES: "done", Solved.NO: "not_done"}, label="再试")
    done = end("好。", silent=True)
    not_done = end("请打电话。", silent=True)


class Where(Choice):
    """Places, and none of them."""

    HOME = "家里"
    SHOP = "店里"
    NOWHERE = ("都不去", "不用了")


class Places(Dialog):
    """Asks for several places."""

    key, title, topic = "places", "地方", "places"

    where: tuple[Where, ...] = choose_many("去哪些地方？", label="地方")
    card: Reviewed = review("请核对。", {Reviewed.SEND: "done", Reviewed.DROP: "done"})
    done = end("好。", silent=True)


def undo(number: int) -> tuple[str | Offer, ...]:
    """Undoing what was just filed, and one more."""
    return (Offer("file", {}, "再报一个"), Offer("undo", {"number": str(number)}, "办错了，退掉这一笔"))


class File(Dialog):
    """Files something, and offers to undo it."""

    key, title, topic = "file", "申报", "filing"

    number: WholeNumber = ask("几号？", label="要办的号码")
    files: tuple[FileRef, ...] = attach("有附件就发来。", kinds=("image/jpeg",), max_bytes=9, label="附件", least=0)
    card: Reviewed = review("请核对。", {Reviewed.SEND: "done", Reviewed.DROP: "dropped"})
    done = end("已提交。", silent=True, offers=undo)
    dropped = end("没有提交。", silent=True)


class Undo(Dialog):
    """Undoes what was filed."""

    key, title, topic = "undo", "回退", "undo"

    number: WholeNumber = ask("哪一笔？", label="哪一笔")
    sure: YesNo = choose("撤回{{ number }}号吗？", label="撤回")
    done = end("好。", silent=True)


class Knowing(SmallKnowledge):
    """Knows besides how something is undone, and what to do about messages that do not arrive."""

    topics: Mapping[str, str] = {**SmallKnowledge.topics, "撤": "undo", "短信": "no_message"}
    offers: Mapping[str, Offer] = {"undo": Offer("undo")}

    def hear(self, text: str, today: object, last_topic: str | None, lean: str = "") -> Heard:
        if "弄错" in text or text == "销掉":
            topics = ("weather", "undo") if "弄错" in text else ("undo", "weather")
            choices = tuple(Candidate(topic, topic, 0.3) for topic in topics)
            return Heard(Decision.CLARIFY, ("错的是哪一项？",), choices, choices=choices)
        return super().hear(text, today, last_topic, lean)  # type: ignore[arg-type]


async def at(dialog: type[Dialog], *said: str) -> Stand:
    stand = Stand([Password, File, Undo, Person], knowledge=Knowing())
    await stand.start(dialog)
    for text in said:
        await stand.say(text)
    return stand


async def filed_over(waiting: bool = True) -> Stand:
    """A filing just made; finding the password again waits underneath, or was put aside."""
    stand = await at(Password, "刷脸", *([] if waiting else ["取消"]))
    await stand.start(File)
    for text in ("7", "没有", "确认提交"):
        await stand.say(text)
    assert stand.labels == ["再报一个", "办错了，退掉这一笔", *(["接着办：找回密码"] if waiting else [])]
    return stand


@pytest.mark.parametrize("waiting", [True, False])
@pytest.mark.parametrize("said", ["办错了", "撤回", "我弄错了", "弄错了", "销掉"])
async def test_a_mistake_told_after_a_filing_means_that_filing(said: str, waiting: bool) -> None:
    """What was offered with what was just filed is meant, not the matter that waits or was put aside."""
    stand = await filed_over(waiting)
    await stand.say(said)
    assert stand.replies[-1].messages[-1] == "撤回7号吗？"


@pytest.mark.parametrize("said", ["怎么撤回", "撤回多久有结果"])
async def test_a_question_about_undoing_is_answered(said: str) -> None:
    """Asking how is not undoing."""
    stand = await filed_over()
    await stand.say(said)
    assert stand.replies[-1].messages[0] == "关于撤的回答。"


@pytest.mark.parametrize("said", ["返回", "修改", "取消", "重新开始"])
async def test_a_command_after_an_ending_leaves_alone_what_waits(said: str) -> None:
    """It is said that there is nothing of the ended matter to act on; all that was offered is offered still."""
    stand = await filed_over()
    before, offered = stand.store.turns[-1].conversation.runs, stand.labels
    reply = await stand.say(said)
    assert (reply.messages, stand.labels) == ((PHRASES.say("command_over"),), offered)
    assert stand.store.turns[-1].conversation.runs == before
    assert (await stand.pick("接着办")).step == "place"


@pytest.mark.parametrize("said", ["返回", "修改", "取消", "重新开始"])
async def test_a_command_after_an_ending_leaves_alone_what_was_put_aside(said: str) -> None:
    """Neither is it taken up or begun anew unasked."""
    stand = await filed_over(waiting=False)
    await stand.say(said)
    assert stand.text.startswith("现在没有正在办的事")
    assert stand.labels == ["再报一个", "办错了，退掉这一笔", "接着办：找回密码"]
    assert stand.store.turns[-1].conversation.runs == ()


async def test_going_on_with_what_was_put_aside_names_it() -> None:
    """继续 takes up what was put aside before something else, and says what that is."""
    stand = await filed_over(waiting=False)
    assert (await stand.say("继续")).messages == ("接着办：找回密码", "在哪里办？")


async def test_what_comes_up_after_a_cancel_is_named() -> None:
    """The question of the matter underneath is not taken for the cancelled one's."""
    stand = await at(Password, "刷脸")
    await stand.start(File)
    assert (await stand.say("取消")).messages[1:] == ("好，回到“找回密码”。", "在哪里办？")


async def test_a_number_too_high_does_not_bring_up_what_waits() -> None:
    """What was offered is offered again, and nothing else is asked."""
    stand = await filed_over()
    offered = stand.labels
    assert (len((await stand.say("9")).messages), stand.labels) == (1, offered)


@pytest.mark.parametrize("said", ["有没有活人啊", "不行，给我转人工吧", "没有收到短信，要人工"])
async def test_the_wish_for_a_person_wins_over_a_part_of_an_answer(said: str) -> None:
    """“没有” and “不行” stand in it, but a person is wanted."""
    stand = await at(Password, "短信", "网页", said)
    assert "已转给人工。" in stand.text


async def test_a_failure_told_is_a_no_and_what_is_known_of_it_is_told() -> None:
    """“没有收到短信” says that it is not solved, and asks for help with that."""
    stand = await at(Password, "短信", "网页")
    reply = await stand.say("没有收到短信")
    assert (reply.messages, reply.step) == (("关于短信的回答。", "换个办法。这样设好了吗？"), "again")


@pytest.mark.parametrize("said", ["没有问题了吧", "没有别的办法"])
async def test_a_no_that_goes_on_is_not_a_bare_no(said: str) -> None:
    """It tells something else: the question stays open."""
    stand = await at(Password, "短信", "网页")
    assert (await stand.say(said)).step == "solved"


async def test_an_option_that_does_not_work_is_not_chosen() -> None:
    """“手机收不到短信” does not choose the phone."""
    stand = await at(Password, "短信")
    reply = await stand.say("手机收不到短信")
    assert (reply.step, reply.messages[0]) == ("place", "关于短信的回答。")


@pytest.mark.parametrize(
    "said", ["确认一下号码", "提交前再看看号码", "看看再提交", "我再确认一下", "没问题吧", "提交了"]
)
async def test_a_card_is_not_confirmed_in_passing(said: str) -> None:
    """What says more than the confirmation confirms nothing."""
    stand = await at(File, "7", "没有")
    assert (await stand.say(said)).step == "card"


@pytest.mark.parametrize("said", ["看看再提交", "我再确认一下", "没问题吧", "提交了"])
async def test_what_agrees_by_half_is_told_how_to_agree(said: str) -> None:
    """It was not taken, and the whole card is there to be confirmed."""
    stand = await at(File, "7", "没有")
    reply = await stand.say(said)
    assert reply.messages[0] == PHRASES.say("not_plainly", label="确认提交")
    assert (stand.labels, "要办的号码：7" in stand.text) == (["确认提交", "不提交"], True)
    await stand.say("确认提交")
    assert stand.text == "已提交。"


@pytest.mark.parametrize("said", ["确认提交吧", "好的，确认", "确认无误，提交"])
async def test_a_card_is_confirmed_with_filling_words(said: str) -> None:
    """What says no more does."""
    stand = await at(File, "7", "没有", said)
    assert stand.text == "已提交。"


@pytest.mark.parametrize("said", ["错了 刷脸", "不对，应该是刷脸", "刚才选错了，是刷脸"])
async def test_a_correction_with_the_right_value_puts_it_in_place(said: str) -> None:
    """Just one answer takes the value; what depends on it is asked again."""
    stand = await at(Password, "短信", "网页", "没好")
    reply = await stand.say(said)
    assert reply.messages[0] == "已改：怎么认证：能，刷脸。"
    await stand.say("进度")
    assert "怎么认证：能，刷脸" in stand.text


async def test_a_correction_by_number_counts_the_options_before() -> None:
    """“选错了，要选2” means the second option of the question answered last."""
    stand = await at(Password, "短信", "网页")
    assert (await stand.say("选错了，要选2")).messages[0] == "已改：在哪里办：手机。"


@pytest.mark.parametrize("said", ["选错了", "上一个选错了", "刚才那个错了", "错了", "错了，应该是星期五"])
async def test_a_slip_offers_the_answers_before(said: str) -> None:
    """The last one first; 返回 and 修改 are named. The question stays answerable."""
    stand = await at(Password, "短信", "网页")
    reply = await stand.say(said)
    assert stand.labels == ["在哪里办：电脑网页", "怎么认证：能，收短信"]
    assert ("返回" in stand.text, "修改" in stand.text, reply.decision) == (True, True, Decision.COMMAND)
    assert (await stand.say("1")).step == "place"


async def test_after_a_slip_the_open_question_can_be_answered() -> None:
    """Nothing has changed until an answer is picked."""
    stand = await at(Password, "短信", "网页", "选错了")
    assert (await stand.say("还没好")).step == "again"


async def test_the_right_value_for_the_open_question_answers_it() -> None:
    """“不对，是网页” where the page is an option of the open question alone."""
    stand = await at(Password, "短信")
    assert (await stand.say("不对，是网页")).step == "solved"


async def test_a_slip_before_any_answer_is_something_else() -> None:
    """At the first question nothing was chosen yet: the words are heard."""
    stand = await at(Password)
    assert (await stand.say("弄错了")).messages[0] == "错的是哪一项？"


async def test_a_slip_of_a_word_names_no_label() -> None:
    """“办错了” does not open “在哪里办” and “报错了” no label with 报 in it."""
    stand = await at(Password, "短信", "网页")
    assert (await stand.say("办错了")).step == "solved"


async def test_something_unknown_at_a_card_is_named() -> None:
    """修改 of what is not on the card says so."""
    stand = await at(File, "7", "没有")
    assert (await stand.say("修改 地址")).messages[0] == PHRASES.say("modify_unknown", what="地址")


@pytest.mark.parametrize("said", ["3", "第二个", "③"])
async def test_a_number_where_nothing_was_offered_gets_a_short_answer(said: str) -> None:
    """It is no question: nothing is there to choose, and what can be asked is said."""
    stand = Stand([Password, Person])
    reply = await stand.say(said)
    assert (reply.messages, reply.decision) == ((PHRASES.say("nothing_to_choose"),), Decision.NOT_UNDERSTOOD)


class Story(Dialog):
    """Asks in words."""

    key, title = "story", "说说"

    what: FreeText = ask("说说？", label="事情")
    done = end("好。", silent=True)


async def test_no_files_are_needed_in_own_words() -> None:
    """“没有”, “不用传” skip files that may be left out."""
    for said in ("没有", "不用传了", "不用了", "没有附件", "不传", "先不传", "跳过"):
        stand = await at(File, "7")
        assert (await stand.say(said)).step == "card"


@pytest.mark.parametrize("said", ["算了", "放弃", "算了吧"])
async def test_a_question_for_files_or_several_can_be_left(said: str) -> None:
    """Where files or several options are asked for, words that leave are no option: the matter is put aside."""
    stand = await at(File, "7")
    assert (await stand.say(said)).dialog is None
    assert stand.store.turns[-1].conversation.aside is not None
    stand = Stand([Places, Person])
    await stand.start(Places)
    assert (await stand.say(said)).dialog is None


async def test_an_option_among_several_wins_over_leaving() -> None:
    """“不用了” is one of them."""
    stand = Stand([Places, Person])
    await stand.start(Places)
    assert (await stand.say("不用了")).step == "card"


@pytest.mark.parametrize("aside", ["", "天气怎么样"])
@pytest.mark.parametrize("said", ["不对", "不对啊"])
async def test_a_card_that_is_not_right_offers_its_answers(said: str, aside: str) -> None:
    """So just after it was shown, and after a question in between: it is not put aside."""
    stand = await at(File, "7", "没有", *filter(None, [aside]))
    await stand.say(said)
    assert stand.text.startswith("错的是哪一项")
    assert any(label.startswith("要办的号码") for label in stand.labels)


@pytest.mark.parametrize("said", ["没有", "不"])
async def test_a_no_behind_an_unchanged_card_does_not_leave_it(said: str) -> None:
    """“核对单没有变，还没有提交” asks nothing: a no is none to going on."""
    stand = await at(File, "7", "没有", "天气怎么样", said)
    assert stand.store.turns[-1].conversation.active is not None
    await stand.say("确认提交")
    assert stand.text == "已提交。"


async def test_an_option_wins_over_leaving() -> None:
    """“不用了” leaves a dialog, but answers the question whether it helped."""
    stand = await at(Password, "短信")
    assert (await stand.say("算了不用了")).dialog is None
    stand = Stand([Story, Person])
    await stand.say("天气")
    await stand.say("不用了")
    assert stand.text == PHRASES.say("glad")


@pytest.mark.parametrize("said", ["7吧", "应该是7", "7的吧", "是7呀"])
async def test_a_value_may_be_wrapped_in_spoken_words(said: str) -> None:
    """What is only spoken around a value does not spoil it."""
    stand = await at(File)
    assert (await stand.say(said)).step == "files"


async def test_a_correction_of_a_value_reopened_answers_it() -> None:
    """“不对，应该是8” while the old value is asked again."""
    stand = await at(File, "7", "返回")
    assert (await stand.say("不对，应该是8")).step == "files"
    await stand.say("进度")
    assert "要办的号码：8" in stand.text


@pytest.mark.parametrize("said", ["不用改了", "没错", "不变", "保留", "还是原来的吧"])
async def test_the_old_value_is_kept_in_own_words(said: str) -> None:
    """What was answered before stays."""
    stand = await at(File, "7", "返回")
    assert (await stand.say(said)).step == "files"


async def test_a_message_with_more_than_a_value_does_not_go_to_what_only_waits() -> None:
    """A number inside other words after an ending is not taken for the question of the matter underneath."""
    stand = await at(File)
    await stand.start(Password)
    for text in ("刷脸", "网页", "好了"):
        await stand.say(text)
    assert stand.labels == ["接着办：申报"]
    assert (await stand.say("要办的号码是7，天气")).messages[0] == "关于天气的回答。"
    assert stand.store.turns[-1].conversation.runs[-1].given == {}


@pytest.mark.parametrize("said", ["返回吧", "我要返回", "回去", "返回一下"])
async def test_a_command_may_be_wrapped_in_spoken_words(said: str) -> None:
    """So with commands."""
    stand = await at(Password, "短信")
    assert (await stand.say(said)).step == "proof"


async def test_what_is_not_so_yet_is_no_answer() -> None:
    """“等他刷脸了再说” does not say that it is done."""
    stand = await at(Password)
    assert (await stand.say("等他刷脸了再说")).step == "proof"


async def test_a_correction_names_its_option_inside_a_clause() -> None:
    """“不对，法人在的，可以刷脸” names one option of one answer."""
    stand = await at(Password, "配合不了")
    assert (await stand.say("不对，法人在的，可以刷脸")).messages[0] == "已改：怎么认证：能，刷脸。"
