"""Nothing yet: the place of the simulated bureau's tables."""

from __future__ import annotations

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Changes nothing."""
