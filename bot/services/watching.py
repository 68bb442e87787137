"""What is watched while serving: turns, their time, and decisions, as Prometheus counts without personal data."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.engine.messages import Inbound, Reply

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Watching:
    """Counts turns. Labels hold channels, decisions and dialogs only, never a person or a text."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Counter(
            "canbao_turns", "Turns by channel and decision", ["channel", "decision"], registry=self.registry
        )
        self._seconds = Histogram(
            "canbao_turn_seconds", "Seconds a turn took", ["channel"], buckets=_BUCKETS, registry=self.registry
        )
        self._steps = Counter(
            "canbao_dialog_steps", "Turns that left a dialog at a step", ["dialog", "step"], registry=self.registry
        )
        self.faults = Gauge("canbao_data_faults", "Faults of the edited data folder", registry=self.registry)
        self.outbox = Gauge("canbao_outbox_entries", "Entries of the outbox", ["state"], registry=self.registry)
        self._channels = Gauge(
            "canbao_channel_working", "1 where a channel works, 0 where it fails", ["channel"], registry=self.registry
        )
        self._failures = Counter(
            "canbao_channel_failures", "Times that a channel stopped working", ["channel"], registry=self.registry
        )

    def channel(self, name: str, standing: str) -> None:
        """Takes down how a channel does: ``ok`` or not."""
        works = standing == "ok"
        self._channels.labels(name).set(works)
        self._failures.labels(name).inc(not works)

    def turn(self, inbound: Inbound, reply: Reply, seconds: float) -> None:
        """Counts one turn."""
        channel = inbound.address.channel
        self._turns.labels(channel, reply.decision.value if reply.decision else "none").inc()
        self._seconds.labels(channel).observe(seconds)
        if reply.dialog and reply.step:
            self._steps.labels(reply.dialog, reply.step).inc()

    def exposition(self) -> bytes:
        """The counts in Prometheus' text form."""
        return generate_latest(self.registry)
