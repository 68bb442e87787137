"""The pages that say how to ask the rules: the list, the OpenAPI document, and a page to read and try."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.handlers.rule_prints import plain_json
from bot.handlers.rules_openapi import openapi
from bot.handlers.web_page import Asset, make_asset
from bot.handlers.web_troubles import Fault, Refused
from bot.services.rulings import Rulings

_FOLDER = Path(__file__).parent / "rules_static"
_ASK_AGAIN = "no-cache"


class Pages:
    """The pages, made anew for each snapshot of the law."""

    def __init__(self, rulings: Rulings) -> None:
        self._rulings = rulings
        self._law_id = ""
        self._made: dict[str, Asset] = {}
        self._files = {name: make_asset((_FOLDER / name).read_bytes(), Path(name).suffix) for name in _FILES}

    async def rules(self, request: web.Request) -> web.StreamResponse:
        """``GET /api/rules``."""
        return self._current("rules").response(request, _ASK_AGAIN)

    async def openapi(self, request: web.Request) -> web.StreamResponse:
        """``GET /api/rules/openapi.json``."""
        return self._current("openapi").response(request, _ASK_AGAIN)

    async def docs(self, request: web.Request) -> web.StreamResponse:
        """``GET /api/rules/docs``."""
        return self._current("docs").response(request, _ASK_AGAIN)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """``GET /api/rules/docs/{file}``: what the page loads."""
        found = self._files.get(request.match_info["file"])
        if found is None:
            raise Refused(Fault.NOT_FOUND, "没有这个文件。用法见 /api/rules/docs。")
        return found.response(request, _ASK_AGAIN)

    def _current(self, name: str) -> Asset:
        law_id = self._rulings.law_id()
        if law_id != self._law_id:
            self._made, self._law_id = self._make(law_id), law_id
        return self._made[name]

    def _make(self, law_id: str) -> dict[str, Asset]:
        rules = self._rulings.rules()
        listed = {"law": law_id, "rules": [asdict(rule) for rule in rules]}
        page = _TEMPLATES.get_template("docs.html").render(rules=rules, law_id=law_id)
        return {
            "rules": make_asset(plain_json(listed).encode(), ".json"),
            "openapi": make_asset(plain_json(openapi(rules, law_id)).encode(), ".json"),
            "docs": make_asset(page.encode(), ".html"),
        }


_FILES = ("docs.css", "docs.js", "docs_shown.js")
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
