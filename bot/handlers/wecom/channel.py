"""The WeCom (企业微信) application as a channel."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from xml.etree.ElementTree import Element

from aiohttp import web

from bot.engine.messages import Address
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import Tools
from bot.handlers.tencent.safe_xml import write_xml
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wecom.answers import CHANNEL, Answers
from bot.handlers.wecom.api import Api
from bot.handlers.wecom.callbacks import Callbacks
from bot.handlers.wecom.heard import read_heard
from bot.handlers.wecom.parcels import Parcels
from bot.handlers.wecom.settings import PREFIX, WecomSettings
from bot.handlers.wecom.speaking import Speaker
from bot.handlers.wecom.troubles import fault, mend
from bot.services.outbox import Outcome, Parcel

log = logging.getLogger(__name__)
PATH = "/wecom/callback"


class WecomChannel:
    """Fulfills ``Channel``: members of an enterprise in the chat of its application."""

    name = CHANNEL

    def __init__(self, settings: WecomSettings, tools: Tools, now: Callable[[], float] = time.time) -> None:
        """``now`` is real time in seconds."""
        self._settings = settings
        self._tools = tools
        self._now = now
        self._api = self._new_api()
        speaker = Speaker(self._api, settings.agent_id, tools)
        self._answers = Answers(tools, self._api, speaker, settings.cards)
        self._parcels = Parcels(speaker, tools.notes, settings.cards)

    def about(self) -> str:
        """What is served, and where."""
        return f"企业微信应用：接收消息的URL填 {self._tools.public_url}{PATH}"

    def add_routes(self, app: web.Application) -> None:
        """Adds the callback."""
        Callbacks(self._settings, self._take, self._now).add_to(app, PATH)
        app.on_cleanup.append(self._close)

    async def run(self) -> None:
        """Answers what processes left that died, and keeps a token ready, so that nobody waits for one.

        Raises:
            ChannelFault: WeCom does not know us.
        """
        try:
            await self._api.tokens.token()
        except ApiError as trouble:
            if mend(trouble, PREFIX):
                raise fault(trouble, PREFIX, "企业微信") from None
            log.warning("no access token yet: %s", trouble)
        except (Unreachable, StoreTrouble) as trouble:
            log.warning("no access token yet: %s", trouble)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._answers.take_up())
            tasks.create_task(self._api.tokens.keep())

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends the parcel; what of it arrived at an earlier try is not sent again."""
        return await self._parcels.send(address, parcel)

    async def check(self) -> str:
        """Asks for a token and for the application.

        Raises:
            ChannelFault: WeCom cannot be reached, or does not know us.
        """
        api = self._new_api()
        try:
            await api.tokens.fresh()
            told = await api.call("agent/get", query={"agentid": self._settings.agent_id})
        except (ApiError, Unreachable) as trouble:
            raise fault(trouble, PREFIX, "企业微信") from None
        finally:
            await api.close()
        if told.get("close"):
            return f"企业微信应用“{told.get('name', '')}”连得上，但在管理后台被停用了：成员收不到消息。"
        return f"企业微信应用“{told.get('name', '')}”连得上。"

    def _new_api(self) -> Api:
        return Api(self._settings, self._tools.notes, f"{CHANNEL}:{self._settings.corp_id}:{self._settings.agent_id}")

    async def _take(self, root: Element, since: float) -> str:
        heard = read_heard(root, self._settings.agent_id)
        text = await self._answers.to(heard, since) if heard is not None else ""
        if heard is None or not text:
            return ""
        return write_xml(
            ToUserName=heard.user,
            FromUserName=self._settings.corp_id,
            CreateTime=int(self._now()),
            MsgType="text",
            Content=text,
        )

    async def _close(self, app: web.Application) -> None:
        await self._answers.close()
        await self._api.close()
