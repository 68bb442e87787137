"""Figures: percentiles and a Markdown table of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Latency:
    """Latencies in milliseconds, and how many turns a second went through."""

    name: str
    median: float
    p95: float
    p99: float
    per_second: float
    count: int


def latency(name: str, seconds: Sequence[float], elapsed: float) -> Latency:
    """The figures of measured turns; ``elapsed`` is the wall time of all of them, in seconds."""

    def at(share: float) -> float:
        return percentile(seconds, share) * 1000

    return Latency(name, at(0.5), at(0.95), at(0.99), len(seconds) / elapsed, len(seconds))


def percentile(seconds: Sequence[float], share: float) -> float:
    """The least of them that ``share`` of them, a fraction, do not exceed."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


def table(rows: Sequence[Latency]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | median ms | 95th ms | 99th ms | turns/s | turns |", "|---|--:|--:|--:|--:|--:|"]
    lines += [
        f"| {row.name} | {row.median:.2f} | {row.p95:.2f} | {row.p99:.2f} | {row.per_second:.0f} | {row.count} |"
        for row in rows
    ]
    return "\n".join(lines)
