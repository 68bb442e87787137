"""Where persons can go on is told by what this deployment serves."""

from __future__ import annotations

import pytest

from bot.app import NoPackets, build_assistant
from bot.engine.memory import MemoryConversations
from bot.engine.messages import Address, Inbound
from bot.handlers.channels import channel_titles, names_set_up
from bot.services.library import Library
from bot.services.links import ChannelNames
from bot.settings import Settings


def test_channels_are_named_as_persons_know_them() -> None:
    """With the address of the web chat, where it has one for everybody."""
    names = ChannelNames(channel_titles())
    assert names.told(("web", "wecom_service", "telegram")) == "网页、微信客服、Telegram"
    assert names.told(("web", "wechat"), "https://canbao.example/") == "网页 https://canbao.example 、微信公众号"


async def test_the_wish_to_go_on_elsewhere_names_them(library: Library) -> None:
    """Only those that are served are named."""
    assistant = build_assistant(
        Settings(),
        MemoryConversations(),
        NoPackets(),
        look_each_turn=False,
        library=library,
        served=("web", "telegram"),
    )
    reply = await assistant.runner.turn(Inbound(Address("web", "u"), "m1", text="换成TG"))
    assert reply.dialog == "link_channels" and "这里开着的渠道：网页、Telegram。" in reply.messages[0]


def test_a_channel_whose_settings_are_not_in_order_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is served nowhere."""
    monkeypatch.setenv("CANBAO_TELEGRAM_TOKEN", "12345678:" + "a" * 35)
    monkeypatch.setenv("CANBAO_WECHAT_APP_ID", "no such thing")
    assert "telegram" in names_set_up() and "wechat" not in names_set_up()
