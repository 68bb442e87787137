"""Settings of the web chat; bot.app fills them from the environment."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretBytes

_Key = Annotated[SecretBytes, Field(min_length=32)]


class Rate(BaseModel):
    """How many requests are let through: ``burst`` at once, then ``per_second``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    per_second: float = Field(gt=0)
    burst: int = Field(ge=1)


class WebSettings(BaseModel):
    """``key`` signs the visitor's cookie and must not change; sizes are in bytes.

    ``banner`` stands under the name at the top of the page. ``proxies`` is how many reverse proxies of ours
    stand in front: 0 ignores X-Forwarded-For. A rate of None lets everything through.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: _Key
    public_url: str = "http://127.0.0.1:8000"
    title: str = "参保助手"
    banner: str = "自助助手，不是经办机构"
    proxies: int = Field(default=0, ge=0)
    visitor_rate: Rate | None = Rate(per_second=5, burst=20)
    address_rate: Rate | None = Rate(per_second=60, burst=120)
    most_json_bytes: int = 64 * 1024
    most_file_bytes: int = 10 * 1024 * 1024
    most_history_turns: int = 200

    @property
    def secure(self) -> bool:
        """Whether the page is reached by https, so that cookies may ask for it."""
        return self.public_url.lower().startswith("https://")
