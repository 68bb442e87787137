"""Visitors: an anonymous person is known by a signed cookie and by nothing else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.engine.messages import Address
from bot.engine.ports import Clock
from bot.handlers.web_settings import WebSettings

CHANNEL = "web"
_YEAR = timedelta(days=365)
_RENEW_AFTER = timedelta(days=30)
_FORM = re.compile(r"v1\.([A-Za-z0-9_-]{22})\.([0-9]{1,12})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sends the request. ``stale`` says that the cookie must be set (again)."""

    id: str
    stale: bool

    @property
    def address(self) -> Address:
        """Where the visitor is met."""
        return Address(CHANNEL, self.id)


class Visitors:
    """Knows visitors by their cookies and gives new ones to all others."""

    def __init__(self, settings: WebSettings, clock: Clock) -> None:
        self._key = settings.key.get_secret_value()
        self._secure = settings.secure
        self._clock = clock
        self.cookie = "__Host-canbao" if settings.secure else "canbao"

    def known(self, request: web.Request) -> Visitor:
        """The visitor of a request; a new one where the cookie is missing, forged or over a year old."""
        match = _FORM.fullmatch(request.cookies.get(self.cookie, ""))
        if match and hmac.compare_digest(self._signature(match[1], match[2]), _bytes(match[3])):
            age = self._clock.now() - datetime.fromtimestamp(int(match[2]), self._clock.now().tzinfo)
            if age < _YEAR:
                return Visitor(match[1], age > _RENEW_AFTER)
        return Visitor(secrets.token_urlsafe(16), True)

    def remember(self, response: web.StreamResponse, visitor: Visitor) -> None:
        """Sets the visitor's cookie for a year from now."""
        issued = str(int(self._clock.now().timestamp()))
        signature = base64.urlsafe_b64encode(self._signature(visitor.id, issued)).rstrip(b"=").decode()
        response.set_cookie(
            self.cookie,
            f"v1.{visitor.id}.{issued}.{signature}",
            max_age=int(_YEAR.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )

    def _signature(self, visitor: str, issued: str) -> bytes:
        return hmac.digest(self._key, f"canbao visitor v1 {visitor} {issued}".encode(), hashlib.sha256)


def _bytes(signature: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(signature + "=")
    except binascii.Error:
        return b""
