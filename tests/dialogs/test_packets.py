"""The number to call back: a mobile, or plainly none."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from bot.dialogs import DIALOGS
from bot.dialogs.packets import NO_NUMBER, CallBack
from bot.engine.checks import Check, Slip

TODAY = date(2026, 11, 20)
CHECK: Check = get_args(CallBack)[1]


@pytest.mark.parametrize(
    "said", ["不留", "不用", "不要", "先不留了", "不用了，谢谢", "没有", "跳过", "算了", "不想留手机号", "不 留。"]
)
def test_declining_leaves_no_number(said: str) -> None:
    """Whoever plainly declines is not asked again."""
    assert CHECK.parse(said, TODAY) == NO_NUMBER


@pytest.mark.parametrize("said", ["13900001111", "139 0000 1111", "139-0000-1111", "+86 13900001111"])
def test_a_mobile_is_kept_as_eleven_digits(said: str) -> None:
    """A mobile is taken in the forms in which people type it."""
    assert CHECK.parse(said, TODAY) == "13900001111"


@pytest.mark.parametrize("said", ["要", "好的", "留一个", "可以"])
def test_agreeing_asks_for_the_number(said: str) -> None:
    """“要” is no number yet, and no misunderstanding either."""
    with pytest.raises(Slip, match="请直接发11位手机号") as slipped:
        CHECK.parse(said, TODAY)
    assert slipped.value.near


@pytest.mark.parametrize("said", ["12333", "不知道怎么办", "没停保能不能加人"])
def test_something_else_is_no_answer(said: str) -> None:
    """A question that begins with 不 or 没 does not pass for declining."""
    with pytest.raises(Slip) as slipped:
        CHECK.parse(said, TODAY)
    assert not slipped.value.near


def test_what_leads_to_a_note_ends_its_sentence() -> None:
    """Behind it channels say “下面这段可以直接转发：”: a colon before that would lead to nothing."""
    texts = [step.text for dialog in DIALOGS for step in dialog.steps.values()]
    before = (text.partition("【可转发】")[0].strip() for text in texts if "【可转发】" in text)
    leading = [text.removesuffix("---").strip() for text in before]
    assert not [text for text in leading if text and not text.endswith("。")]
