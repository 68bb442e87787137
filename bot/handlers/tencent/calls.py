"""Calls to Tencent's servers: JSON both ways, files up and down; what fails says neither token nor address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

import aiohttp
import orjson

from bot.handlers.tencent.tokens import TokenKeeper
from bot.handlers.tencent.troubles import ApiError, TooLarge, Unreachable

MOST_JSON_BYTES = 2**20
_CHUNK = 64 * 1024
TOKEN_REFUSED = frozenset({40001, 40014, 42001})
"""The access token is wrong, or over; with the secret itself a 40001 means that this is wrong."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as the platform gave it; ``kind`` is the MIME type that it claims, ``name`` empty where it tells none."""

    content: bytes
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send along under the field ``media``."""

    name: str
    kind: str
    content: bytes


class Line:
    """The line to one server; opened with the first call."""

    def __init__(self, base: str, seconds: float = 8.0) -> None:
        """``base`` is the server's address; ``seconds`` is how long a call may take, a download three times as long; an
        upload twice, which ends before the outbox would cut it off.
        """
        self._base = base.rstrip("/")
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def ask(
        self,
        call: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        upload: Upload | None = None,
        most: int = MOST_JSON_BYTES,
    ) -> dict[str, Any]:
        """What the call gives, of at most ``most`` bytes: a POST where there is something to send, else a GET.

        Raises:
            ApiError: the platform says that it failed.
            Unreachable: it did not answer in time, or not in JSON.
            TooLarge: it has more bytes.
        """
        content = (await self._exchange(call, body, query, upload, most)).content
        return _checked(call, content)

    async def fetch(self, call: str, query: Mapping[str, str], most: int) -> Fetched:
        """A file of at most ``most`` bytes.

        Raises:
            TooLarge: it has more.
            ApiError, Unreachable: as for ``ask``.
        """
        fetched = await self._exchange(call, None, query, None, most, patience=3)
        if fetched.kind in ("application/json", "text/plain"):
            _checked(call, fetched.content)
            raise Unreachable(f"{call}: no file came")
        return fetched

    async def close(self) -> None:
        """Ends the line; the next call opens it again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _exchange(
        self,
        call: str,
        body: Mapping[str, Any] | None,
        query: Mapping[str, str] | None,
        upload: Upload | None,
        most: int,
        patience: float = 1,
    ) -> Fetched:
        url, limit = f"{self._base}/{call}", aiohttp.ClientTimeout(total=self._seconds * (2 if upload else patience))
        method = "GET" if body is None and upload is None else "POST"
        try:
            # Redirects are not followed: the token would go where they point.
            async with self._opened().request(
                method, url, params=query, data=_data(body, upload), timeout=limit, allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise Unreachable(f"{call}: HTTP status {response.status}")
                name = _name(response.headers.get("Content-Disposition", ""))
                return Fetched(await _read(call, response, most), response.content_type, name)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(f"{call}: {type(error).__name__}") from None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session


def _name(disposition: str) -> str:
    """The file's name, which Tencent writes as it is, in UTF-8 or in GB 18030."""
    raw = disposition.encode("utf-8", "surrogateescape")
    told = Message()
    try:
        told["Content-Disposition"] = raw.decode()
    except UnicodeDecodeError:
        told["Content-Disposition"] = raw.decode("gb18030", "replace")
    return told.get_filename("") or ""


def _data(body: Mapping[str, Any] | None, upload: Upload | None) -> Any:
    if upload is not None:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("media", upload.content, filename=upload.name, content_type=upload.kind)
        return form
    # Tencent shows escaped signs as they are written, so that none may be.
    return None if body is None else aiohttp.BytesPayload(orjson.dumps(body), content_type="application/json")


async def _read(call: str, response: aiohttp.ClientResponse, most: int) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > most:
            raise TooLarge(f"{call}: more than {most} bytes")
    return bytes(content)


def _checked(call: str, content: bytes) -> dict[str, Any]:
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Unreachable(f"{call}: the answer is not JSON") from None
    if not isinstance(answer, dict):
        raise Unreachable(f"{call}: the answer is no object")
    code = answer.get("errcode", 0)
    if code != 0:
        raise ApiError(call, code if isinstance(code, int) else -1, str(answer.get("errmsg", "")))
    return answer


class Calls:
    """Calls with the application's access token; one that the platform does not take is replaced, once."""

    def __init__(self, line: Line, tokens: TokenKeeper) -> None:
        self._line = line
        self._tokens = tokens

    async def ask(
        self,
        call: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        upload: Upload | None = None,
        most: int = MOST_JSON_BYTES,
    ) -> dict[str, Any]:
        """As ``Line.ask``."""
        token = await self._tokens.token()
        try:
            return await self._line.ask(call, body, _with(token, query), upload, most)
        except ApiError as error:
            if error.code not in TOKEN_REFUSED:
                raise
        token = await self._tokens.other_than(token)
        return await self._line.ask(call, body, _with(token, query), upload, most)

    async def fetch(self, call: str, query: Mapping[str, str], most: int) -> Fetched:
        """As ``Line.fetch``."""
        token = await self._tokens.token()
        try:
            return await self._line.fetch(call, _with(token, query), most)
        except ApiError as error:
            if error.code not in TOKEN_REFUSED:
                raise
        token = await self._tokens.other_than(token)
        return await self._line.fetch(call, _with(token, query), most)


def _with(token: str, query: Mapping[str, str] | None) -> dict[str, str]:
    return {"access_token": token, **(query or {})}
