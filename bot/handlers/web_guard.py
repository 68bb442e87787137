"""What stands before every request of the chat: limits, the same origin, a visitor, and one way to refuse."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware
from yarl import URL

from bot.engine.ports import StoreTrouble
from bot.handlers.web_limits import Buckets, sender
from bot.handlers.web_settings import Rate, WebSettings
from bot.handlers.web_troubles import Fault, Refused
from bot.handlers.web_visitors import Visitor, Visitors

log = logging.getLogger(__name__)
VISITOR = web.RequestKey("visitor", Visitor)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_OUTAGE_WAIT_SECONDS = 3.0


def guards(
    settings: WebSettings, visitors: Visitors, ticks: Callable[[], float] = time.monotonic
) -> list[Middleware]:
    """The middlewares of the chat, outermost first."""
    by_sender = _limited(settings.address_rate, ticks, lambda request: sender(request, settings.proxies))
    by_visitor = _limited(settings.visitor_rate, ticks, lambda request: request[VISITOR].id)
    return [explained, *by_sender, _same_origin(settings), _known(visitors), *by_visitor]


@web.middleware
async def explained(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Everything that is not served is said in JSON, in Chinese; our own mistakes are logged."""
    try:
        return await handler(request)
    except Refused as refused:
        return refused.response()
    except web.HTTPNotFound:
        return Refused(Fault.NOT_FOUND, "没有这个地址，请刷新页面。").response()
    except web.HTTPException:
        raise
    except StoreTrouble:
        log.exception("the store did not answer")
        message = "系统暂时读不到您的记录，请稍后再试。"
        return Refused(Fault.OUTAGE, message, _OUTAGE_WAIT_SECONDS).response()
    except Exception:
        log.exception("the web chat failed at %s", request.path)
        return Refused(Fault.MISTAKE, "系统出了点问题，这条消息没有处理，请稍后重发。").response()


def _limited(
    rate: Rate | None, ticks: Callable[[], float], key: Callable[[web.Request], str]
) -> list[Middleware]:
    if rate is None:
        return []
    buckets = Buckets(rate, ticks)

    @web.middleware
    async def limited(request: web.Request, handler: _Handler) -> web.StreamResponse:
        wait = buckets.take(key(request))
        if wait:
            raise Refused(Fault.TOO_FAST, "消息发得太快了，稍等几秒会自动重发。", wait)
        return await handler(request)

    return [limited]


def _same_origin(settings: WebSettings) -> Middleware:
    public = URL(settings.public_url).authority

    @web.middleware
    async def same_origin(request: web.Request, handler: _Handler) -> web.StreamResponse:
        if request.method not in ("GET", "HEAD") and is_foreign(request, public):
            raise Refused(Fault.FOREIGN, "这个请求不是从本页面发出的，请刷新页面后再试。")
        return await handler(request)

    return same_origin


def is_foreign(request: web.Request, public: str) -> bool:
    """Whether the request comes from another site than this one, whose public authority is ``public``."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    try:
        return URL(origin).authority not in {request.host, public}
    except ValueError:
        return True


def _known(visitors: Visitors) -> Middleware:
    @web.middleware
    async def known(request: web.Request, handler: _Handler) -> web.StreamResponse:
        visitor = visitors.known(request)
        request[VISITOR] = visitor
        response = await handler(request)
        if visitor.stale and not response.prepared:
            visitors.remember(response, visitor)
        return response

    return known


def put_headers(response: web.StreamResponse) -> None:
    """Puts the security headers on a response, where it does not have its own."""
    response.headers["Server"] = "canbao"
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)


_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
