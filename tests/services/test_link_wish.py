"""What begins the linking of channels, beside its name."""

from __future__ import annotations

import pytest

from bot.services.link_wish import wishes_to_link


@pytest.mark.parametrize(
    "text",
    [
        "换到telegram",
        "换成TG",
        "换个渠道",
        "换一个渠道办",
        "换到企业微信",
        "切换到企微",
        "我想在微信上接着办",
        "能不能在微信里继续",
        "可以在 Telegram 上继续办吗？",
        "那我用微信接着聊",
        "转到公众号办",
        "改用电报",
        "接着在手机微信上弄",
        "回网页继续填",
        "我要换到手机上接着办",
        "剩下的能不能到电脑上继续弄",
    ],
)
def test_going_on_elsewhere_is_such_a_wish(text: str) -> None:
    """A channel is named, and that one changes to it or goes on there."""
    assert wishes_to_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "换手机",
        "换手机号",
        "换个手机号怎么办",
        "换浏览器",
        "换到别的单位",
        "换公司",
        "微信能办吗",
        "在手机上能办停保吗",
        "在微信上交社保",
        "用微信登录网厅",
        "在网页上办停保",
        "接着办",
        "继续",
        "用电脑打开网厅还是进不去，换到手机也不行",
        "微信上收不到验证码",
        "再在网页上提交一次",
        "回电脑上再弄",
    ],
)
def test_other_matters_are_none(text: str) -> None:
    """Phones, browsers and pages are the portal's, too."""
    assert not wishes_to_link(text)
