"""WeChat Customer Service (微信客服): customers in WeChat chat with an account of the enterprise."""

from __future__ import annotations

from bot.handlers.channel import Channel, Opens, Tools
from bot.handlers.wecom_service.settings import TITLE as TITLE
from bot.handlers.wecom_service.settings import read_settings


def configured() -> Opens | None:
    """Makes the channel of its tools; None where it is not set up.

    Raises:
        ChannelFault: a setting is missing, or has not its form.
    """
    settings = read_settings()
    if settings is None:
        return None

    def opens(tools: Tools) -> Channel:
        from bot.handlers.wecom_service.channel import ServiceChannel

        return ServiceChannel(settings, tools)

    return opens
