"""WeChat Customer Service (微信客服) as a channel: customers in WeChat chat with an account of the enterprise."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from aiohttp import web

from bot.engine.messages import Address
from bot.handlers.channel import ChannelFault, Tools
from bot.handlers.tencent.safe_xml import fields
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wecom.api import Api
from bot.handlers.wecom.callbacks import Callbacks
from bot.handlers.wecom.troubles import fault, mend
from bot.handlers.wecom_service.answers import CHANNEL, ServiceAnswers
from bot.handlers.wecom_service.pages import pull_page
from bot.handlers.wecom_service.puller import Puller
from bot.handlers.wecom_service.settings import PREFIX, TITLE, ServiceSettings
from bot.services.outbox import Outcome, Parcel

PATH = "/wecom_service/callback"
_MOST_ACCOUNTS = 100


class ServiceChannel:
    """Fulfills ``Channel``. A person's address is an account and a customer."""

    name = CHANNEL

    def __init__(self, settings: ServiceSettings, tools: Tools, now: Callable[[], float] = time.time) -> None:
        """``now`` is real time in seconds."""
        self._settings = settings
        self._tools = tools
        self._now = now
        self._api = self._new_api()
        self._answers = ServiceAnswers(tools, self._api, now)
        self._pullers: dict[str, Puller] = {}

    def about(self) -> str:
        """What is served, and where."""
        return f"{TITLE}：接收消息的URL填 {self._tools.public_url}{PATH}"

    def add_routes(self, app: web.Application) -> None:
        """Adds the callback."""
        Callbacks(self._settings, self._take, self._now).add_to(app, PATH)
        app.on_cleanup.append(self._close)

    async def run(self) -> None:
        """Pulls what came while nobody listened, then keeps a token ready.

        Raises:
            ChannelFault: WeCom does not know us.
        """
        try:
            accounts = await self._accounts(self._api)
        except (ApiError, Unreachable) as trouble:
            if mend(trouble, PREFIX):
                raise fault(trouble, PREFIX, TITLE) from None
            raise
        for account in accounts:
            self._puller(str(account.get("open_kfid", ""))).ring()
        await self._api.tokens.keep()

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends the parcel while that is allowed; else it waits until the customer says something."""
        return await self._answers.push(address, parcel)

    async def check(self) -> str:
        """Asks for a token and for the accounts.

        Raises:
            ChannelFault: WeCom cannot be reached, does not know us, or gives no account to manage.
        """
        api = self._new_api()
        try:
            await api.tokens.fresh()
            accounts = await self._accounts(api)
        except (ApiError, Unreachable) as trouble:
            raise fault(trouble, PREFIX, TITLE) from None
        finally:
            await api.close()
        if not accounts:
            which = f"没有 {PREFIX}OPEN_KFID 所写的账号" if self._settings.open_kfid else "没有能管理的客服账号"
            raise ChannelFault(f"{TITLE}{which}：请在管理后台 → 微信客服里把账号交给这个应用通过API管理。")
        return f"{TITLE}连得上，账号：{'、'.join(str(each.get('name', '')) for each in accounts)}。"

    async def _accounts(self, api: Api) -> list[dict[str, Any]]:
        """The accounts that are served."""
        answer = await api.call("kf/account/list", {"offset": 0, "limit": _MOST_ACCOUNTS})
        only = self._settings.open_kfid
        return [
            each
            for each in answer.get("account_list") or ()
            if each.get("manage_privilege", True) and only in ("", each.get("open_kfid"))
        ]

    async def _take(self, root: Element, since: float) -> str:
        """Takes the notice that there is something to pull; it has no answer."""
        told = fields(root)
        account = told.get("OpenKfId", "")
        if told.get("Event") == "kf_msg_or_event" and account and self._settings.open_kfid in ("", account):
            self._puller(account).ring(told.get("Token", ""))
        return ""

    def _puller(self, account: str) -> Puller:
        if account not in self._pullers:

            async def pull(cursor: str, token: str) -> dict[str, Any]:
                return await pull_page(self._api, account, cursor, token)

            name = f"{CHANNEL}:{self._settings.corp_id}:{account}"
            self._pullers[account] = Puller(self._tools.notes, name, pull, self._answers.begin)
        return self._pullers[account]

    def _new_api(self) -> Api:
        return Api(self._settings, self._tools.notes, f"{CHANNEL}:{self._settings.corp_id}")

    async def _close(self, app: web.Application) -> None:
        await asyncio.gather(*(puller.finish() for puller in self._pullers.values()))
        await self._answers.finish()
        await self._api.close()
