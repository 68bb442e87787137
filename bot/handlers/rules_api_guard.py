"""What stands before every request to the rules: a limit for each address, and one way to refuse."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from bot.handlers.web_limits import Buckets, sender
from bot.handlers.web_settings import WebSettings
from bot.handlers.web_troubles import Fault, Refused

log = logging.getLogger(__name__)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guards(settings: WebSettings, ticks: Callable[[], float]) -> list[Middleware]:
    """The middlewares of the rules, outermost first."""
    return [_explained, *_limited(settings, ticks)]


@web.middleware
async def _explained(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Whatever is not served is said in JSON; a mistake of ours is logged by its place, without what was given."""
    try:
        return await handler(request)
    except Refused as refused:
        return refused.response()
    except web.HTTPMethodNotAllowed as wrong:
        return _not_allowed(wrong)
    except web.HTTPNotFound:
        return Refused(Fault.NOT_FOUND, "没有这个地址。用法见 /api/rules/docs。").response()
    except web.HTTPException:
        raise
    except Exception as mistake:
        place = "".join(traceback.format_tb(mistake.__traceback__))
        log.error("a rule failed at %s: %s\n%s", request.path, type(mistake).__name__, place)
        return Refused(Fault.MISTAKE, "系统出了点问题，这次没有算出结果，请稍后重试。").response()


def _not_allowed(wrong: web.HTTPMethodNotAllowed) -> web.Response:
    allowed = sorted(wrong.allowed_methods)
    if allowed == ["POST"]:
        message = "密码不能写在网址里：网址会留在浏览记录和日志中。请用 POST，把密码放在 JSON 里。"
    else:
        message = f"这里不能用 {wrong.method[:10]}。请用 {'、'.join(allowed)}。"
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
