"""The engine and what was read on a picture: taken like typed words, but nobody's command."""

from __future__ import annotations

import pytest

from bot.dialogs.fields import Mobile
from bot.engine.checks import FreeText
from bot.engine.choice import Reviewed, YesNo
from bot.engine.dialog import Dialog
from bot.engine.messages import Address, Decision, FileRef, Picture, PictureTrouble
from bot.engine.steps import ask, attach, choose, end, review
from tests.engine.small import Person
from tests.engine.stand import Stand


class Note(Dialog):
    """Asks for words, a number and photos, then shows a card."""

    key, title = "note", "记一笔"

    pasted: FreeText = ask("提示上写了什么？", label="提示")
    agreed: YesNo = choose("同意吗？")
    mobile: Mobile = ask("手机号？", label="手机号")
    photos: tuple[FileRef, ...] = attach("有照片吗？", kinds=("image/png",), max_bytes=2**20, least=0)
    card: Reviewed = review("{{ pasted }}，对吗？", {Reviewed.SEND: "sent", Reviewed.DROP: "dropped"})
    sent = end("发出去了。", silent=True)
    dropped = end("没有发。", silent=True)


async def note(*said: str) -> Stand:
    stand = Stand([Note, Person])
    await stand.start(Note)
    for each in said:
        await stand.say(each)
    return stand


async def show(stand: Stand, *lines: str) -> str:
    await stand.send(picture=Picture("截图.png", "\n".join(lines)))
    return stand.text


async def test_what_was_read_is_told_and_answered() -> None:
    """First what stands there, so that it can be corrected, then the answer; the history has the picture's name."""
    stand = Stand([Person])
    text = await show(stand, "出行提示", "明天天气不好")
    assert text.index("图上读到：\n出行提示\n明天天气不好\n") < text.index("关于天气的回答。")
    assert (stand.replies[-1].topic, stand.replies[-1].decision) == ("weather", Decision.ANSWER)
    assert stand.store.turns[-1].said == "截图.png"


async def test_a_message_goes_before_all_else_that_stands_there() -> None:
    """A page says many things; the one message in it is what is asked about."""
    stand = Stand([Person])
    await show(stand, "搬家", "天气异常")
    assert stand.replies[-1].topic == "weather"


async def test_a_step_that_wants_words_takes_them() -> None:
    """The step goes on with what was read, whole."""
    stand = await note()
    await show(stand, "系统错误", "编号 42")
    assert stand.replies[-1].step == "agreed"
    assert "系统错误\n编号 42" in (await stand.say("进度")).messages[0]


async def test_numbers_of_persons_are_masked_in_what_is_told_and_whole_in_the_answer() -> None:
    """As with typed words: what is shown is starred, what a step takes is whole; a password is dropped."""
    stand = await note("错误", "是")
    await show(stand, "手机 13812345678", "证件 321302199001011234", "密码：Abcd1234")
    told = stand.replies[-1].messages[0]
    assert "138****5678" in told and "3213**********1234" in told and "密码：******" in told
    assert not any(whole in told for whole in ("13812345678", "321302199001011234", "Abcd1234"))
    assert "Abcd1234" not in stand.text
    assert stand.replies[-1].step == "photos"


@pytest.mark.parametrize("word", ["取消", "返回", "重新开始", "1", "是", "人工"])
async def test_words_on_a_picture_command_nothing(word: str) -> None:
    """Every box has a button 取消: the dialog stays where it is."""
    stand = await note("错误")
    await show(stand, word)
    assert (stand.replies[-1].dialog, stand.replies[-1].step) == ("note", "agreed")


@pytest.mark.parametrize("words", ["提交", "确认提交", "1", "对"])
async def test_a_card_is_confirmed_by_no_picture(words: str) -> None:
    """Nothing is sent because of words on a picture."""
    stand = await note("错误", "是", "13812345678", "跳过")
    assert stand.replies[-1].step == "card"
    await show(stand, words)
    assert stand.replies[-1].step == "card" and "发出去了" not in stand.text


async def test_a_service_button_on_the_page_reaches_nobody() -> None:
    """A person is reached by whoever asks for one, not by “人工客服” somewhere on a page."""
    stand = Stand([Person])
    await show(stand, "单位登录", "人工客服")
    assert stand.replies[-1].dialog is None and stand.replies[-1].decision is Decision.NOT_UNDERSTOOD


@pytest.mark.parametrize("trouble", list(PictureTrouble))
async def test_each_trouble_says_what_to_do(trouble: PictureTrouble) -> None:
    """Every reason has its sentence with a way out, and the open question is asked again."""
    stand = await note()
    await stand.send(picture=Picture("截图.png", trouble=trouble))
    assert "打出来" in stand.text and stand.replies[-1].step == "pasted"
    assert stand.text.endswith("提示上写了什么？")


async def test_a_file_is_wanted_where_a_step_takes_it() -> None:
    """At the step that asks for files, and at the card after it for its kinds; nowhere else."""
    stand, me = Stand([Note, Person]), Address("test", "我")
    wanted = [await stand.runner.wants_file(me, "image/png")]
    await stand.start(Note)
    for said in ("错误", "是", "13812345678", "跳过"):
        wanted.append(await stand.runner.wants_file(me, "image/png"))
        await stand.say(said)
    assert wanted == [False, False, False, False, True]
    assert await stand.runner.wants_file(me, "image/png")
    assert not await stand.runner.wants_file(me, "image/gif")


async def test_a_picture_full_of_words_is_shortened() -> None:
    """What is told stays short, whatever was read."""
    stand = Stand([Person])
    assert len(await show(stand, *["满满一页的字"] * 2_000)) < 1_000
