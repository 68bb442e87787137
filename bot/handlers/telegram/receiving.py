"""The two ways in which updates come: Telegram calls, or is asked."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from typing import Any

from aiogram.methods import TelegramMethod
from aiohttp import web

from bot.handlers.telegram.inbox import UPDATES, Inbox
from bot.handlers.telegram.line import Line
from bot.handlers.telegram.troubles import Slow, Trouble, WrongToken

log = logging.getLogger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_AT_ONCE_SECONDS = 0.5
_POLL_SECONDS = 25
_MOST_FAILURES = 4
_PAUSE_BETWEEN_EMPTY = 0.3


class Webhook:
    """What Telegram calls."""

    def __init__(self, secret: str, inbox: Inbox) -> None:
        self._secret = secret.encode()
        self._inbox = inbox

    async def take(self, request: web.Request) -> web.Response:
        """Takes an update. It is answered at once: when it is dealt with, or after half a second written down."""
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self._secret):
            raise web.HTTPUnauthorized(text="wrong secret token")
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError) as error:
            raise web.HTTPBadRequest(text="this is not JSON") from error
        if not isinstance(update, dict) or not _is_number(update.get("update_id")):
            raise web.HTTPBadRequest(text="this is no update: update_id is missing")
        await self._inbox.take([update], _AT_ONCE_SECONDS)
        return web.Response()


class GetUpdates(TelegramMethod[list[dict[str, Any]]]):
    """``getUpdates`` as it comes, so that one update which aiogram cannot read does not hide the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int = _POLL_SECONDS
    allowed_updates: list[str] = list(UPDATES)


async def poll(line: Line, inbox: Inbox) -> None:
    """Asks for updates until cancelled. An outage is waited for, a long one given up.

    Raises:
        Trouble: Telegram did not answer several times in a row, or does not know the token any more.
    """
    loop, offset, failed = asyncio.get_running_loop(), None, 0
    while True:
        began = loop.time()
        try:
            updates = await line.call(GetUpdates(offset=offset), _POLL_SECONDS + 10)
        except Trouble as trouble:
            failed += 1
            if isinstance(trouble, WrongToken) or failed >= _MOST_FAILURES:
                raise
            pause = trouble.seconds if isinstance(trouble, Slow) else 2.0**failed
            log.warning("Telegram could not be asked, trying again in %g s: %s", pause, trouble)
            await asyncio.sleep(pause)
            continue
        failed = 0
        known = [update for update in updates if _is_number(update.get("update_id"))]
        if known:
            offset = max(update["update_id"] for update in known) + 1
            # Asking on tells Telegram that they are dealt with; a slow one must not keep the others waiting.
            await inbox.take(known, _AT_ONCE_SECONDS)
        elif loop.time() - began < 1:
            await asyncio.sleep(_PAUSE_BETWEEN_EMPTY)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
