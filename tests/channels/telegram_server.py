"""A Bot API of one bot on loopback, for what the doubles that others wrote lack: files, refusals, limits, groups."""

from __future__ import annotations

import asyncio
import html
import itertools
import json
import re
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

TOKEN = "123456:TEST-token_of_nobody"
BOT = {"id": 123456, "is_bot": True, "first_name": "参保助手", "username": "canbao_test_bot"}
_LONG_POLL_SECONDS = 1.0
_QUOTE = re.compile(r"<blockquote expandable>|</blockquote>")
_MARKUP = re.compile(r"<|&(?!(?:lt|gt|amp|quot|#\d+);)")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot that was carried out; ``message_id`` is of the message that it made or changed."""

    method: str
    fields: Json
    files: dict[str, bytes]
    at: float
    message_id: int = 0


class Unfit(Exception):
    """A call that Telegram refuses with 400."""


async def _at_once() -> None:
    """There is nothing to wait for."""


@dataclass(slots=True)
class BotApi:
    """Telegram's side. ``refusals`` are answers to the next calls of a method: status, description, parameters;
    ``fails_after`` is how many more of a method's calls go well; ``hangs_up`` are methods whose next call is carried
    out, but not answered; ``stalls`` are those that are carried out, and answered once they are not named any more;
    ``spoils`` stands in what is answered to texts; ``settled`` waits for a bot that is slow; ``hook_seen`` is what more
    is told of the webhook.
    """

    url: str = ""
    token: str = TOKEN
    calls: list[Call] = field(default_factory=list)
    refusals: dict[str, list[tuple[int, str, Json]]] = field(default_factory=dict)
    fails_after: dict[str, int] = field(default_factory=dict)
    hangs_up: list[str] = field(default_factory=list)
    stalls: set[str] = field(default_factory=set)
    spoils: Json = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    webhook: Json = field(default_factory=dict)
    hook_seen: Json = field(default_factory=dict)
    pending: list[Json] = field(default_factory=list)
    confirmed: int = 0
    again: set[int] = field(default_factory=set)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    settled: Callable[[], Awaitable[None]] = _at_once
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.asked.append(method)
        if request.match_info["token"] != self.token:
            return _refusal(401, "Unauthorized", {})
        if self.refusals.get(method):
            return _refusal(*self.refusals[method].pop(0))
        if method in self.fails_after:
            self.fails_after[method] -= 1
            if self.fails_after[method] < 0:
                return _refusal(500, "Internal Server Error", {})
        fields, files = await _read(request)
        try:
            result = await self._carry_out(method, fields, files)
        except Unfit as unfit:
            return _refusal(400, f"Bad Request: {unfit}", {})
        if method not in ("getUpdates", "getMe"):
            number = result.get("message_id", 0) if isinstance(result, dict) else 0
            self.calls.append(Call(method, fields, files, time.monotonic(), number))
            async with self.changed:
                self.changed.notify_all()
        while method in self.stalls and request.transport is not None:
            await asyncio.sleep(0.01)
        if method in self.hangs_up:
            self.hangs_up.remove(method)
            assert request.transport is not None
            request.transport.close()
        spoiled = result | self.spoils if isinstance(result, dict) and method.endswith(("Message", "Text")) else result
        return web.json_response({"ok": True, "result": spoiled})

    async def file(self, request: web.Request) -> web.Response:
        content = self.uploads.get(request.match_info["path"])
        if content is None or request.match_info["token"] != self.token:
            raise web.HTTPNotFound
        return web.Response(body=content)

    async def _carry_out(self, method: str, fields: Json, files: dict[str, bytes]) -> Any:
        match method:
            case "getMe":
                return BOT
            case "getUpdates":
                return await self._updates(fields)
            case "setWebhook":
                self.webhook = fields
                return True
            case "getWebhookInfo":
                url = self.webhook.get("url", "")
                return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.pending)} | (
                    self.hook_seen
                )
            case "deleteWebhook":
                self.webhook = {}
                return True
            case "getFile":
                return self._found(fields["file_id"])
            case "sendMessage" | "editMessageText":
                _check_text(fields)
                number = int(fields["message_id"]) if method == "editMessageText" else next(self.numbers)
                return message_in(int(fields["chat_id"]), number, BOT) | {"text": fields["text"]}
            case "sendPhoto" | "sendDocument":
                return message_in(int(fields["chat_id"]), next(self.numbers), BOT)
            case "answerCallbackQuery" | "sendChatAction" | "setMyCommands":
                return True
        raise Unfit(f"no method {method}")

    def _found(self, file_id: str) -> Json:
        if len(self.uploads.get(file_id, b"")) > 20 * 2**20:
            raise Unfit("file is too big")
        return {"file_id": file_id, "file_unique_id": file_id, "file_path": file_id}

    async def _updates(self, fields: Json) -> list[Json]:
        offset = int(fields.get("offset") or 0)
        async with self.changed:
            self.confirmed = max(self.confirmed, offset - 1)
            wanted = {*self.again, *(u["update_id"] for u in self.pending if u["update_id"] >= offset)}
            self.pending = [update for update in self.pending if update["update_id"] in wanted]
            self.changed.notify_all()
            if not self.pending:
                try:
                    await asyncio.wait_for(self.changed.wait_for(lambda: self.pending), _LONG_POLL_SECONDS)
                except TimeoutError:
                    return []
            self.again.clear()
            return self.pending[:100]

    async def deliver(self, update: Json) -> None:
        """Hands an update over and waits until the bot is done with it: by webhook or as it asks."""
        number = update.setdefault("update_id", next(self.numbers))
        if self.webhook:
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
            url = self.webhook["url"]
            async with ClientSession() as session, session.post(url, json=update, headers=headers) as answered:
                assert answered.status == 200, await answered.text()
            await self.settled()
            return
        await self.deliver_unwatched(update)
        await self.until(lambda: all(update["update_id"] != number for update in self.pending))
        await self.settled()

    async def deliver_unwatched(self, update: Json) -> None:
        """Lays an update ready for the bot to ask for, also one that it had before."""
        number = update.setdefault("update_id", next(self.numbers))
        async with self.changed:
            if number <= self.confirmed:
                self.again.add(number)
            self.pending.append(update)
            self.changed.notify_all()

    async def until(self, reached: Callable[[], object]) -> None:
        """Waits until the calls are as wished."""
        async with self.changed:
            await asyncio.wait_for(self.changed.wait_for(lambda: bool(reached())), 30)

    def said(self, chat: int | None = None) -> list[str]:
        """The texts that arrived, as they are read, edits among them."""
        texts = [call for call in self.calls if call.method in ("sendMessage", "editMessageText")]
        return [html.unescape(c.fields["text"]) for c in texts if chat in (None, int(c.fields["chat_id"]))]

    def count(self, method: str) -> int:
        """How many calls of a method were carried out."""
        return sum(call.method == method for call in self.calls)


def buttons(call: Call) -> list[Json]:
    """The buttons of a text, in order."""
    markup = json.loads(call.fields.get("reply_markup") or "{}")
    return [button for row in markup.get("inline_keyboard", []) for button in row]


def _check_text(fields: Json) -> None:
    text = fields.get("text", "")
    if fields.get("parse_mode") == "HTML" and _MARKUP.search(_QUOTE.sub("", text)):
        raise Unfit("can't parse entities")
    shown = html.unescape(_QUOTE.sub("", text))
    if not shown.strip():
        raise Unfit("message text is empty")
    if len(shown.encode("utf-16-le")) // 2 > 4096:
        raise Unfit("message is too long")
    for row in json.loads(fields.get("reply_markup") or "{}").get("inline_keyboard", []):
        if any(not 1 <= len(button["callback_data"].encode()) <= 64 for button in row):
            raise Unfit("BUTTON_DATA_INVALID")


def message_in(chat: int, number: int, sender: Json) -> Json:
    kind = "private" if chat > 0 else "supergroup"
    found: Json = {"id": chat, "type": kind} | ({"first_name": "人"} if chat > 0 else {"title": "群"})
    return {"message_id": number, "from": sender, "chat": found, "date": int(time.time())}


def _refusal(status: int, description: str, parameters: Json) -> web.Response:
    body: Json = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)


async def _read(request: web.Request) -> tuple[Json, dict[str, bytes]]:
    fields: Json = {}
    files: dict[str, bytes] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[value.filename] = value.file.read()
        else:
            fields[name] = value
    return fields, files


@asynccontextmanager
async def bot_api(token: str = TOKEN) -> AsyncIterator[BotApi]:
    """Serves a Bot API on a free port."""
    api = BotApi(token=token)
    app = web.Application(client_max_size=60 * 2**20)
    app.router.add_post("/bot{token}/{method}", api.answer)
    app.router.add_get("/file/bot{token}/{path:.+}", api.file)
    async with served(app) as url:
        api.url = url
        yield api


@asynccontextmanager
async def served(app: web.Application, port: int = 0) -> AsyncIterator[str]:
    """Serves an application on loopback, on a free port where none is named."""
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
