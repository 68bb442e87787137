"""Settings of the WeCom (企业微信) application, and what is common to all settings of WeCom."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.handlers.channel import ChannelFault
from bot.settings import ROOT

PREFIX = "CANBAO_WECOM_"
API = "https://qyapi.weixin.qq.com"
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
_TOKEN = re.compile(r"[A-Za-z0-9]{1,32}")


class WecomSettings(BaseSettings):
    """Each is set as ``CANBAO_WECOM_<NAME>``; the first five are all needed."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ROOT / ".env", extra="ignore")

    corp_id: str = ""
    """The enterprise: 管理后台 → 我的企业 → 企业ID."""
    secret: SecretStr = SecretStr("")
    """The application's: 应用管理 → 自建应用 → Secret."""
    agent_id: str = ""
    """The application: 应用管理 → 自建应用 → AgentId."""
    token: SecretStr = SecretStr("")
    """As typed at 接收消息 → 设置API接收 → Token."""
    aes_key: SecretStr = SecretStr("")
    """As typed at 接收消息 → 设置API接收 → EncodingAESKey, 43 signs."""
    api: str = API
    """Where WeCom's interface answers: another address where a proxy of one's own has the trusted IP."""
    cards: bool = True
    """Whether options are shown as template cards; else they are numbered."""


def read_settings() -> WecomSettings | None:
    """The settings; None where none of those needed is set.

    Raises:
        ChannelFault: one is missing or has not its form.
    """
    try:
        settings = WecomSettings()
    except ValidationError as error:
        raise unfit(PREFIX, error) from None
    needed = {
        "CORP_ID": settings.corp_id,
        "SECRET": settings.secret.get_secret_value(),
        "AGENT_ID": settings.agent_id,
        "TOKEN": settings.token.get_secret_value(),
        "AES_KEY": settings.aes_key.get_secret_value(),
    }
    if not all_there(PREFIX, "企业微信应用", needed):
        return None
    if not settings.agent_id.isdecimal():
        raise ChannelFault("CANBAO_WECOM_AGENT_ID 要是应用的 AgentId（一串数字）：管理后台 → 应用管理 → 自建应用里有。")
    check_forms(PREFIX, needed, settings.api)
    return settings


def unfit(prefix: str, error: ValidationError) -> ChannelFault:
    """The fault that names the settings whose values have the wrong kind, and shows none."""
    names = "、".join(sorted({f"{prefix}{each['loc'][0]}".upper() for each in error.errors()}))
    return ChannelFault(f"{names} 的值不合适，请照 README 的 Channels 一节改。")


def all_there(prefix: str, title: str, needed: Mapping[str, str]) -> bool:
    """Whether the needed settings are set; false where none is.

    Raises:
        ChannelFault: some are and some are not.
    """
    missing = [f"{prefix}{name}" for name, value in needed.items() if not value]
    if len(missing) == len(needed):
        return False
    if missing:
        raise ChannelFault(f"{title}还缺 {'、'.join(missing)}：请补上；不用{title}，就把 {prefix} 开头的都去掉。")
    return True


def check_forms(prefix: str, needed: Mapping[str, str], api: str) -> None:
    """Checks what has a form of its own.

    Raises:
        ChannelFault: a setting has not its form.
    """
    if not _AES_KEY.fullmatch(needed["AES_KEY"]):
        raise ChannelFault(f"{prefix}AES_KEY 要是 43 个英文字母和数字：请照管理后台“接收消息”里的 EncodingAESKey 抄。")
    if not _TOKEN.fullmatch(needed["TOKEN"]):
        raise ChannelFault(f"{prefix}TOKEN 要是 32 个以内的英文字母和数字：请照管理后台“接收消息”里的 Token 抄。")
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", api):
        raise ChannelFault(f"{prefix}API 要是 http(s) 网址，例如 {API}；不设就用它。")
