"""Instants as the tables have them: ISO text in UTC, of one width, so that they sort."""

from __future__ import annotations

from datetime import UTC, datetime


def written(instant: datetime) -> str:
    """The text that is kept."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def instant(text: str) -> datetime:
    """The instant that was kept."""
    return datetime.fromisoformat(text)
