"""What the web chat refuses, and how: a status for programs, a Chinese sentence for the page to show."""

from __future__ import annotations

import math
from enum import StrEnum

from aiohttp import web

from bot.handlers.web_json import json_response


class Fault(StrEnum):
    """Why a request was not served."""

    MALFORMED = "malformed"
    FOREIGN = "foreign"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    TOO_FAST = "too_fast"
    OUTAGE = "outage"
    MISTAKE = "mistake"


_STATUS = {
    Fault.MALFORMED: 400,
    Fault.FOREIGN: 403,
    Fault.NOT_FOUND: 404,
    Fault.NOT_ALLOWED: 405,
    Fault.TOO_LARGE: 413,
    Fault.WRONG_KIND: 415,
    Fault.TOO_FAST: 429,
    Fault.OUTAGE: 503,
    Fault.MISTAKE: 500,
}


class Refused(Exception):
    """The request is not served. ``message`` tells the user why and what to do; ``wait`` is in seconds."""

    def __init__(self, fault: Fault, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.fault = fault
        self.message = message
        self.wait = wait

    def response(self) -> web.Response:
        """The refusal as the page reads it."""
        body = {"error": {"code": self.fault.value, "message": self.message}}
        response = json_response(body, status=_STATUS[self.fault])
        if self.wait is not None:
            response.headers["Retry-After"] = str(max(1, math.ceil(self.wait)))
        return response
