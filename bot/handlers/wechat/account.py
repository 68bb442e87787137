"""The official account as a channel: its parts, joined."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from aiohttp import web

from bot.engine.messages import Address
from bot.engine.ports import StoreTrouble
from bot.handlers.accepted import Accepted
from bot.handlers.channel import ChannelFault, Tools
from bot.handlers.tencent.calls import Calls, Line
from bot.handlers.tencent.deliveries import Deliveries
from bot.handlers.tencent.envelopes import Envelope
from bot.handlers.tencent.tokens import TokenKeeper, fingerprint
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wechat import callback, links
from bot.handlers.wechat.answering import Answering
from bot.handlers.wechat.budget import Budget
from bot.handlers.wechat.callback import Callback
from bot.handlers.wechat.composing import Composing
from bot.handlers.wechat.held import Held
from bot.handlers.wechat.links import Links
from bot.handlers.wechat.mends import MENDS, NEVER_MENDS
from bot.handlers.wechat.menu import MENU_MARK
from bot.handlers.wechat.platform import Platform, stable_token
from bot.handlers.wechat.pushing import Pushing
from bot.handlers.wechat.settings import WeChatSettings
from bot.handlers.wechat.talk import Talk
from bot.services.outbox import Outcome, Parcel

log = logging.getLogger(__name__)
_MENU_KEPT = timedelta(days=30)
_MENU_AGAIN = 60.0
_NO_MENU = frozenset({48001, 48004, 50001})


class OfficialAccount:
    """Fulfills ``Channel``."""

    name = "wechat"

    def __init__(self, settings: WeChatSettings, tools: Tools) -> None:
        """Nothing is asked of WeChat yet."""
        self._settings = settings
        self._tools = tools
        self._line = Line(settings.api)
        fetch = stable_token(self._line, settings.app_id, settings.app_secret)
        mark = fingerprint(settings.app_secret.get_secret_value())
        self._tokens = TokenKeeper(tools.notes, f"wechat:token:{settings.app_id}:{mark}", fetch)
        self._platform = Platform(Calls(self._line, self._tokens))
        self._links = Links(tools)
        self._accepted = Accepted(tools.notes, self.name)
        self._deliveries = Deliveries(self._accepted, settings.answer_seconds)
        budget, held = Budget(tools.notes, settings.push_limit), Held(tools.notes)
        composing = Composing(self._links, budget)
        self._pushing = Pushing(tools, self._platform, budget, held, composing)
        talk = Talk(tools, self._platform)
        self._answering = Answering(tools.notes, self._deliveries, talk, self._pushing, composing, budget, held)
        self._callback = Callback(settings.token, _envelope(settings), tools.notes, self._answering)

    def about(self) -> str:
        """Where WeChat has to call."""
        how = "安全模式（AES）" if self._settings.aes_key.get_secret_value() else "明文模式"
        return f"微信公众号：服务器地址（URL）填 {self._tools.public_url}{callback.PATH} ，{how}"

    def add_routes(self, app: web.Application) -> None:
        """The callback, and the links to files."""
        app.router.add_get(callback.PATH, self._callback.check, allow_head=False)
        app.router.add_post(callback.PATH, self._callback.take)
        app.router.add_get(f"{links.PATH}/{{token:[0-9A-Za-z_-]{{32}}}}", self._links.serve)
        app.on_cleanup.append(self._close)

    async def run(self) -> None:
        """Sets the menu, works on what processes left that are no more, and keeps the access token fresh.

        Raises:
            ChannelFault: WeChat does not know the account by its settings.
        """
        try:
            await self._tokens.token()
        except ApiError as error:
            if error.code in NEVER_MENDS:
                raise ChannelFault(MENDS[error.code]) from None
            log.warning("no access token yet: %s", error)
        except (Unreachable, StoreTrouble) as error:
            log.warning("no access token yet: %s", error)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._accepted.take_up(self._answering.take_up))
            tasks.create_task(self._tokens.keep())
            tasks.create_task(self._keep_menu())

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends customer-service messages; what may not be sent waits for the person's next message."""
        return await self._pushing.send(address, parcel)

    async def check(self) -> str:
        """Whether WeChat can be reached and knows us."""
        try:
            await self._tokens.fresh()
            await self._platform.greet()
        except ApiError as error:
            told = MENDS.get(error.code, f"微信回了错误 {error.code}，请对照公众平台的返回码说明处理。")
            raise ChannelFault(f"微信公众号接不通。{told}") from None
        except Unreachable as error:
            raise ChannelFault(
                f"连不上微信的服务器（{error}）。请检查本机网络，以及 CANBAO_WECHAT_API 填得对不对。"
            ) from None
        finally:
            await self._line.close()
        return "微信公众号：连得上，AppID 和 AppSecret 有效。"

    async def _keep_menu(self) -> None:
        """Sets the menu, however late WeChat can be reached; an account that may have none goes without."""
        while self._settings.menu:
            try:
                return await self._put_menu()
            except ApiError as error:
                log.warning("the menu could not be set: %s", error)
                if error.code in _NO_MENU:
                    return
            except (Unreachable, StoreTrouble) as error:
                log.warning("the menu could not be set: %s", error)
            await asyncio.sleep(_MENU_AGAIN)

    async def _put_menu(self) -> None:
        """Sets the menu where this one is not set yet; one of several processes does."""
        name = f"wechat:menu:{self._settings.app_id}:{MENU_MARK}"
        if await self._tools.notes.first(name, _MENU_KEPT):
            try:
                await self._platform.put_menu()
            except (ApiError, Unreachable):
                await self._tools.notes.drop(name)
                raise

    async def _close(self, app: web.Application) -> None:
        await self._deliveries.close()
        await self._accepted.close()
        await self._line.close()


def _envelope(settings: WeChatSettings) -> Envelope | None:
    aes_key = settings.aes_key.get_secret_value()
    return Envelope(settings.token.get_secret_value(), aes_key, settings.app_id) if aes_key else None


def open_account(settings: WeChatSettings, tools: Tools) -> OfficialAccount:
    """The channel over its tools."""
    return OfficialAccount(settings, tools)
