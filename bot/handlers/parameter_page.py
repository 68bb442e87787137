"""Pages that show rules and their parameters through the years, read from the present data at each request.

``GET /rules`` all rules and parameters · ``GET /rules/{name}`` one rule · ``GET /rules/calendar/{year}.svg`` a year's
filing calendar · ``GET /rules/look.css`` the pages' style.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp import hdrs, web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.documents.year_calendar import year_calendar
from bot.engine.ports import Clock
from bot.handlers.step_chart import step_chart
from bot.handlers.web_guard import put_headers
from bot.services.citing import citing
from bot.services.library import Library
from bot.services.parameter_pages import UnknownRule, rule_index, rule_shown

_FOLDER = Path(__file__).parent / "templates"
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ASK_AGAIN = {hdrs.CACHE_CONTROL: "no-cache"}


@dataclass(frozen=True, slots=True)
class ParameterPages:
    """Serves the pages out of the snapshot that is current at each request."""

    library: Library
    clock: Clock

    async def index(self, request: web.Request) -> web.Response:
        """All rules and parameters."""
        return _page("rule_index.html", page=rule_index(self.library.current, self.clock.today()))

    async def rule(self, request: web.Request) -> web.Response:
        """One rule; 404 in Chinese where there is none."""
        today = self.clock.today()
        try:
            page = rule_shown(request.match_info["name"], self.library.current, today)
        except UnknownRule:
            return _missing("没有这个规则", "地址里的规则名称不对，可能已经改名。请从目录里选一个。")
        charts = {each.name: step_chart(each.history, today) for each in page.parameters if each.history.drawn}
        return _page("rule.html", page=page, charts=charts, year=today.year)

    async def calendar(self, request: web.Request) -> web.Response:
        """The filing calendar of a year as SVG."""
        snapshot, year = self.library.current, int(request.match_info["year"])
        try:
            picture = year_calendar(year, snapshot.law, self.clock.today(), citing(snapshot.knowledge.guides))
        except ValueError as fault:
            return _missing("没有这一年的日历", str(fault))
        return web.Response(text=picture, content_type="image/svg+xml", headers=_ASK_AGAIN)

    async def look(self, request: web.Request) -> web.FileResponse:
        """The pages' style sheet."""
        return web.FileResponse(_FOLDER / "rules.css", headers=_ASK_AGAIN)


def add_parameter_pages(app: web.Application, pages: ParameterPages) -> None:
    """Puts the pages into an application."""
    app.router.add_get("/rules", pages.index)
    app.router.add_get("/rules/look.css", pages.look)
    app.router.add_get(r"/rules/calendar/{year:\d{4}}.svg", pages.calendar)
    app.router.add_get("/rules/{name}", pages.rule)


def _page(template: str, status: HTTPStatus = HTTPStatus.OK, **shown: Any) -> web.Response:
    html = _TEMPLATES.get_template(template).render(**shown)
    response = web.Response(text=html, content_type="text/html", status=status, headers=_ASK_AGAIN)
    put_headers(response)
    return response


def _missing(title: str, reason: str) -> web.Response:
    return _page("rule_missing.html", HTTPStatus.NOT_FOUND, title=title, reason=reason)
