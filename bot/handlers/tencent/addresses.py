"""Addresses of servers to which secrets are sent."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_NEAR = ("127.0.0.1", "localhost", "::1")


def is_safe_base(url: str) -> bool:
    """Whether calls may be made below this address: by https, or without on this computer."""
    try:
        address = urlsplit(url)
        host = address.hostname
    except ValueError:
        return False
    if not host or address.query or address.fragment or re.search(r"\s", url):
        return False
    return address.scheme == "https" or (address.scheme == "http" and host in _NEAR)
