"""What an application of an enterprise (企业微信) is set by: that of its members, and that of 微信客服."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, TypeVar

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.handlers.channel import ChannelFault
from bot.handlers.tencent.addresses import is_safe_base
from bot.settings import ROOT

API = "https://qyapi.weixin.qq.com"
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
_TOKEN = re.compile(r"[A-Za-z0-9]{1,32}")


class EnterpriseSettings(BaseSettings):
    """Each is set as its prefix and name; those ``needed`` are needed together."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore")

    title: ClassVar[str]
    needed: ClassVar[tuple[str, ...]] = ("corp_id", "secret", "token", "aes_key")

    corp_id: str = ""
    """The enterprise: 管理后台 → 我的企业 → 企业ID."""
    secret: SecretStr = SecretStr("")
    """The application's."""
    token: SecretStr = SecretStr("")
    """As typed at 接收消息 → 设置API接收 → Token."""
    aes_key: SecretStr = SecretStr("")
    """As typed at 接收消息 → 设置API接收 → EncodingAESKey, 43 signs."""
    api: str = API
    """Where WeCom's interface answers: another address where a proxy of one's own has the trusted IP."""


Kind = TypeVar("Kind", bound=EnterpriseSettings)


def read_enterprise(kind: type[Kind]) -> Kind | None:
    """The settings of this kind; None where none of those needed is set.

    Raises:
        ChannelFault: one is missing or has not its form.
    """
    prefix = str(kind.model_config.get("env_prefix"))
    try:
        settings = kind()
    except ValidationError as error:
        names = "、".join(sorted({f"{prefix}{each['loc'][0]}".upper() for each in error.errors()}))
        raise ChannelFault(f"{names} 的值不合适，请照 README 的 Channels 一节改。") from None
    given = {name.upper(): _plain(getattr(settings, name)) for name in kind.needed}
    if not _all_there(prefix, kind.title, given):
        return None
    _check_forms(prefix, given, settings.api)
    return settings


def _plain(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _all_there(prefix: str, title: str, given: Mapping[str, str]) -> bool:
    """Whether they are set; false where none is."""
    missing = [f"{prefix}{name}" for name, value in given.items() if not value]
    if len(missing) == len(given):
        return False
    if missing:
        raise ChannelFault(f"{title}还缺 {'、'.join(missing)}：请补上；不用{title}，就把 {prefix} 开头的都去掉。")
    return True


def _check_forms(prefix: str, given: Mapping[str, str], api: str) -> None:
    if not _AES_KEY.fullmatch(given["AES_KEY"]):
        raise ChannelFault(f"{prefix}AES_KEY 要是 43 个英文字母和数字：请照管理后台“接收消息”里的 EncodingAESKey 抄。")
    if not _TOKEN.fullmatch(given["TOKEN"]):
        raise ChannelFault(f"{prefix}TOKEN 要是 32 个以内的英文字母和数字：请照管理后台“接收消息”里的 Token 抄。")
    if not is_safe_base(api):
        raise ChannelFault(f"{prefix}API 要是 https 网址（本机可用 http），例如 {API}；不设就用它。")
