"""The forms over HTTP, read-only, without cookies: what an entry holds, and what is wrong with one.

``GET /api/forms`` all of them · ``GET /api/forms/{key}`` the JSON schema · ``GET /api/forms/{key}/template.xlsx`` the
blank workbook · ``POST /api/forms/{key}/check`` what is wrong with an entry. Nothing is filed, nothing is kept.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.handlers.open_api_guard import Sayings, guards, hardened, json_answer
from bot.handlers.rules_asked import read_body
from bot.handlers.web_settings import WebSettings
from bot.handlers.web_troubles import Fault, Refused
from bot.services.forms import Forms
from bot.services.rulings import Refusal

_SAYINGS = Sayings("没有这个地址。全部的表在 /api/forms。", "要检查的内容请用 POST 发来，写成 JSON。")
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_forms_api(
    app: web.Application, forms: Forms, settings: WebSettings, ticks: Callable[[], float] = time.monotonic
) -> None:
    """Puts ``/api/forms`` into an application; ``ticks`` are the seconds that rate limits count."""
    desk = _Desk(forms)
    requests = web.Application(middlewares=guards(settings, ticks, _SAYINGS))
    requests.on_response_prepare.append(hardened)
    requests.router.add_get("", desk.listed)
    requests.router.add_get("/{key}", desk.schema)
    requests.router.add_get("/{key}/template.xlsx", desk.template)
    requests.router.add_post("/{key}/check", desk.check)
    app.add_subapp("/api/forms", requests)


@dataclass(frozen=True, slots=True)
class _Desk:
    forms: Forms

    async def listed(self, request: web.Request) -> web.Response:
        return json_answer({"forms": self.forms.listed()})

    async def schema(self, request: web.Request) -> web.Response:
        return json_answer(_known(self.forms.schema(request.match_info["key"])))

    async def template(self, request: web.Request) -> web.Response:
        name, content = _known(await asyncio.to_thread(self.forms.template, request.match_info["key"]))
        response = web.Response(body=content, content_type=_SHEET)
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        return response

    async def check(self, request: web.Request) -> web.Response:
        asked = await read_body(request)
        if isinstance(asked, Refusal):
            raise Refused(Fault.MALFORMED, asked.message)
        if not isinstance(asked.given, dict):
            raise Refused(Fault.MALFORMED, "内容须是一个JSON对象：{\"栏目\": \"值\"}。请写成花括号。")
        faults = _known(await asyncio.to_thread(self.forms.check, request.match_info["key"], asked.given))
        return json_answer({"in_order": not faults, "faults": faults})


def _known(found: Any) -> Any:
    if found is None:
        raise Refused(Fault.NOT_FOUND, "没有这张表。全部的表在 /api/forms。")
    return found
