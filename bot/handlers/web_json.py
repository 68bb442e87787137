"""The web chat's JSON: replies and turns of the past in the form that the page reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from aiohttp import web

from bot.engine.messages import Reply
from bot.handlers.web_ports import TurnShown

_WORTH_PACKING = 1_400


def json_response(body: Any, status: int = 200) -> web.Response:
    """A JSON response that no cache keeps; packed where it would not fit one network packet."""
    content = orjson.dumps(body)
    response = web.Response(body=content, status=status, content_type="application/json", charset="utf-8")
    response.headers["Cache-Control"] = "no-store"
    if len(content) > _WORTH_PACKING:
        response.enable_compression()
    return response


def reply_json(reply: Reply, at: datetime) -> dict[str, Any]:
    """A reply with the option ids that the page sends back, and its instant."""
    numbered = enumerate(reply.options, 1)
    options = [{"number": n, "label": option.label, "id": option.id} for n, option in numbered]
    return {**reply.as_json(), "options": options, "at": at.isoformat()}


def turn_json(turn: TurnShown) -> dict[str, Any]:
    """A turn of the past; ``late`` is the number of one that came by itself."""
    shown = {"said": turn.said, "reply": reply_json(turn.reply, turn.at)}
    return shown if turn.late is None else {**shown, "late": turn.late}
