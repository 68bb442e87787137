"""Settings, from the environment or a file ``.env`` beside the program."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Where things lie and how the assistant serves. Each is set as ``CANBAO_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="CANBAO_", env_file=ROOT / ".env", extra="ignore")

    data: Path = ROOT / "data"
    """Knowledge, parameters and texts: read, and read again when edited."""
    region: str = "jiangsu"
    """Whose numbers of the law are used: a folder under ``parameters/`` of the data."""
    state: Path = ROOT / "var"
    """Database, key and uploads: readable by their owner only."""
    public_url: str = ""
    """What links point to; https makes cookies secure."""
    database_url: str = Field("", validation_alias=AliasChoices("CANBAO_DATABASE_URL", "DATABASE_URL"))
    """SQLite or PostgreSQL; empty means a SQLite file under ``state``."""
    key: str = ""
    """The master key, 32 bytes as base64 or hex; empty means a file under ``state``, made on the first run."""
    bureau: Literal["simulated", "guided", "remote", "none"] = "simulated"
    """What stands behind filings: the demonstration, the portal by hand, a real bureau system, or nothing."""
    bureau_url: str = ""
    """Where the real bureau system answers (``data/bureau/openapi.yaml``), for ``bureau=remote``."""
    bureau_token: SecretStr = SecretStr("")
    """What that system knows us by."""
    demo: bool = False
    """Whether the demonstration may be served under a public https address."""
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65_535)
    trust_proxy: bool = False
    """Whether X-Forwarded-For is believed: only behind a proxy of one's own."""
    visitor_rate: float = 5.0
    """Requests a second that one visitor may make, four times as many at once; 0 lets everything through."""
    address_rate: float = 60.0
    """The same for one network address, twice as many at once."""
    keep_questions_days: int = Field(180, ge=1)
    """Days that questions without an answer are kept for the editors, masked."""
    log_level: str = "INFO"

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.state / 'canbao.db'}"
