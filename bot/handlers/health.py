"""``/healthz`` and ``/metrics``, for whoever runs the assistant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from bot.engine.ports import StoreTrouble
from bot.services.library import Library
from bot.services.watching import Watching
from bot.store.outbox_rows import State


@dataclass(frozen=True, slots=True)
class Health:
    """Says whether turns can be kept, and which knowledge is in use."""

    library: Library
    watching: Watching
    ping: Callable[[], Awaitable[None]]
    outbox: Callable[[], Awaitable[Mapping[State, int]]] | None = None
    channels: Mapping[str, str] = field(default_factory=dict)
    """How each channel beside the web chat does; one that fails leaves the others healthy."""

    async def healthz(self, request: web.Request) -> web.Response:
        """200 where a turn could be kept, 503 where not; faults of edited data are told, not fatal."""
        try:
            await self.ping()
            database = "ok"
        except StoreTrouble:
            database = "unreachable"
        snapshot = self.library.current
        told = {
            "status": "ok" if database == "ok" else "failing",
            "database": database,
            "knowledge": snapshot.knowledge.id,
            "parameters": snapshot.law.id,
            "data_faults": len(self.library.faults),
            "channels": dict(self.channels),
        }
        return web.json_response(told, status=200 if database == "ok" else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        """Counts in Prometheus' text form; while the database is away, those of the outbox stay as they were."""
        self.watching.faults.set(len(self.library.faults))
        if self.outbox is not None:
            with suppress(StoreTrouble):
                for state, count in (await self.outbox()).items():
                    self.watching.outbox.labels(state.value).set(count)
        return web.Response(body=self.watching.exposition(), content_type="text/plain", charset="utf-8")


def add_health(app: web.Application, health: Health) -> None:
    """Puts both pages into an application."""
    app.router.add_get("/healthz", health.healthz)
    app.router.add_get("/metrics", health.metrics)
