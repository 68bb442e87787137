"""Settings of WeChat Customer Service (微信客服)."""

from __future__ import annotations

from typing import ClassVar

from pydantic_settings import SettingsConfigDict

from bot.handlers.tencent.enterprise import EnterpriseSettings, read_enterprise

PREFIX = "CANBAO_WECOM_SERVICE_"
TITLE = "微信客服"
"""What users call it."""


class ServiceSettings(EnterpriseSettings):
    """Each is set as ``CANBAO_WECOM_SERVICE_<NAME>``.

    They are those of an application of its own that 微信客服 → 可调用接口的应用 names: its callback is the service's.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX)

    title: ClassVar[str] = TITLE

    open_kfid: str = ""
    """The one account that is served; empty for all that the application may manage."""


def read_settings() -> ServiceSettings | None:
    """The settings; None where none of those needed is set.

    Raises:
        ChannelFault: one is missing or has not its form.
    """
    return read_enterprise(ServiceSettings)
