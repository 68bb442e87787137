"""What came and cannot be read: why, what to send instead, and the conversation goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.choice import YesNo
from bot.engine.dialog import Dialog
from bot.engine.messages import Unread, UnreadKind
from bot.engine.steps import choose, end
from bot.engine.turning import House
from bot.handlers.wording import too_large
from tests.engine.small import Person
from tests.engine.stand import PHRASES, Stand


class Alone(Dialog):
    """Asks one thing."""

    key, title = "alone", "一个人"

    alone: YesNo = choose("一个人吗？", {YesNo.YES: "done", YesNo.NO: "done"})
    done = end("好。", silent=True)


@pytest.mark.parametrize("kind", UnreadKind)
async def test_the_open_question_is_asked_again_behind_it(kind: UnreadKind) -> None:
    """Whatever came, the person is told in Chinese, and the step stands."""
    stand = Stand([Alone, Person])
    await stand.start(Alone)
    reply = await stand.send(unread=Unread(kind, "甲.bin", "它坏了。"))
    assert len(reply.messages) == 2 and reply.messages[0].endswith("。") and reply.messages[1] == "一个人吗？"
    assert (reply.step, stand.labels) == ("alone", ["是", "否"])


async def test_what_was_offered_stays_on_offer() -> None:
    """After an answer nothing is lost by a sticker."""
    stand = Stand([Alone, Person])
    await stand.say("天气")
    offered = stand.labels
    assert offered
    await stand.send(unread=Unread(UnreadKind.STICKER))
    assert stand.labels == offered


class Blind(Stand):
    """Nothing reads pictures here, and there is no dialog for sheets."""

    def house(self) -> House:
        return replace(super().house(), reads_pictures=False)


@pytest.mark.parametrize("kind", UnreadKind)
async def test_nobody_is_sent_for_a_picture_where_none_is_read(kind: UnreadKind) -> None:
    """What is asked for instead is of use."""
    blind = Blind([Person])
    await blind.send(unread=Unread(kind, "甲.bin", "它坏了。"))
    assert "截图" not in blind.text and "截一张" not in blind.text


def test_a_file_over_the_limit_is_told_in_the_same_words_everywhere() -> None:
    """Also where a channel refuses it before anybody is asked."""
    said = PHRASES.say("unread_too_large", name="“甲.png”", why="", taken="", pictures=True)
    assert said == too_large("“甲.png”", 10 * 2**20)


async def test_help_offers_screenshots_where_they_are_read() -> None:
    """And nowhere else."""
    seeing, blind = Stand([Person]), Blind([Person])
    await seeing.say("帮助")
    await blind.say("帮助")
    assert "截图" in seeing.text and "截图" not in blind.text
