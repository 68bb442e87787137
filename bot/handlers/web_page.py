"""The page and what it loads: read once at the start, served packed, kept by browsers until it changes."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from aiohttp import hdrs, web

from bot.handlers.web_bodies import FILE_HEADER
from bot.handlers.web_settings import WebSettings
from bot.handlers.web_visitors import Visitors

STATIC: Final = Path(__file__).parent / "static"
_PAGE = "chat.html"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json; charset=utf-8",
}
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as served."""

    content: bytes
    packed: bytes
    kind: str
    etag: str

    def response(self, request: web.Request, caching: str) -> web.StreamResponse:
        """The file; packed where the browser takes it, and only said to be unchanged where it has it."""
        headers = {
            hdrs.CONTENT_TYPE: self.kind,
            hdrs.CACHE_CONTROL: caching,
            hdrs.ETAG: f'"{self.etag}"',
            hdrs.VARY: hdrs.ACCEPT_ENCODING,
        }
        if any(known.value in (self.etag, "*") for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        if "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
            return web.Response(body=self.packed, headers={**headers, hdrs.CONTENT_ENCODING: "gzip"})
        return web.Response(body=self.content, headers=headers)


@dataclass(frozen=True, slots=True)
class Page:
    """The page with its files, which lie in one folder named after their joint digest, so that they fit."""

    html: Asset
    assets: Mapping[str, Asset]
    version: str
    visitors: Visitors

    async def show(self, request: web.Request) -> web.StreamResponse:
        """``GET /``: the page, and a cookie for who has none."""
        response = self.html.response(request, f"private, {_ASK_AGAIN}")
        visitor = self.visitors.known(request)
        if visitor.stale:
            self.visitors.remember(response, visitor)
        return response

    async def static(self, request: web.Request) -> web.StreamResponse:
        """``GET /static/{version}/{name}``; an older page gets the present file, not to be kept."""
        asset = self.assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound(text="没有这个文件。")
        current = request.match_info["version"] == self.version
        return asset.response(request, _FOREVER if current else _ASK_AGAIN)


def load_page(settings: WebSettings, visitors: Visitors, folder: Path = STATIC) -> Page:
    """Reads the page and its files."""
    files = {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.suffix in _KINDS}
    version = _digest(b"\0".join(name.encode() + b"\0" + content for name, content in files.items()))
    template = Template(files.pop(_PAGE).decode())
    html = template.substitute(
        title=escape(settings.title),
        banner=escape(settings.banner),
        static=f"/static/{version}",
        most_file_bytes=settings.most_file_bytes,
        file_header=escape(FILE_HEADER),
    )
    assets = {name: make_asset(content, Path(name).suffix) for name, content in files.items()}
    return Page(make_asset(html.encode(), ".html"), assets, version, visitors)


def make_asset(content: bytes, suffix: str) -> Asset:
    """A file as served, of the kind that its suffix names."""
    return Asset(content, gzip.compress(content, mtime=0), _KINDS[suffix], _digest(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
