"""The chain that protects the audit trail: each row's hash runs over the hash before it and all of the row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

BEGIN = bytes(32)
"""The hash before the first row."""
_TEXTS = ("person", "module", "request", "action", "rule", "law")


def link(previous: bytes, row: Mapping[Any, Any]) -> bytes:
    """The hash of a row (BLAKE2b-256), over its sealed content, so that it holds when nobody can open that any more.

    Each part goes in with its length: nothing can move from one column to the next.
    """
    at: datetime = row["at"]
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [previous, instant.encode(), *(row[name].encode() for name in _TEXTS), bytes(row["kept"])]
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hashlib.blake2b(framed, digest_size=32, person=b"canbao audit v1").digest()
