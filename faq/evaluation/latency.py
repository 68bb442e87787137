"""How long messages took."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Latency:
    """Milliseconds a message; 0 of nothing."""

    median: float
    p95: float
    longest: float
    count: int


def latency(seconds: Iterable[float]) -> Latency:
    """The figures of measured seconds; a percentile is the least time that so many of them do not exceed."""
    ordered = sorted(seconds)
    if not ordered:
        return Latency(0.0, 0.0, 0.0, 0)

    def at(share: float) -> float:
        return ordered[ceil(share * len(ordered)) - 1] * 1000

    return Latency(at(0.5), at(0.95), at(1.0), len(ordered))
