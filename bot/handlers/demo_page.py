"""The panel of the demonstration: as whom it can be tried, with whom, what codes were sent, and the others' part.

``GET /demo`` the panel · ``POST /demo`` does what in reality an employee, the police or the deployer would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import hdrs, web
from yarl import URL

from bot.handlers.parameter_page import TEMPLATES
from bot.handlers.web_guard import is_foreign, put_headers


class Panel(Protocol):
    """What the panel shows and does."""

    async def shown(self) -> Any:
        """Logins, people and codes."""
        ...

    async def act(self, act: str, number: str) -> str:
        """Does it, and says in Chinese what came of it."""
        ...

    @property
    def acts(self) -> Sequence[tuple[str, str]]:
        """What can be done, each with its label."""
        ...


@dataclass(frozen=True, slots=True)
class DemoPage:
    """Serves the panel; there is one only with the simulated bureau."""

    panel: Panel
    public_url: str

    async def show(self, request: web.Request) -> web.Response:
        """The panel."""
        return await self._page("")

    async def act(self, request: web.Request) -> web.Response:
        """Does one of the others' parts, then shows the panel with what came of it."""
        if is_foreign(request, URL(self.public_url).authority):
            return await self._page("这个请求不是从本页面发出的，什么都没有变。")
        form = await request.post()
        said = await self.panel.act(str(form.get("act", "")), str(form.get("number", "")))
        return await self._page(said)

    async def _page(self, said: str) -> web.Response:
        shown = await self.panel.shown()
        html = TEMPLATES.get_template("demo.html").render(shown=shown, acts=self.panel.acts, said=said)
        # A form of a page without referrers is sent from the origin "null", which may be anybody's.
        headers = {hdrs.CACHE_CONTROL: "no-store", "Referrer-Policy": "same-origin"}
        response = web.Response(text=html, content_type="text/html", headers=headers)
        put_headers(response)
        return response


def add_demo_page(app: web.Application, page: DemoPage) -> None:
    """Puts the panel into an application."""
    app.router.add_get("/demo", page.show)
    app.router.add_post("/demo", page.act)
