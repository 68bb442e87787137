"""Settings of the action server, from the environment or ``.env``."""

from __future__ import annotations

from ipaddress import ip_address

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.handlers.channel import ChannelFault
from bot.settings import ROOT

_LEAST_TOKEN = 16
_NEAR = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""For an address that means all of this computer's, one of them."""


class RasaSettings(BaseSettings):
    """``CANBAO_RASA_TOKEN``, ``CANBAO_RASA_PORT``, and ``SANIC_HOST`` as for every rasa-sdk server."""

    model_config = SettingsConfigDict(env_prefix="CANBAO_RASA_", env_file=ROOT / ".env", extra="ignore")

    token: SecretStr = SecretStr("")
    """What Rasa shows to be let in. Empty: only answers and rules are given, and no one's conversation."""
    port: int = Field(default=5055, ge=1, le=65_535)
    host: str = Field(default="127.0.0.1", validation_alias="SANIC_HOST")

    @property
    def is_local(self) -> bool:
        """Whether only programs on this computer can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def url(self) -> str:
        """Where it listens."""
        return _url(self.host, self.port)

    @property
    def near_url(self) -> str:
        """Where a program on this computer reaches it."""
        return _url(_NEAR.get(self.host, self.host), self.port)


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def read_settings() -> RasaSettings:
    """The settings as they stand.

    Raises:
        ChannelFault: one of them cannot be used.
    """
    try:
        settings = RasaSettings()
    except ValidationError as wrong:
        names = "、".join(_name(error["loc"][0]) for error in wrong.errors())
        raise ChannelFault(f"设置{names}不对。端口要是1到65535的整数，请改正后再启动。") from None
    if 0 < len(settings.token.get_secret_value()) < _LEAST_TOKEN:
        raise ChannelFault(f"CANBAO_RASA_TOKEN太短，容易被猜到，至少{_LEAST_TOKEN}个字符。请换成随机的一串。")
    return settings


def _name(field: str | int) -> str:
    return str(field) if str(field).isupper() else f"CANBAO_RASA_{field}".upper()
