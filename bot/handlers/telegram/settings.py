"""What Telegram needs to know, each set as ``CANBAO_TELEGRAM_<NAME>``."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.handlers.channel import ChannelFault
from bot.settings import ROOT

WEBHOOK_PATH = "/telegram/webhook"
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class TelegramSettings(BaseSettings):
    """One bot."""

    model_config = SettingsConfigDict(env_prefix="CANBAO_TELEGRAM_", env_file=ROOT / ".env", extra="ignore")

    token: SecretStr = SecretStr("")
    """What BotFather gave."""
    webhook_secret: SecretStr = SecretStr("")
    """What Telegram shows with every callback; empty means one made of the token."""
    receive: Literal["auto", "webhook", "polling"] = "auto"
    """How messages come; ``auto`` means by webhook where the public address is https."""
    api: str = "https://api.telegram.org"
    """Where the Bot API answers: Telegram, or a server of one's own."""

    @property
    def secret(self) -> str:
        """What callbacks must show."""
        made = hmac.new(self.token.get_secret_value().encode(), b"canbao telegram webhook", hashlib.sha256)
        return self.webhook_secret.get_secret_value() or made.hexdigest()

    def by_webhook(self, public_url: str) -> bool:
        """Whether messages come by webhook."""
        return self.receive == "webhook" or (self.receive == "auto" and public_url.startswith("https:"))


def read_settings() -> TelegramSettings | None:
    """The settings of the environment; None where neither the token nor the secret is set.

    Raises:
        ChannelFault: they do not fit.
    """
    try:
        settings = TelegramSettings()
    except ValidationError as error:
        names = "、".join(f"CANBAO_TELEGRAM_{str(fault['loc'][0]).upper()}" for fault in error.errors())
        raise ChannelFault(f"{names} 的值不对，请改：RECEIVE 只能是 auto、webhook 或 polling") from None
    token, secret = settings.token.get_secret_value(), settings.webhook_secret.get_secret_value()
    if not token and not secret:
        return None
    if not _TOKEN.fullmatch(token):
        why = "的样子不对" if token else "没有设"
        raise ChannelFault(f"CANBAO_TELEGRAM_TOKEN {why}，请填 BotFather 给的那一串（数字:字母）")
    if secret and not _SECRET.fullmatch(secret):
        raise ChannelFault("CANBAO_TELEGRAM_WEBHOOK_SECRET 只能用字母、数字、_ 和 -，16到256位；不设就自动生成")
    if urlsplit(settings.api).scheme not in ("http", "https") or not urlsplit(settings.api).netloc:
        raise ChannelFault("CANBAO_TELEGRAM_API 要是网址，例如 https://api.telegram.org；不设就用官方的")
    return settings
