"""The web chat: a page that looks like WeChat, and the few requests that it makes.

``GET /`` the page · ``POST /api/chat/turn`` one message · ``POST /api/chat/file`` one file ·
``GET /api/chat/history`` what was said before · ``GET /api/chat/files/{id}`` a file of one's own ·
``GET /api/chat/late`` what comes by itself, as server-sent events.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import hdrs, web

from bot.engine.messages import Inbound
from bot.engine.ports import Clock
from bot.handlers.web_bodies import read_asked, read_sent
from bot.handlers.web_guard import VISITOR, guards, put_headers
from bot.handlers.web_json import json_response, reply_json, turn_json
from bot.handlers.web_kinds import IMAGES
from bot.handlers.web_late import LateLine
from bot.handlers.web_page import load_page
from bot.handlers.web_ports import History, TakeFile, Turns, Uploads
from bot.handlers.web_settings import WebSettings
from bot.handlers.web_troubles import Fault, Refused
from bot.handlers.web_visitors import Visitors

_SHOWN_TURNS = 50


def web_chat(
    turns: Turns,
    history: History,
    uploads: Uploads,
    take_file: TakeFile,
    settings: WebSettings,
    clock: Clock,
    ticks: Callable[[], float] = time.monotonic,
    late: LateLine | None = None,
) -> web.Application:
    """The web chat as an application that serves ``/``; other paths may be added to it.

    ``ticks`` are the seconds that rate limits count. Without ``late`` nothing comes to the page by itself.
    """
    visitors = Visitors(settings, clock)
    page = load_page(settings, visitors)
    chat = _Chat(turns, history, uploads, take_file, settings, clock, late)
    requests = web.Application(middlewares=guards(settings, visitors, ticks))
    requests.router.add_post("/turn", chat.turn)
    requests.router.add_post("/file", chat.file)
    requests.router.add_get("/history", chat.past)
    requests.router.add_get("/files/{id}", chat.download)
    if late is not None:
        requests.router.add_get("/late", late.stream)
        requests.on_shutdown.append(late.close)
    app = web.Application()
    app.on_response_prepare.append(_hardened)
    app.router.add_get("/", page.show)
    app.router.add_get("/static/{version}/{name}", page.static)
    app.add_subapp("/api/chat", requests)
    return app


async def _hardened(request: web.Request, response: web.StreamResponse) -> None:
    put_headers(response)


@dataclass(frozen=True, slots=True)
class _Chat:
    turns: Turns
    history: History
    uploads: Uploads
    take_file: TakeFile
    settings: WebSettings
    clock: Clock
    late: LateLine | None

    async def turn(self, request: web.Request) -> web.Response:
        asked = await read_asked(request, self.settings.most_json_bytes)
        return await self._reply(asked.inbound(request[VISITOR].address))

    async def file(self, request: web.Request) -> web.Response:
        sent = await read_sent(request, self.settings.most_file_bytes)
        reply = await self.take_file(request[VISITOR].address, sent.id, sent.name, sent.content)
        return json_response(reply_json(reply, self.clock.now()))

    async def past(self, request: web.Request) -> web.Response:
        limit = _whole_number(request.query.get("limit"), _SHOWN_TURNS)
        limit = max(1, min(limit, self.settings.most_history_turns))
        address = request[VISITOR].address
        # Asked before the turns: what comes in between is in both, and the page shows it once.
        late = {} if self.late is None else {"late": await self.late.newest(address)}
        turns = await self.history.history(address, limit)
        body = {"turns": [turn_json(turn) for turn in turns], "more": len(turns) == limit, **late}
        return json_response({**body, "now": self.clock.now().isoformat()})

    async def download(self, request: web.Request) -> web.Response:
        found = await self.uploads.open_upload(request[VISITOR].address, request.match_info["id"])
        if found is None:
            raise Refused(Fault.NOT_FOUND, "没有这个文件，可能已过期或不是您的文件。")
        file, content = found
        place = "inline" if file.kind in IMAGES else "attachment"
        headers = {
            hdrs.CONTENT_TYPE: file.kind,
            hdrs.CONTENT_DISPOSITION: f"{place}; filename*=UTF-8''{quote(file.name, safe='')}",
            hdrs.CACHE_CONTROL: "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return web.Response(body=content, headers=headers)

    async def _reply(self, inbound: Inbound) -> web.Response:
        reply = await self.turns.turn(inbound)
        return json_response(reply_json(reply, self.clock.now()))


def _whole_number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    try:
        return int(text)
    except ValueError as error:
        raise Refused(Fault.MALFORMED, "limit 要是一个整数。") from error
