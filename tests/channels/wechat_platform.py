"""WeChat's side of an official account, played on loopback: it delivers messages and enforces its limits.

It encrypts with an implementation of its own, so that the channel's is checked by another one.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import json
import secrets
import struct
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

APP_ID = "wx0123456789abcdef"
APP_SECRET = "a secret for tests"
TOKEN = "tokenForTests"
AES_KEY = base64.b64encode(b"thirty-two bytes, for tests only"[:32]).decode().rstrip("=")
ACCOUNT = "gh_account"
DAY = 86_400


def _key() -> bytes:
    return base64.b64decode(AES_KEY + "=")


def sealed(text: str, receiver: str = APP_ID) -> str:
    """A text as WeChat seals it: random, length, text, receiver; padded to 32 bytes; AES-CBC."""
    content = text.encode()
    plain = secrets.token_bytes(16) + struct.pack(">I", len(content)) + content + receiver.encode()
    padding = 32 - len(plain) % 32
    plain += bytes([padding]) * padding
    encryptor = Cipher(algorithms.AES(_key()), modes.CBC(_key()[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def unsealed(text: str) -> str:
    """What ``sealed`` put in."""
    decryptor = Cipher(algorithms.AES(_key()), modes.CBC(_key()[:16])).decryptor()
    plain = decryptor.update(base64.b64decode(text)) + decryptor.finalize()
    assert 1 <= plain[-1] <= 32 and plain.endswith(bytes([plain[-1]]) * plain[-1])
    (length,) = struct.unpack(">I", plain[16:20])
    assert plain[20 + length : -plain[-1]] == APP_ID.encode()
    return plain[20 : 20 + length].decode()


def signed(*parts: str) -> str:
    """The signature over the token and these parts."""
    return hashlib.sha1("".join(sorted((TOKEN, *parts))).encode()).hexdigest()


@dataclass
class Window:
    """How many messages may still be sent to a person, and until when."""

    until: float
    left: int


@dataclass(frozen=True)
class Arrived:
    """What a person sees: a text, or a picture with its name."""

    text: str = ""
    name: str = ""
    content: bytes = b""


@dataclass
class Answered:
    """What a delivery came to: the answer's text, how long it took at each try, and what arrived after it."""

    text: str = ""
    seconds: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@dataclass
class WeChatPlatform:
    """The platform.

    ``patience``: seconds after which a delivery is given up and tried again, three times at most. ``transit``: seconds
    for which an answer is on its way. ``fails``: error numbers by call, each given once, or for ever with ``always``;
    one below zero is no answer in JSON. ``holds``: seconds that a call is kept waiting. ``ahead``: by how much its
    clock is put ahead.
    """

    aes: bool = True
    patience: float = 5.0
    transit: float = 0.0
    most: int = 5
    ahead: float = 0.0
    token_life: float = 7200.0
    fails: dict[str, list[int]] = field(default_factory=dict)
    always: dict[str, int] = field(default_factory=dict)
    holds: dict[str, float] = field(default_factory=dict)
    arrived: dict[str, list[Arrived]] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)
    media: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)
    menus: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    tokens: dict[str, float] = field(default_factory=dict)
    callback: str = ""
    session: aiohttp.ClientSession | None = None
    """What it calls with, where not every delivery is to have a connection of its own."""
    url: str = ""
    _answers: dict[tuple[str, ...], str] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def now(self) -> float:
        """The platform's time."""
        return time.time() + self.ahead

    def app(self) -> web.Application:
        """Its server."""
        app = web.Application(client_max_size=20 * 2**20)
        app.router.add_post("/cgi-bin/stable_token", self._token)
        app.router.add_post("/cgi-bin/message/custom/send", self._send)
        app.router.add_post("/cgi-bin/media/upload", self._upload)
        app.router.add_get("/cgi-bin/media/get", self._media)
        app.router.add_post("/cgi-bin/menu/create", self._menu)
        app.router.add_get("/cgi-bin/get_api_domain_ip", self._greeted)
        return app

    # What the person does.

    def message(self, user: str, kind: str, **values: str) -> dict[str, str]:
        """A message's fields, with an id of its own."""
        given = {"ToUserName": ACCOUNT, "FromUserName": user, "CreateTime": str(int(time.time())), "MsgType": kind}
        number = {} if kind == "event" else {"MsgId": str(24_000_000_000_000_000 + next(self._numbers))}
        return {**given, **values, **number}

    def query(self, *sealed_parts: str, **other: str) -> dict[str, str]:
        """The signed parameters of a call to the account."""
        timestamp, nonce = str(int(time.time())), secrets.token_hex(5)
        timestamp, nonce = other.pop("timestamp", timestamp), other.pop("nonce", nonce)
        query = {"signature": signed(timestamp, nonce), "timestamp": timestamp, "nonce": nonce, **other}
        if sealed_parts:
            query |= {"encrypt_type": "aes", "msg_signature": signed(timestamp, nonce, *sealed_parts)}
        return query

    def call(self, message: dict[str, str], **query: str) -> tuple[dict[str, str], bytes]:
        """Parameters and body of a delivery."""
        inner = _xml(message)
        if not self.aes:
            return self.query(openid=message["FromUserName"], **query), inner.encode()
        secret = sealed(inner)
        body = _xml({"ToUserName": message["ToUserName"], "Encrypt": secret})
        return self.query(secret, openid=message["FromUserName"], **query), body.encode()

    async def deliver(self, message: dict[str, str], tries: int = 3, **query: str) -> Answered:
        """Delivers as WeChat does: again where no answer comes in time, three times at most."""
        self._open_window(message)
        answered = Answered()
        async with AsyncExitStack() as stack:
            session = self.session or await stack.enter_async_context(aiohttp.ClientSession())
            for _ in range(tries):
                parameters, body = self.call(message, **query)
                began = time.monotonic()
                try:
                    limit = aiohttp.ClientTimeout(total=self.patience)
                    async with session.post(self.callback, params=parameters, data=body, timeout=limit) as response:
                        said = await response.text()
                        answered.statuses.append(response.status)
                except (TimeoutError, aiohttp.ClientError):
                    answered.statuses.append(0)
                    continue
                finally:
                    answered.seconds.append(time.monotonic() - began)
                if response.status == 200:
                    await asyncio.sleep(self.transit)
                    answered.text = self._passive(message, said)
                    break
        return answered

    async def say(self, user: str, text: str) -> Answered:
        """A person types."""
        return await self.deliver(self.message(user, "text", Content=text))

    async def click(self, user: str, key: str) -> Answered:
        """A person touches the menu."""
        return await self.deliver(self.message(user, "event", Event="CLICK", EventKey=key))

    def keep_picture(self, name: str, content: bytes, kind: str = "image/jpeg") -> str:
        """Puts a picture where the account can fetch it; gives its id."""
        media = f"media-{next(self._numbers)}"
        self.media[media] = (name, content, kind)
        return media

    def texts(self, user: str) -> list[str]:
        """The texts that the person saw."""
        return [each.text for each in self.arrived.get(user, []) if each.text]

    def _open_window(self, message: dict[str, str]) -> None:
        user, event = message["FromUserName"], message.get("Event", "").lower()
        before = self.windows.get(user, Window(0.0, 0))
        is_open = before.until > self.now()
        if not event:
            self.windows[user] = Window(self.now() + 2 * DAY, self.most)
        elif event in ("click", "subscribe", "scan") and not (is_open and before.left >= 3):
            self.windows[user] = Window(self.now() + 60, 3)
        elif event == "unsubscribe":
            self.windows.pop(user, None)

    def _passive(self, message: dict[str, str], said: str) -> str:
        """The answer's text. A message has one answer: at another delivery it is the same, and not shown again."""
        text = self._answer(message["FromUserName"], said)
        key = tuple(message.get(name, "") for name in ("FromUserName", "MsgId", "CreateTime", "Event", "EventKey"))
        if key not in self._answers and text:
            self._arrive(message["FromUserName"], Arrived(text))
        assert self._answers.setdefault(key, text) == text, "another answer to the same message"
        return text

    def _answer(self, user: str, said: str) -> str:
        if said in ("", "success"):
            return ""
        fields = {child.tag: child.text or "" for child in ElementTree.fromstring(said)}
        if self.aes:
            assert fields["MsgSignature"] == signed(fields["TimeStamp"], fields["Nonce"], fields["Encrypt"])
            fields = {child.tag: child.text or "" for child in ElementTree.fromstring(unsealed(fields["Encrypt"]))}
        assert fields["ToUserName"] == user and fields["FromUserName"] == ACCOUNT and fields["MsgType"] == "text"
        assert abs(int(fields["CreateTime"]) - time.time()) < 30
        text = fields["Content"]
        assert text and len(text.encode()) <= 2048, "WeChat would say that the account is out of order"
        return text

    def _arrive(self, user: str, arrived: Arrived) -> None:
        self.arrived.setdefault(user, []).append(arrived)

    # What the account asks for.

    def _fault(self, request: web.Request, checks_token: bool = True) -> web.Response | None:
        call = request.path.removeprefix("/cgi-bin/")
        self.calls.append(call)
        if checks_token:
            until = self.tokens.get(request.query.get("access_token", ""))
            if until is None:
                return _error(40001)
            if until <= self.now():
                return _error(42001)
        waiting = self.fails.get(call, [])
        code = waiting.pop(0) if waiting else self.always.get(call, 0)
        if code < 0:
            return web.Response(status=502, text="<html>bad gateway")
        return _error(code) if code else None

    async def _token(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if (fault := self._fault(request, checks_token=False)) is not None:
            return fault
        if asked["appid"] != APP_ID or asked["grant_type"] != "client_credential":
            return _error(40013)
        if asked["secret"] != APP_SECRET:
            return _error(40125)
        newest, until = max(self.tokens.items(), key=lambda item: item[1], default=("", 0.0))
        if asked.get("force_refresh"):
            self.tokens.clear()
        if asked.get("force_refresh") or until - self.now() < 300:
            newest, until = f"{secrets.token_hex(16)}", self.now() + self.token_life
            self.tokens[newest] = until
        return web.json_response({"access_token": newest, "expires_in": int(until - self.now())})

    async def _send(self, request: web.Request) -> web.Response:
        raw = (await request.read()).decode()
        asked = json.loads(raw)
        fault = self._fault(request)
        await asyncio.sleep(self.holds.get("message/custom/send", 0.0))
        if fault is not None:
            return fault
        user = asked["touser"]
        text = asked.get("text", {}).get("content", "")
        if "\\u" in raw:
            # WeChat shows escaped signs as they are written: a reply in them is useless.
            return _error(40033)
        if len(text.encode()) > 2048:
            return _error(45002)
        window = self.windows.get(user)
        if window is None or window.until <= self.now():
            return _error(45015)
        if window.left <= 0:
            return _error(45047)
        if asked["msgtype"] == "image" and asked["image"]["media_id"] not in self.media:
            return _error(40007)
        window.left -= 1
        if asked["msgtype"] == "image":
            name, content, _ = self.media[asked["image"]["media_id"]]
            self._arrive(user, Arrived(name=name, content=content))
        else:
            self._arrive(user, Arrived(text))
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (fault := self._fault(request)) is not None:
            return fault
        file = form["media"]
        assert isinstance(file, web.FileField) and request.query["type"] == "image"
        media = self.keep_picture(file.filename, file.file.read(), file.content_type)
        return web.json_response({"type": "image", "media_id": media, "created_at": int(self.now())})

    async def _media(self, request: web.Request) -> web.Response:
        if (fault := self._fault(request)) is not None:
            return fault
        found = self.media.get(request.query["media_id"])
        return _error(40007) if found is None else web.Response(body=found[1], content_type=found[2])

    async def _menu(self, request: web.Request) -> web.Response:
        if (fault := self._fault(request)) is not None:
            return fault
        self.menus.append(await request.json())
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _greeted(self, request: web.Request) -> web.Response:
        return self._fault(request) or web.json_response({"ip_list": ["127.0.0.1"]})


def _xml(values: dict[str, str]) -> str:
    return f"<xml>{''.join(f'<{name}><![CDATA[{value}]]></{name}>' for name, value in values.items())}</xml>"


def _error(code: int) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": f"error {code} rid: 1-2-3"})


async def settled(check: Callable[[], bool], seconds: float = 5.0) -> None:
    """Waits until the check holds."""
    async with asyncio.timeout(seconds):
        while not check():
            await asyncio.sleep(0.01)
