"""Who wants something filed begins at once; who asks how is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.app import open_library
from bot.services.answers import Answers
from bot.settings import Settings

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """Over the data that ship."""
    library = open_library(Settings())
    yield Answers(lambda: library.current)


@pytest.mark.parametrize(
    ("text", "dialog"),
    [
        ("帮我给一个新员工上社保", "enroll_employee"),
        ("我要给员工参保", "enroll_employee"),
        ("给员工参保", "enroll_employee"),
        ("我要给员工停保", "suspend_coverage"),
        ("给小李停保", "suspend_coverage"),
        ("我要停保", "suspend_coverage"),
        ("给321399199607090327参保", "enroll_employee"),
        ("给321399199607090327停保", "suspend_coverage"),
        ("办停保", "suspend_coverage"),
        ("我要减员", "suspend_coverage"),
        ("办增员", "enroll_employee"),
        ("帮我把张三的社保停了", "suspend_coverage"),
        ("我要回退一笔业务", "roll_back"),
        ("帮我登记一个工地工人", "enroll_in_project"),
        ("陈在厂不干了，帮我停保", "suspend_coverage"),
        ("帮我给321399199001030215参保，11月1日签的三年合同，基数5500", "enroll_employee"),
    ],
)
def test_a_wish_is_one(answers: Answers, text: str, dialog: str) -> None:
    """Said as something to be done."""
    heard = answers.hear(text, TODAY, None)
    assert heard.wish and heard.offer is not None and heard.offer.dialog == dialog


@pytest.mark.parametrize(
    ("text", "dialog"),
    [
        ("绑定其他渠道", "link_channels"),
        ("我想关联微信", "link_channels"),
        ("换到手机上继续", "link_channels"),
        ("请帮我换到微信上继续办", "link_channels"),
        ("关联一下Telegram吧", "link_channels"),
        ("我的渠道", "my_channels"),
        ("我要解除关联", "my_channels"),
        ("解绑单位", "unbind_employer"),
    ],
)
def test_channels_are_linked_and_taken_off_when_asked(answers: Answers, text: str, dialog: str) -> None:
    """In so many words; what is said of employers stays so."""
    start = answers.hear(text, TODAY, None).start
    assert start is not None and start.dialog == dialog


@pytest.mark.parametrize(
    "text", ["给员工停社保要什么材料", "我要给员工停保怎么办", "我想知道怎么增员", "停保是当天生效吗", "员工停保"]
)
def test_a_question_is_none(answers: Answers, text: str) -> None:
    """Said as something to know."""
    assert not answers.hear(text, TODAY, None).wish
