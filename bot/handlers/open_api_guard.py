"""What stands before every request to the open interfaces: a limit for each address, and one way to refuse."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from bot.handlers.rule_prints import plain_json
from bot.handlers.web_guard import put_headers
from bot.handlers.web_limits import Buckets, sender
from bot.handlers.web_settings import WebSettings
from bot.handlers.web_troubles import Fault, Refused

log = logging.getLogger(__name__)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Sayings:
    """What is said where nothing lies at an address, and where something is only taken by POST."""

    lost: str
    by_post: str


def guards(settings: WebSettings, ticks: Callable[[], float], sayings: Sayings) -> list[Middleware]:
    """The middlewares of an open interface, outermost first."""
    return [_explained(sayings), *_limited(settings, ticks)]


async def hardened(request: web.Request, response: web.StreamResponse) -> None:
    """Gives every response the headers of the pages."""
    put_headers(response)


def json_answer(body: Any, status: int = 200) -> web.Response:
    """A body that is not kept anywhere on the way, packed where that is worth it."""
    content = plain_json(body).encode()
    response = web.Response(body=content, status=status, content_type="application/json", charset="utf-8")
    response.headers["Cache-Control"] = "no-store"
    if len(content) > _WORTH_PACKING:
        response.enable_compression()
    return response


_WORTH_PACKING = 1_400


def _explained(sayings: Sayings) -> Middleware:
    @web.middleware
    async def explained(request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Whatever is not served is said in JSON; a mistake of ours is logged by its place, without what was given."""
        try:
            return await handler(request)
        except Refused as refused:
            return refused.response()
        except web.HTTPMethodNotAllowed as wrong:
            return _not_allowed(wrong, sayings)
        except web.HTTPNotFound:
            return Refused(Fault.NOT_FOUND, sayings.lost).response()
        except web.HTTPException:
            raise
        except Exception as mistake:
            place = "".join(traceback.format_tb(mistake.__traceback__))
            log.error("a request failed at %s: %s\n%s", request.path, type(mistake).__name__, place)
            return Refused(Fault.MISTAKE, "系统出了点问题，这次没有算出结果，请稍后重试。").response()

    return explained


def _not_allowed(wrong: web.HTTPMethodNotAllowed, sayings: Sayings) -> web.Response:
    allowed = sorted(wrong.allowed_methods)
    others = f"这里不能用 {wrong.method[:10]}。请用 {'、'.join(allowed)}。"
    message = sayings.by_post if allowed == ["POST"] else others
    response = Refused(Fault.NOT_ALLOWED, message).response()
    response.headers[hdrs.ALLOW] = ", ".join(allowed)
    return response


def _limited(settings: WebSettings, ticks: Callable[[], float]) -> list[Middleware]:
    if settings.address_rate is None:
        return []
    buckets = Buckets(settings.address_rate, ticks)

    @web.middleware
    async def limited(request: web.Request, handler: _Handler) -> web.StreamResponse:
        wait = buckets.take(sender(request, settings.proxies))
        if wait:
            raise Refused(Fault.TOO_FAST, "问得太快了，请稍等几秒再问。", wait)
        return await handler(request)

    return [limited]
