"""Telegram: the assistant as a bot, by webhook where the public address is https, else by polling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.telegram.settings import read_settings

if TYPE_CHECKING:
    from bot.handlers.channel import Channel, Opens, Tools

TITLE = "Telegram"
"""What users call it."""


def configured() -> Opens | None:
    """Opens the channel; None where none of the settings that it needs is set.

    Raises:
        ChannelFault: the settings do not fit.
    """
    settings = read_settings()
    if settings is None:
        return None

    def opens(tools: Tools) -> Channel:
        # aiogram takes seconds to import, and only where Telegram is served.
        from bot.handlers.telegram.channel import open_telegram

        return open_telegram(settings, tools)

    return opens
