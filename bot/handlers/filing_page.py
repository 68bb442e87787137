"""The page that a receipt's code opens: how one filing stands, the person masked, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from aiohttp import hdrs, web

from bot.handlers.parameter_page import TEMPLATES
from bot.handlers.web_guard import put_headers


class Statuses(Protocol):
    """Says how the filing behind a receipt stands."""

    async def look(self, token: str) -> Any:
        """The filing, or None."""
        ...


@dataclass(frozen=True, slots=True)
class FilingPage:
    """Serves the page; ``demo`` where the bureau is a demonstration."""

    statuses: Statuses
    demo: bool

    async def show(self, request: web.Request) -> web.Response:
        """How the filing stands; 404 in Chinese where the link is wrong or too old."""
        try:
            status = await self.statuses.look(request.match_info["token"])
        except Exception as trouble:  # whatever the bureau's line stumbles over, the holder is told to come again
            if type(trouble).__name__ != "Outage":
                raise
            return self._page(HTTPStatus.SERVICE_UNAVAILABLE, None, "经办系统现在没有回话，请过一会儿再看。")
        if status is None:
            return self._page(HTTPStatus.NOT_FOUND, None, "没有这笔申报：码不对，或者太久了。请向给您回执的单位核实。")
        return self._page(HTTPStatus.OK, status, "")

    def _page(self, code: HTTPStatus, status: Any, said: str) -> web.Response:
        html = TEMPLATES.get_template("filing.html").render(status=status, said=said, demo=self.demo)
        headers = {hdrs.CACHE_CONTROL: "no-store", "Referrer-Policy": "no-referrer"}
        response = web.Response(text=html, content_type="text/html", status=code, headers=headers)
        put_headers(response)
        return response


def add_filing_page(app: web.Application, page: FilingPage) -> None:
    """Puts the page into an application."""
    app.router.add_get(r"/filing/{token:[A-Za-z0-9_-]{16,300}}", page.show)
