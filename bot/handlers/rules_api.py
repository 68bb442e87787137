"""The rules over HTTP, read-only, without cookies.

``GET /api/rules`` all of them · ``GET /api/rules/{name}?key=value`` or ``POST /api/rules/{name}`` one result ·
``GET /api/rules/openapi.json`` and ``GET /api/rules/docs`` how to ask.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.handlers.rule_prints import plain_json
from bot.handlers.rules_api_guard import guards
from bot.handlers.rules_asked import Asked, read_body, read_query
from bot.handlers.rules_pages import Pages
from bot.handlers.web_guard import put_headers
from bot.handlers.web_settings import WebSettings
from bot.services.rulings import Answer, Refusal, Rulings, Trouble, compared_json

_STATUS = {
    Trouble.UNKNOWN_RULE: 404,
    Trouble.BAD_GIVEN: 400,
    Trouble.PARAMETER_MISSING: 422,
    Trouble.PARAMETER_UNKNOWN: 422,
}
_WORTH_PACKING = 1_400


def add_rules_api(
    app: web.Application, rulings: Rulings, settings: WebSettings, ticks: Callable[[], float] = time.monotonic
) -> None:
    """Puts ``/api/rules`` into an application; ``ticks`` are the seconds that rate limits count."""
    pages, asking = Pages(rulings), _Asking(rulings)
    requests = web.Application(middlewares=guards(settings, ticks))
    requests.on_response_prepare.append(_hardened)
    requests.router.add_get("", pages.rules)
    requests.router.add_get("/openapi.json", pages.openapi)
    requests.router.add_get("/docs", pages.docs)
    requests.router.add_get("/docs/{file}", pages.file)
    requests.router.add_get("/{name}", asking.by_query)
    requests.router.add_post("/{name}", asking.by_body)
    app.add_subapp("/api/rules", requests)


async def _hardened(request: web.Request, response: web.StreamResponse) -> None:
    put_headers(response)


@dataclass(frozen=True, slots=True)
class _Asking:
    rulings: Rulings

    async def by_query(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if self.rulings.is_secret(name):
            raise web.HTTPMethodNotAllowed(request.method, ["POST"])
        return await self._answered(name, read_query(request.query))

    async def by_body(self, request: web.Request) -> web.Response:
        return await self._answered(request.match_info["name"], await read_body(request))

    async def _answered(self, name: str, asked: Asked | Refusal) -> web.Response:
        if isinstance(asked, Refusal):
            return _refused(asked)
        if not asked.whatif:
            answer = await asyncio.to_thread(self.rulings.ask, name, asked.given, asked.today)
            return _refused(answer) if isinstance(answer, Refusal) else _json(answer.as_json())
        answers = await asyncio.to_thread(self.rulings.compare, name, asked.given, asked.whatif, asked.today)
        return _side_by_side(answers)


def _side_by_side(answers: Sequence[Answer]) -> web.Response:
    if len(answers) == 1 and isinstance(answers[0], Refusal):
        return _refused(answers[0])
    return _json(compared_json(answers))


def _refused(refusal: Refusal) -> web.Response:
    return _json(refusal.as_json(), _STATUS[refusal.trouble])


def _json(body: Any, status: int = 200) -> web.Response:
    content = plain_json(body).encode()
    response = web.Response(body=content, status=status, content_type="application/json", charset="utf-8")
    response.headers["Cache-Control"] = "no-store"
    if len(content) > _WORTH_PACKING:
        response.enable_compression()
    return response
