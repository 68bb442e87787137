"""Calls to WeCom's interface: JSON, files out and in, with a token that is renewed when it is refused.

Neither the secret nor a token stands in an exception or a log, and so no address does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from email.message import Message
from typing import Any, TypeVar

import orjson
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, FormData

from bot.handlers.channel import Notes
from bot.handlers.tencent.tokens import Token, TokenKeeper
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wecom.troubles import TooLarge

_TIME_LIMIT = ClientTimeout(total=15, connect=5)
_STALE = frozenset({40001, 40014, 41001, 42001})
"""What WeCom says to a token that is not, or no longer, good."""

_Answer = TypeVar("_Answer")

MOST_FILE_BYTES = 10 * 1024 * 1024


class Api:
    """The interface at ``base``, asked in the name of one application."""

    def __init__(self, base: str, corp_id: str, secret: str, notes: Notes, name: str) -> None:
        """``name`` tells its token from all others in the notes."""
        self._base = base.rstrip("/")
        self._corp_id = corp_id
        self._secret = secret
        self._session: ClientSession | None = None
        self.tokens = TokenKeeper(notes, f"{name}:token", self._new_token)

    async def call(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the interface answers to a body, or to a bare question.

        Raises:
            ApiError: it did not do it.
            Unreachable: it did not answer; the next two raise the same.
        """
        sent = None if body is None else orjson.dumps(body)
        return await self._with_token(path, {}, sent)

    async def upload(self, kind: str, name: str, content: bytes) -> str:
        """Puts a file there for three days; gives its media id. ``kind`` is ``image`` or ``file``."""

        def form() -> FormData:
            made = FormData(quote_fields=False)
            made.add_field("media", content, filename=name, content_type="application/octet-stream")
            return made

        answer = await self._with_token("media/upload", {"type": kind}, form)
        return str(answer.get("media_id", ""))

    async def download(self, media_id: str) -> tuple[str, bytes]:
        """A file that a person sent: its name, empty where none is told, and its content.

        Raises:
            TooLarge: it is over 10 MB.
        """
        return await self._renewing(lambda token: self._download(media_id, token))

    async def close(self) -> None:
        """Closes connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _with_token(self, path: str, query: Mapping[str, str], body: Any) -> dict[str, Any]:
        async def ask(token: str) -> dict[str, Any]:
            sent = body() if callable(body) else body
            return await self._ask(path, {**query, "access_token": token}, sent)

        return await self._renewing(ask)

    async def _renewing(self, ask: Callable[[str], Awaitable[_Answer]]) -> _Answer:
        token = await self.tokens.token()
        try:
            return await ask(token)
        except ApiError as trouble:
            if trouble.code not in _STALE:
                raise
        return await ask(await self.tokens.other_than(token))

    async def _new_token(self, force: bool) -> Token:
        """The token that is good now: WeCom gives the same one until its time is nearly over, forced or not."""
        answer = await self._ask("gettoken", {"corpid": self._corp_id, "corpsecret": self._secret}, None)
        return Token(str(answer.get("access_token", "")), float(answer.get("expires_in", 7200)))

    async def _ask(self, path: str, query: Mapping[str, str], body: Any) -> dict[str, Any]:
        async def read(response: ClientResponse) -> bytes:
            return await response.read()

        return _told(path, *await self._request(path, query, body, read))

    async def _download(self, media_id: str, token: str) -> tuple[str, bytes]:
        async def read(response: ClientResponse) -> tuple[str, bytes]:
            content = bytearray()
            async for chunk in response.content.iter_chunked(64 * 1024):
                content += chunk
                if len(content) > MOST_FILE_BYTES:
                    raise TooLarge
            return _file_name(response.headers.get("Content-Disposition", "")), bytes(content)

        query = {"access_token": token, "media_id": media_id}
        status, (name, content) = await self._request("media/get", query, None, read)
        if status != 200 or (not name and content.startswith(b"{") and b'"errcode"' in content):
            _told("media/get", status, content)
        return name, content

    async def _request(
        self, path: str, query: Mapping[str, str], body: Any, read: Callable[[ClientResponse], Awaitable[_Answer]]
    ) -> tuple[int, _Answer]:
        if self._session is None:
            self._session = ClientSession(timeout=_TIME_LIMIT)
        method = "GET" if body is None else "POST"
        headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else None
        try:
            async with self._session.request(
                method, f"{self._base}/cgi-bin/{path}", params=query, data=body, headers=headers, allow_redirects=False
            ) as response:
                return response.status, await read(response)
        except (ClientError, OSError, TimeoutError, ValueError) as error:
            raise Unreachable(f"{path}: {type(error).__name__}") from None


def _told(path: str, status: int, content: bytes) -> dict[str, Any]:
    """The JSON that was answered.

    Raises:
        ApiError: it says that it went wrong.
        Unreachable: there is none.
    """
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Unreachable(f"{path}: HTTP {status}, and no JSON") from None
    if status != 200 or not isinstance(answer, dict):
        raise Unreachable(f"{path}: HTTP {status}, and no JSON")
    code = answer.get("errcode", 0)
    if code:
        raise ApiError(path, int(code), str(answer.get("errmsg", "")).partition(",")[0])
    return answer


def _file_name(disposition: str) -> str:
    """The file's name of a Content-Disposition; WeCom writes UTF-8 there as it is."""
    if not disposition:
        return ""
    told = Message()
    try:
        plain = disposition.encode("utf-8", "surrogateescape").decode()
    except UnicodeDecodeError:
        plain = disposition.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
    told["Content-Disposition"] = plain
    return told.get_filename("") or ""
