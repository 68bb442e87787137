"""Settings of WeChat Customer Service (微信客服)."""

from __future__ import annotations

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.handlers.wecom.settings import API, all_there, check_forms, unfit
from bot.settings import ROOT

PREFIX = "CANBAO_WECOM_SERVICE_"
TITLE = "微信客服"


class ServiceSettings(BaseSettings):
    """Each is set as ``CANBAO_WECOM_SERVICE_<NAME>``; the first four are all needed.

    They are those of an application of its own that 微信客服 → 可调用接口的应用 names: its callback is the service's.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ROOT / ".env", extra="ignore")

    corp_id: str = ""
    """The enterprise: 管理后台 → 我的企业 → 企业ID."""
    secret: SecretStr = SecretStr("")
    """The application's."""
    token: SecretStr = SecretStr("")
    """As typed at 接收消息 → 设置API接收 → Token."""
    aes_key: SecretStr = SecretStr("")
    """As typed at 接收消息 → 设置API接收 → EncodingAESKey, 43 signs."""
    open_kfid: str = ""
    """The one account that is served; empty for all that the application may manage."""
    api: str = API
    """Where WeCom's interface answers: another address where a proxy of one's own has the trusted IP."""


def read_settings() -> ServiceSettings | None:
    """The settings; None where none of those needed is set.

    Raises:
        ChannelFault: one is missing or has not its form.
    """
    try:
        settings = ServiceSettings()
    except ValidationError as error:
        raise unfit(PREFIX, error) from None
    needed = {
        "CORP_ID": settings.corp_id,
        "SECRET": settings.secret.get_secret_value(),
        "TOKEN": settings.token.get_secret_value(),
        "AES_KEY": settings.aes_key.get_secret_value(),
    }
    if not all_there(PREFIX, TITLE, needed):
        return None
    check_forms(PREFIX, needed, settings.api)
    return settings
