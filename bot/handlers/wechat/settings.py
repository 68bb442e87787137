"""Settings of the official account, each set as ``CANBAO_WECHAT_<NAME>``."""

from __future__ import annotations

import re

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.handlers.channel import ChannelFault
from bot.handlers.tencent.addresses import is_safe_base
from bot.settings import ROOT

_TOKEN = re.compile(r"[0-9A-Za-z]{3,32}")
_AES_KEY = re.compile(r"[0-9A-Za-z]{43}")
_APP_ID = re.compile(r"[0-9A-Za-z_-]{4,64}")
_WHERE = "在微信公众平台“设置与开发 → 基本配置”里可以看到。"


class WeChatSettings(BaseSettings):
    """What WeChat knows the account by. Without ``aes_key`` messages come in the clear (明文模式)."""

    model_config = SettingsConfigDict(env_prefix="CANBAO_WECHAT_", env_file=ROOT / ".env", extra="ignore", frozen=True)

    app_id: str = ""
    app_secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    api: str = "https://api.weixin.qq.com"
    """Another API server, such as a gateway of one's own."""
    menu: bool = True
    """Whether the account's menu is set at the start."""
    push_limit: int = Field(default=5, ge=0)
    """Customer-service messages that WeChat lets through within 48 hours after a person's message."""
    answer_seconds: float = Field(default=3.5, gt=0, le=4.0)
    """After so long a callback is answered, with or without the result: WeChat waits for five seconds."""


def read_settings() -> WeChatSettings | None:
    """The settings, checked; None where none of those needed is set.

    Raises:
        ChannelFault: one is missing, or cannot be right.
    """
    try:
        settings = WeChatSettings()
    except ValidationError as error:
        names = "、".join(
            f"CANBAO_WECHAT_{str(fault['loc'][0]).upper()}" for fault in error.errors(include_input=False)
        )
        raise ChannelFault(f"{names} 填的值不能用，请改成数字或 true/false，或删掉这一项用默认值。") from None
    if not any((settings.app_id, *(secret.get_secret_value() for secret in _secrets(settings)))):
        return None
    _check(settings)
    return settings


def _secrets(settings: WeChatSettings) -> tuple[SecretStr, SecretStr, SecretStr]:
    return settings.app_secret, settings.token, settings.aes_key


def _check(settings: WeChatSettings) -> None:
    secret, token, aes_key = (each.get_secret_value() for each in _secrets(settings))
    for name, value in (("APP_ID", settings.app_id), ("APP_SECRET", secret), ("TOKEN", token)):
        if not value:
            raise ChannelFault(f"还没有设置 CANBAO_WECHAT_{name}。{_WHERE}不接公众号就把 CANBAO_WECHAT_ 的各项都删掉。")
    if not _APP_ID.fullmatch(settings.app_id):
        raise ChannelFault(f"CANBAO_WECHAT_APP_ID 不像 AppID：要是 wx 加 16 位英文或数字，共 18 位。{_WHERE}")
    if not _TOKEN.fullmatch(token):
        raise ChannelFault("CANBAO_WECHAT_TOKEN 要是 3 到 32 位的英文或数字，与微信公众平台上填的一致。")
    if aes_key and not _AES_KEY.fullmatch(aes_key):
        raise ChannelFault("CANBAO_WECHAT_AES_KEY 要是 43 位的英文或数字（EncodingAESKey）；明文模式请留空。")
    if not is_safe_base(settings.api):
        raise ChannelFault("CANBAO_WECHAT_API 要是 https 地址（本机可用 http），例如 https://api.weixin.qq.com。")
