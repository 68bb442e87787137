"""The rules over HTTP, read-only, without cookies.

``GET /api/rules`` all of them · ``GET /api/rules/{name}?key=value`` or ``POST /api/rules/{name}`` one result ·
``GET /api/rules/openapi.json`` and ``GET /api/rules/docs`` how to ask.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.handlers.open_api_guard import Sayings, guards, hardened, json_answer
from bot.handlers.rules_asked import Asked, read_body, read_query
from bot.handlers.rules_pages import Pages
from bot.handlers.web_settings import WebSettings
from bot.services.rulings import Answer, Refusal, Rulings, Trouble, compared_json

_STATUS = {
    Trouble.UNKNOWN_RULE: 404,
    Trouble.BAD_GIVEN: 400,
    Trouble.PARAMETER_MISSING: 422,
    Trouble.PARAMETER_UNKNOWN: 422,
}
_SAYINGS = Sayings(
    "没有这个地址。用法见 /api/rules/docs。",
    "密码不能写在网址里：网址会留在浏览记录和日志中。请用 POST，把密码放在 JSON 里。",
)


def add_rules_api(
    app: web.Application, rulings: Rulings, settings: WebSettings, ticks: Callable[[], float] = time.monotonic
) -> None:
    """Puts ``/api/rules`` into an application; ``ticks`` are the seconds that rate limits count."""
    pages, asking = Pages(rulings), _Asking(rulings)
    requests = web.Application(middlewares=guards(settings, ticks, _SAYINGS))
    requests.on_response_prepare.append(hardened)
    requests.router.add_get("", pages.rules)
    requests.router.add_get("/openapi.json", pages.openapi)
    requests.router.add_get("/docs", pages.docs)
    requests.router.add_get("/docs/{file}", pages.file)
    requests.router.add_get("/{name}", asking.by_query)
    requests.router.add_post("/{name}", asking.by_body)
    app.add_subapp("/api/rules", requests)


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
            return _refused(answer) if isinstance(answer, Refusal) else json_answer(answer.as_json())
        answers = await asyncio.to_thread(self.rulings.compare, name, asked.given, asked.whatif, asked.today)
        return _side_by_side(answers)


def _side_by_side(answers: Sequence[Answer]) -> web.Response:
    if len(answers) == 1 and isinstance(answers[0], Refusal):
        return _refused(answers[0])
    return json_answer(compared_json(answers))


def _refused(refusal: Refusal) -> web.Response:
    return json_answer(refusal.as_json(), _STATUS[refusal.trouble])
