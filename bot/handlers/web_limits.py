"""Rate limits: a token bucket for each key, in memory."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web

from bot.handlers.web_settings import Rate

_MOST_KEYS = 20_000
_IPV6_HOUSEHOLD = 64


class Buckets:
    """One bucket a key. The keys longest unused are forgotten, which only ever favors them."""

    def __init__(self, rate: Rate, ticks: Callable[[], float]) -> None:
        """``ticks`` are seconds that never go back."""
        self._rate = rate
        self._ticks = ticks
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Takes a token. Gives the seconds until there is one; 0 where it was taken."""
        now = self._ticks()
        tokens, filled = self._buckets.pop(key, (float(self._rate.burst), now))
        tokens = min(self._rate.burst, tokens + (now - filled) * self._rate.per_second)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._rate.per_second
        self._buckets[key] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > _MOST_KEYS:
            self._buckets.popitem(last=False)
        return wait


def sender(request: web.Request, proxies: int) -> str:
    """The network address that a request comes from; an IPv6 household is one.

    With ``proxies`` of ours in front, the entry that the outermost of them wrote is believed, none before it.
    """
    forwarded = [part.strip() for part in ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")]
    if proxies and len(forwarded) >= proxies and (believed := _network(forwarded[-proxies])):
        return believed
    return _network(request.remote or "") or "local"


def _network(address: str) -> str | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed.packed, _IPV6_HOUSEHOLD), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
