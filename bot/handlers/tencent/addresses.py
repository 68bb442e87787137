"""Where a platform's interface answers: secrets are sent there, so that nobody on the way may read them."""

from __future__ import annotations

from urllib.parse import urlsplit

_NEAR = frozenset({"127.0.0.1", "localhost", "::1"})


def is_safe(address: str) -> bool:
    """Whether this is a base address to which secrets may be sent: by https, or by http on this machine."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018
    except ValueError:
        return False
    if not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc or any(map(str.isspace, address)):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _NEAR)
