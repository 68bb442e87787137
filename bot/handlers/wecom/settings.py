"""Settings of the WeCom (企业微信) application."""

from __future__ import annotations

from typing import ClassVar

from pydantic_settings import SettingsConfigDict

from bot.handlers.channel import ChannelFault
from bot.handlers.tencent.enterprise import EnterpriseSettings, read_enterprise

PREFIX = "CANBAO_WECOM_"


class WecomSettings(EnterpriseSettings):
    """Each is set as ``CANBAO_WECOM_<NAME>``; the application is one of 应用管理 → 自建应用."""

    model_config = SettingsConfigDict(env_prefix=PREFIX)

    title: ClassVar[str] = "企业微信应用"
    needed: ClassVar[tuple[str, ...]] = ("corp_id", "secret", "agent_id", "token", "aes_key")

    agent_id: str = ""
    """The application: 应用管理 → 自建应用 → AgentId."""
    cards: bool = True
    """Whether options are shown as template cards; else they are numbered."""


def read_settings() -> WecomSettings | None:
    """The settings; None where none of those needed is set.

    Raises:
        ChannelFault: one is missing or has not its form.
    """
    settings = read_enterprise(WecomSettings)
    if settings is not None and not settings.agent_id.isdecimal():
        raise ChannelFault("CANBAO_WECOM_AGENT_ID 要是应用的 AgentId（一串数字）：管理后台 → 应用管理 → 自建应用里有。")
    return settings
