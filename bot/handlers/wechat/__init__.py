"""WeChat Official Accounts (公众号): callbacks answered in time, and customer-service messages for the rest."""

from __future__ import annotations

from bot.handlers.channel import Channel, Opens, Tools
from bot.handlers.wechat.settings import read_settings

TITLE = "微信公众号"
"""What users call it."""


def configured() -> Opens | None:
    """How to open the channel; None where none of the settings that it needs is set.

    Raises:
        ChannelFault: a setting is missing, or cannot be right.
    """
    settings = read_settings()
    if settings is None:
        return None

    def opens(tools: Tools) -> Channel:
        from bot.handlers.wechat.account import open_account

        return open_account(settings, tools)

    return opens
