"""An official account over given tools, and a person who writes to it through WeChat's double."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.engine.messages import Address
from bot.handlers.channel import Channel, Tools
from bot.handlers.wechat import sentences
from bot.handlers.wechat.account import open_account
from bot.handlers.wechat.settings import WeChatSettings
from bot.services.file_kinds import kind_of, named_as_picture
from tests.channels.postbox import Postbox
from tests.channels.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN, WeChatPlatform, settled

USER = "oPerson_1"
_OPTION = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)
_LINK = re.compile(r"文件“(.+?)”：(\S+)")


@dataclass
class WeChatTalker:
    """A person, as WeChat shows them what comes; fulfills ``Talker`` and ``Odd``."""

    platform: WeChatPlatform
    postbox: Postbox
    channel: Channel
    user: str = USER
    seen: int = 0
    _last: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> Address:
        return Address("wechat", self.user)

    async def say(self, text: str) -> list[str]:
        """Types; gives all texts that then arrive, in order."""
        return await self._send(self.platform.message(self.user, "text", Content=text))

    async def choose(self, label: str) -> list[str]:
        """Types the number under which the label was offered last."""
        offered = [found for text in self.platform.texts(self.user) for found in _OPTION.findall(text)]
        numbers = [number for number, told in offered if told == label]
        assert numbers, f"“{label}” was not offered: {offered}"
        return await self.say(numbers[-1])

    async def send_file(self, name: str, content: bytes) -> list[str]:
        """Sends a picture, or what WeChat takes for a file."""
        if named_as_picture(name):
            media = self.platform.keep_picture(name, content, str(kind_of(content) or "image/jpeg"))
            message = self.platform.message(self.user, "image", PicUrl="http://127.0.0.1/x", MediaId=media)
        else:
            message = self.platform.message(self.user, "file", Title=name, FileKey="k", FileTotalLen=str(len(content)))
        return await self._send(message)

    async def files(self) -> list[tuple[str, bytes]]:
        """What arrived as pictures, and what the links in texts open."""
        found = [(each.name, each.content) for each in self.platform.arrived.get(self.user, []) if each.name]
        async with aiohttp.ClientSession() as session:
            for name, url in (found for text in self.platform.texts(self.user) for found in _LINK.findall(text)):
                async with session.get(url) as response:
                    assert response.status == 200, (name, response.status)
                    found.append((name, await response.read()))
        return found

    async def repeat(self) -> list[str]:
        """Delivers once more; WeChat sees to it that the answer is the same, and shows it once."""
        return await self._send(self._last)

    async def say_quickly(self, texts: Sequence[str]) -> list[str]:
        """Types on without waiting for answers."""
        sent = []
        for text in texts:
            sent.append(asyncio.create_task(self.platform.say(self.user, text)))
            # Each call is on its way before the next one, as on a line that keeps its order.
            await asyncio.sleep(0.01)
        await asyncio.gather(*sent)
        return await self.hear()

    async def say_odd(self) -> list[str]:
        """Sends a place."""
        place = {"Location_X": "31.97", "Location_Y": "118.75", "Scale": "15", "Label": "江苏省"}
        return await self._send(self.platform.message(self.user, "location", **place))

    async def _send(self, message: dict[str, str]) -> list[str]:
        self._last = message
        before = len(self.postbox.keys)
        answered = await self.platform.deliver(message)
        if answered.text in (sentences.WORKING, sentences.WORKING_UNPUSHED):
            await settled(lambda: len(self.postbox.keys) > before, 60)
        return await self.hear()

    async def hear(self) -> list[str]:
        """What arrived since."""
        await self.postbox.idle()
        texts = self.platform.texts(self.user)
        new, self.seen = texts[self.seen :], len(texts)
        return new


@asynccontextmanager
async def talking(
    tools: Tools, platform: WeChatPlatform | None = None, answer_seconds: float = 3.5, user: str = USER
) -> AsyncIterator[WeChatTalker]:
    """The channel on a server of its own; what is late goes out by a postbox of its own, too."""
    platform, postbox = platform or WeChatPlatform(), Postbox()
    async with TestServer(platform.app()) as server:
        platform.url = str(server.make_url("")).rstrip("/")
        settings = account_settings(platform, answer_seconds)
        async with serving(settings, replace(tools, late=postbox.late), platform) as channel:
            postbox.sender = channel
            tasks = [asyncio.create_task(postbox.run()), asyncio.create_task(channel.run())]
            try:
                yield WeChatTalker(platform, postbox, channel, user)
            finally:
                for task in tasks:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task


@asynccontextmanager
async def serving(settings: WeChatSettings, tools: Tools, platform: WeChatPlatform) -> AsyncIterator[Channel]:
    """One process's channel on a server of its own; the platform calls the one that was served last."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    app = web.Application()
    channel = open_account(settings, replace(tools, public_url=address))
    channel.add_routes(app)
    async with TestServer(app, port=port):
        platform.callback = f"{address}/wechat"
        yield channel


def account_settings(platform: WeChatPlatform, answer_seconds: float = 3.5) -> WeChatSettings:
    """Settings that fit the platform."""
    return WeChatSettings.model_validate(
        {
            "app_id": APP_ID,
            "app_secret": SecretStr(APP_SECRET),
            "token": SecretStr(TOKEN),
            "aes_key": SecretStr(AES_KEY if platform.aes else ""),
            "api": platform.url,
            "answer_seconds": answer_seconds,
        }
    )
