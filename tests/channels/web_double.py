"""A visitor of the web chat: the requests that its page makes, over HTTP, with the visitor's cookie."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import CookieJar, FormData, web
from aiohttp.test_utils import TestClient, TestServer

from bot.engine.messages import Address
from bot.handlers.channel import Tools
from bot.handlers.web import web_chat
from bot.handlers.web_late import LateLine
from bot.web_app import web_settings
from tests.channels.house import HouseTools

_NOBODY = Address("web", "")


class WebTalker:
    """Fulfills ``Talker``."""

    def __init__(self, client: TestClient[web.Request, web.Application], channel: LateLine) -> None:
        self.address = _NOBODY
        self.channel = channel
        self._client = client
        self._shown: list[dict[str, Any]] = []
        self._files: list[tuple[str, bytes]] = []
        self._last: dict[str, Any] = {}
        self._heard = 0

    async def arrive(self) -> None:
        """Opens the page, and gets the cookie."""
        await self._ask({"hello": True})
        (cookie,) = self._client.session.cookie_jar
        self.address = Address("web", cookie.value.split(".")[1])

    async def say(self, text: str) -> list[str]:
        return await self._ask({"text": text})

    async def choose(self, label: str) -> list[str]:
        (chosen,) = [option for option in self._shown if option["label"] == label]
        return await self._ask({"choice": chosen["id"], "label": label})

    async def send_file(self, name: str, content: bytes) -> list[str]:
        form = FormData({"id": uuid.uuid4().hex}, quote_fields=False)
        form.add_field("file", content, filename=name)
        return await self._told(
            await (await self._client.post("/api/chat/file", data=form, headers={"X-Canbao": "1"})).json()
        )

    async def files(self) -> list[tuple[str, bytes]]:
        return self._files

    async def repeat(self) -> list[str]:
        return await self._ask(self._last)

    async def say_quickly(self, texts: Sequence[str]) -> list[str]:
        """Each as soon as the one before left, as the page's outbox does."""
        told = []
        for text in texts:
            told += await self.say(text)
        return told

    async def hear(self) -> list[str]:
        told = []
        for turn in (await (await self._client.get("/api/chat/history")).json())["turns"]:
            if turn.get("late", 0) > self._heard:
                self._heard = turn["late"]
                told += await self._told(turn["reply"])
        return told

    async def _ask(self, asked: dict[str, Any]) -> list[str]:
        self._last = {"id": uuid.uuid4().hex, **asked}
        answer = await self._client.post("/api/chat/turn", json=self._last)
        assert answer.status == 200, await answer.text()
        return await self._told(await answer.json())

    async def _told(self, reply: dict[str, Any]) -> list[str]:
        self._shown = reply["options"]
        for file in reply["files"]:
            content = await (await self._client.get(f"/api/chat/files/{file['id']}")).read()
            self._files.append((file["name"], content))
        options = "\n".join(f"{option['number']}. {option['label']}" for option in self._shown)
        return [*(message["text"] for message in reply["messages"]), *filter(None, [options])]


@asynccontextmanager
async def talking(tools: Tools) -> AsyncIterator[WebTalker]:
    """A visitor of the chat, which takes its turns through the tools."""
    assert isinstance(tools, HouseTools)
    opened = tools.opened
    late = LateLine(opened.store.late, tools.clock)
    app = web_chat(
        tools.turns,
        opened.store.conversations,
        opened.files,
        tools.take_file,
        web_settings(opened.settings),
        tools.clock,
        late=late,
    )
    async with TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True)) as client:
        talker = WebTalker(client, late)
        await talker.arrive()
        yield talker
