"""The same conversation with Bot APIs that others wrote: telegram-test-api by polling, telemelya by webhook."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any, Protocol

import pytest
from aiohttp import ClientSession, FormData, web
from pydantic import SecretStr

from bot.engine.messages import Address, Reply
from bot.handlers.channel import Tools
from bot.handlers.telegram.channel import open_telegram
from bot.handlers.telegram.pace import Pace
from bot.handlers.telegram.receiving import SECRET_HEADER
from bot.handlers.telegram.settings import WEBHOOK_PATH
from tests.channels.telegram_double import FAST, serving, settings
from tests.channels.telegram_house import OPTIONS, Scripted, real_tools, step
from tests.channels.telegram_others import telegram_test_api, telemelya
from tests.channels.telegram_server import TOKEN, free_port, served

Json = dict[str, Any]
SECRET = "a-secret-of-the-tests"
PERSON = {"id": 1001, "is_bot": False, "first_name": "测试"}
CHAT = {"id": 1001, "type": "private", "first_name": "测试"}


class Phone(Protocol):
    """A person at a double: what they do, and the messages that stand in their chat."""

    async def say(self, text: str) -> None:
        """Sends a text."""

    async def press(self, button: Json, message_id: int) -> None:
        """Presses a button under a message."""

    async def messages(self) -> list[Json]:
        """The bot's messages as they stand now: text, reply_markup, message_id."""


async def sees(phone: Phone, text: str) -> Json:
    """The newest message with this text, as soon as it is there."""
    async with asyncio.timeout(20):
        while True:
            for message in reversed(await phone.messages()):
                if text in unescape(message.get("text") or ""):
                    return message
            await asyncio.sleep(0.05)


async def chooses(phone: Phone, label: str, message: Json) -> None:
    """Presses the button with this label under a message."""
    rows = message["reply_markup"]["inline_keyboard"]
    button = next(button for row in rows for button in row if button["text"].endswith(label))
    await phone.press(button, message["message_id"])


@dataclass
class TestApiPhone:
    """A person at telegram-test-api."""

    __test__ = False
    session: ClientSession

    async def say(self, text: str) -> None:
        await self._post("/sendMessage", {"from": PERSON, "chat": CHAT, "date": int(time.time()), "text": text})

    async def press(self, button: Json, message_id: int) -> None:
        message = {"message_id": message_id, "date": int(time.time()), "chat": CHAT, "from": PERSON}
        await self._post("/sendCallback", {"from": PERSON, "message": message, "data": button["callback_data"]})

    async def messages(self) -> list[Json]:
        history = await self._post("/getUpdatesHistory", {})
        ours = [entry for entry in history if "chat_id" in entry.get("message", {})]
        return [{**entry["message"], "message_id": entry["messageId"]} for entry in ours]

    async def _post(self, path: str, body: Json) -> Any:
        async with self.session.post(path, json={"botToken": TOKEN, "token": TOKEN, **body}) as answered:
            return (await answered.json())["result"]


@dataclass
class TelemelyaPhone:
    """A person at telemelya, which lists what the bot did, edits as calls of their own."""

    session: ClientSession

    async def say(self, text: str) -> None:
        await self._update(text=text)

    async def press(self, button: Json, message_id: int) -> None:
        await self._update(callback_data=button["callback_data"], callback_message_id=message_id)

    async def photo(self, content: bytes) -> None:
        """Sends a photo."""
        form = FormData()
        form.add_field("file", content, filename="screen.png", content_type="image/png")
        async with self.session.post("/api/v1/test/upload_media", data=form) as answered:
            file_id = (await answered.json())["file_id"]
        await self._update(photo_file_id=file_id)

    async def calls(self) -> list[Json]:
        """What the bot did."""
        async with self.session.get("/api/v1/test/responses") as answered:
            return (await answered.json())["responses"]

    async def messages(self) -> list[Json]:
        shown = {}
        for call in await self.calls():
            if call["method"] in ("sendMessage", "editMessageText"):
                shown[call["message_id"]] = call
        return list(shown.values())

    async def _update(self, **fields: Any) -> None:
        body = {"chat_id": PERSON["id"], **fields}
        async with self.session.post("/api/v1/test/send_update", params={"bot_token": TOKEN}, json=body) as answered:
            assert answered.status == 200, await answered.text()


@asynccontextmanager
async def by_polling(tools: Tools) -> AsyncIterator[TestApiPhone]:
    """The channel asks telegram-test-api."""
    async with (
        telegram_test_api() as url,
        ClientSession(url) as session,
        serving(open_telegram(settings(url), tools, Pace(FAST))),
    ):
        yield TestApiPhone(session)


@asynccontextmanager
async def by_webhook(tools: Tools) -> AsyncIterator[TelemelyaPhone]:
    """telemelya calls the channel, through a relay that shows the secret, as Telegram does and this double does not."""
    port = free_port()
    async with (
        telemelya() as url,
        ClientSession(url, headers={"Authorization": "Bearer any"}) as session,
        served(relay(port)) as public_url,
    ):
        given = settings(url, receive="webhook", webhook_secret=SecretStr(SECRET))
        channel = open_telegram(given, replace(tools, public_url=public_url), Pace(FAST))
        async with serving(channel, port):
            await registered(session)
            yield TelemelyaPhone(session)


def relay(port: int) -> web.Application:
    """Hands updates on with the secret."""

    async def forward(request: web.Request) -> web.Response:
        there = f"http://127.0.0.1:{port}{WEBHOOK_PATH}"
        body, headers = await request.read(), {SECRET_HEADER: SECRET}
        async with ClientSession() as calls, calls.post(there, data=body, headers=headers) as answered:
            return web.Response(status=answered.status)

    app = web.Application()
    app.router.add_post(WEBHOOK_PATH, forward)
    return app


async def registered(session: ClientSession) -> None:
    """Waits until the double knows where to call."""
    async with asyncio.timeout(20):
        while True:
            async with session.post(f"/bot{TOKEN}/getWebhookInfo") as answered:
                if (await answered.json())["result"]["url"]:
                    return
            await asyncio.sleep(0.05)


Opens = Callable[[Tools], AbstractAsyncContextManager[Phone]]
BOTH = pytest.mark.parametrize("opens", [by_polling, by_webhook], ids=["telegram-test-api", "telemelya"])


@BOTH
async def test_a_password_is_found_again(opens: Opens, tmp_path: Path) -> None:
    """The real assistant answers a question and walks the way with buttons, a step back among them."""
    async with real_tools(tmp_path) as tools, opens(tools) as phone:
        await phone.say("/start")
        await sees(phone, "您好，我是参保助手")
        await phone.say("单位密码忘了怎么办")
        await chooses(phone, "一步步带我办：找回单位密码", await sees(phone, "法定代表人要配合认证"))
        await chooses(phone, "能，用支付宝刷脸", await sees(phone, "法定代表人现在能配合吗？"))
        await chooses(phone, "电脑网页", await sees(phone, "您在哪里办？"))
        await sees(phone, "设好了吗？")
        await phone.say("/back")
        await chooses(phone, "手机（江苏智慧人社APP）", await sees(phone, "原来选的是：电脑网页"))
        await chooses(phone, "解决了", await sees(phone, "登录江苏智慧人社APP，进“企业服务”"))
        async with asyncio.timeout(20):
            while not await ended(tools):
                await asyncio.sleep(0.05)


async def ended(tools: Tools) -> bool:
    """Whether the way is at its end for the person."""
    return not any(o.id.startswith("answer|") for o in await tools.shown(Address("telegram", "1001")))


@BOTH
async def test_a_step_is_edited_and_an_old_button_expires(opens: Opens) -> None:
    """The next step takes the place of the one before; the button that stood there is told to be over."""
    house = Scripted(
        lambda inbound: step("第一步？" if inbound.text else "第二步？", *OPTIONS[: 2 if inbound.text else 1])
    )
    async with opens(house.tools()) as phone:
        await phone.say("办理")
        first = await sees(phone, "第一步？")
        await chooses(phone, "是", first)
        second = await sees(phone, "第二步？")
        assert second["message_id"] == first["message_id"]
        await phone.say("再来一次")
        await sees(phone, "第一步？")
        await chooses(phone, "是", second)
        await sees(phone, "此按钮已过期，继续：")
    assert [inbound.text or inbound.choice for inbound in house.got] == ["办理", OPTIONS[0].id, "再来一次"]


async def test_a_photo_is_read_over_telemelya() -> None:
    """A photo is downloaded and taken; every press is answered; signs of HTML arrive escaped."""
    house = Scripted(lambda inbound: Reply((f"<收到>{'照片' if inbound.file else ''}",), OPTIONS))
    async with by_webhook(house.tools()) as phone:
        await phone.photo(b"\x89PNG picture")
        message = await sees(phone, "<收到>照片")
        assert message["raw"]["text"] == "&lt;收到&gt;照片" and message["raw"]["parse_mode"] == "HTML"
        await chooses(phone, "是", message)
        await sees(phone, "<收到>")
        answered = [call for call in await phone.calls() if call["method"] == "answerCallbackQuery"]
    assert house.sent == [("照片.jpg", b"\x89PNG picture")] and len(answered) == 1
