"""What agrees plainly, row by row: only that sends a filing, or makes two people one."""

from __future__ import annotations

import pytest

from bot.dialogs.link_channels import BothMine, LinkChannels
from bot.dialogs.my_channels import MyChannelsDialog, PartOrKeep
from bot.dialogs.packets import Confirmed
from bot.dialogs.switch_employer import UnbindEmployer, UnbindOrKeep
from bot.engine.agreeing import agrees
from bot.engine.checks import Day
from bot.engine.choice import Choice, Reviewed, YesNo
from bot.engine.dialog import Dialog
from bot.engine.steps import ask, choose, end
from tests.engine.small import Person
from tests.engine.stand import Stand

PUT_OFF = (
    "看看再提交 过会再提交 过一下再提交 看过再确认 没问题了再提交 我先确认一下 我再确认一下 我去确认一下 确认一下 "
    "还要确认 他会确认 已经提交了 "
    "提交过了 提交了 确认了 可能没问题 应该没问题 没问题吧 没问题了吧 能提交了吧 "
    "可以提交吧 确认提交？ 提交对吧 没问题就提交 好了就提交 要是没问题，提交 "
    "帮我确认 请确认 我让他确认 不提交 先不提交 等等提交 对了，提交"
)
SENT = (
    "确认提交 确认 提交 没问题 没问题的 没问题了 好的，确认 好的提交 确认无误，提交 确认提交吧 提交吧 提交一下 "
    "提交，谢谢 可以，提交 行，提交吧 好吧，提交 嗯，提交 没错，提交 我确认 帮我提交 请提交 现在提交 那就提交吧 确认！"
)
NOT_BOTH = (
    "不一定都是我 不全是我 不都是本人 不完全是我 我不确定都是我 这里是我，那边是我同事 只有这边是我 我本人没有微信 "
    "是我吧 可能是我 要是我 都是我吗"
)
BOTH = "是 是的 对 嗯 都是我 都是我本人 两边都是我 对，都是本人 我就是本人啊 没错是我 好的"
NOT_OFF = "解除另一个 以后再解除 过两天再解除 解除以后会怎样 我再确定一下 解除了 确定解除？ 不太可以"
OFF = "确定 解除 确定解除 是的 好的，解除 解除吧 确定，解除"


@pytest.mark.parametrize(
    ("member", "texts", "plain"),
    [
        (Reviewed.SEND, PUT_OFF, False),
        (Reviewed.SEND, SENT, True),
        (BothMine.YES, NOT_BOTH, False),
        (BothMine.YES, BOTH, True),
        (PartOrKeep.YES, NOT_OFF, False),
        (PartOrKeep.YES, OFF, True),
        (UnbindOrKeep.YES, "不太可以 解绑另一家 以后再解绑 解绑了", False),
        (UnbindOrKeep.YES, "确定 好的，解绑 是", True),
        (Confirmed.KEEP, "登记过了 再看看登记 没问题吧 可以吧", False),
        (Confirmed.KEEP, "好的，登记 登记一下吧 没错", True),
        (YesNo.YES, "不太可以 还要 好像是 不", False),
        (YesNo.YES, "好的 行吧 那就好 可以", True),
    ],
)
def test_only_what_says_no_less_agrees(member: Choice, texts: str, plain: bool) -> None:
    """Putting off, guessing, asking, and what was done already are no agreement."""
    assert {text: agrees(text, member) for text in texts.split()} == dict.fromkeys(texts.split(), plain)


@pytest.mark.parametrize("dialog", [LinkChannels, MyChannelsDialog, UnbindEmployer])
def test_what_is_hard_to_take_back_wants_plain_words(dialog: type[Dialog]) -> None:
    """Two people become one, a channel or an employer goes: each is asked for plainly."""
    assert dialog.steps["sure"].plainly  # type: ignore[attr-defined]


class Joining(Dialog):
    """Asks for a day, then whether to do what cannot be undone."""

    key, title, topic = "joining", "合并", "joining"

    day: Day = ask("哪一天？", label="日子")
    sure: BothMine = choose("都是您吗？", {BothMine.YES: "done", BothMine.NO: "left"}, plainly=True)
    done = end("合并了。", silent=True)
    left = end("没有合并。", silent=True)


async def joining(*said: str) -> Stand:
    stand = Stand([Joining, Person])
    await stand.start(Joining)
    for text in said:
        await stand.say(text)
    return stand


@pytest.mark.parametrize("said", ["只有这边是我", "这里是我，那边是我同事", "都是我吧"])
async def test_what_does_not_agree_plainly_is_asked_again(said: str) -> None:
    """Nothing has changed; a plain word is taken then."""
    stand = await joining("2026年11月5日")
    assert (await stand.say(said)).step == "sure"
    await stand.say("都是我")
    assert stand.text == "合并了。"


async def test_agreement_to_a_question_not_shown_yet_does_not_count() -> None:
    """It stood in a message with other answers, before anybody said what it would do."""
    assert (await joining("2026年11月5日，两边都是我本人")).replies[-1].step == "sure"
