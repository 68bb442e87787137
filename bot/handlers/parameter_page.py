"""Pages that show rules and their parameters through the years, read from the present data at each request.

``GET /rules`` all rules and parameters · ``GET /rules/{name}`` one rule · ``GET /rules/calendar/{year}.svg`` a year's
filing calendar · ``GET /rules/look.css`` the pages' style.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
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
from bot.services.library import Library, Snapshot
from bot.services.parameter_pages import UnknownRule, rule_index, rule_shown

_FOLDER = Path(__file__).parent / "templates"
TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_MOST_MADE = 64
_ASK_AGAIN = {hdrs.CACHE_CONTROL: "no-cache"}


@dataclass(frozen=True, slots=True)
class ParameterPages:
    """Serves the pages out of the snapshot that is current at each request, made once for each day."""

    library: Library
    clock: Clock
    made: OrderedDict[tuple[str, datetime, date], str] = field(default_factory=OrderedDict)

    async def index(self, request: web.Request) -> web.Response:
        """All rules and parameters."""
        return _page(self._once(request.path, _index))

    async def rule(self, request: web.Request) -> web.Response:
        """One rule; 404 in Chinese where there is none."""
        try:
            return _page(self._once(request.path, partial(_rule, request.match_info["name"])))
        except UnknownRule:
            return _missing("没有这个规则", "地址里的规则名称不对，可能已经改名。请从目录里选一个。")

    async def calendar(self, request: web.Request) -> web.Response:
        """The filing calendar of a year as SVG."""
        try:
            picture = self._once(request.path, partial(_calendar, int(request.match_info["year"])))
        except ValueError as fault:
            return _missing("没有这一年的日历", str(fault))
        return web.Response(text=picture, content_type="image/svg+xml", headers=_ASK_AGAIN)

    async def look(self, request: web.Request) -> web.FileResponse:
        """The pages' style sheet."""
        return web.FileResponse(_FOLDER / "rules.css", headers=_ASK_AGAIN)

    def _once(self, path: str, make: Callable[[Snapshot, date], str]) -> str:
        snapshot, today = self.library.current, self.clock.today()
        key = (path, snapshot.read_at, today)
        if key not in self.made:
            self.made[key] = make(snapshot, today)
            if len(self.made) > _MOST_MADE:
                self.made.popitem(last=False)
        return self.made[key]


def add_parameter_pages(app: web.Application, pages: ParameterPages) -> None:
    """Puts the pages into an application."""
    app.router.add_get("/rules", pages.index)
    app.router.add_get("/rules/look.css", pages.look)
    app.router.add_get(r"/rules/calendar/{year:\d{4}}.svg", pages.calendar)
    app.router.add_get("/rules/{name}", pages.rule)


def _index(snapshot: Snapshot, today: date) -> str:
    return _html("rule_index.html", page=rule_index(snapshot, today))


def _rule(name: str, snapshot: Snapshot, today: date) -> str:
    page = rule_shown(name, snapshot, today)
    charts = {each.name: step_chart(each.history, today) for each in page.parameters if each.history.drawn}
    return _html("rule.html", page=page, charts=charts, year=today.year)


def _calendar(year: int, snapshot: Snapshot, today: date) -> str:
    return year_calendar(year, snapshot.law, today, citing(snapshot.knowledge.guides))


def _html(template: str, **shown: Any) -> str:
    return TEMPLATES.get_template(template).render(**shown)


def _page(html: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    response = web.Response(text=html, content_type="text/html", status=status, headers=_ASK_AGAIN)
    put_headers(response)
    return response


def _missing(title: str, reason: str) -> web.Response:
    return _page(_html("rule_missing.html", title=title, reason=reason), HTTPStatus.NOT_FOUND)
