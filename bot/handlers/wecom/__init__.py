"""WeCom (企业微信): members of an enterprise chat with its application."""

from __future__ import annotations

from bot.handlers.channel import Channel, Opens, Tools
from bot.handlers.wecom.settings import read_settings

TITLE = "企业微信"
"""What users call it."""


def configured() -> Opens | None:
    """Makes the channel of its tools; None where it is not set up.

    Raises:
        ChannelFault: a setting is missing, or has not its form.
    """
    settings = read_settings()
    if settings is None:
        return None

    def opens(tools: Tools) -> Channel:
        from bot.handlers.wecom.channel import WecomChannel

        return WecomChannel(settings, tools)

    return opens
