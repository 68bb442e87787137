"""Links to files that WeChat cannot show: whoever has the link has the file, for a week."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from aiohttp import hdrs, web

from bot.engine.messages import Address, FileRef
from bot.handlers.channel import Tools
from bot.handlers.wechat import sentences

_LASTS = timedelta(days=7)
_HEADERS: Final[dict[str, str]] = {
    hdrs.CACHE_CONTROL: "private, no-store",
    hdrs.X_CONTENT_TYPE_OPTIONS: "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_GONE = "没有这个文件，或链接过期了。请回到公众号再要一次。"
PATH = "/wechat/files"


class Links:
    """Makes links, and serves what they point to."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def told(self, user: str, file: FileRef) -> str:
        """A file of the person's, as a line with its link."""
        token = secrets.token_urlsafe(24)
        await self._tools.notes.put(f"wechat:file:{token}", json.dumps([user, file.id]), _LASTS)
        return sentences.FILE_LINK.format(name=file.name, url=f"{self._tools.public_url}{PATH}/{token}")

    async def serve(self, request: web.Request) -> web.Response:
        """The file of a link."""
        noted = await self._tools.notes.get(f"wechat:file:{request.match_info['token']}")
        user, file_id = json.loads(noted) if noted is not None else ("", "")
        found = await self._tools.open_file(Address("wechat", user), file_id) if user else None
        if found is None:
            return web.Response(status=404, text=_GONE, headers=_HEADERS)
        file, content = found
        headers = dict(_HEADERS)
        headers[hdrs.CONTENT_DISPOSITION] = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        return web.Response(body=content, content_type=file.kind, headers=headers)
