"""The channel: joins the line, the routers, and the two ways in which updates come."""

from __future__ import annotations

import asyncio
import logging

from aiogram.methods import DeleteWebhook, GetWebhookInfo, SetMyCommands, SetWebhook
from aiogram.types import BotCommand
from aiohttp import web

from bot.engine.messages import Address
from bot.handlers.channel import ChannelDoubt, ChannelFault, Tools
from bot.handlers.telegram.calling import Calls
from bot.handlers.telegram.hook import doubt_about, waiting
from bot.handlers.telegram.inbox import UPDATES, Inbox
from bot.handlers.telegram.incoming import CHANNEL
from bot.handlers.telegram.line import Line
from bot.handlers.telegram.pace import Pace
from bot.handlers.telegram.parcels import Parcels
from bot.handlers.telegram.receiving import Webhook, poll
from bot.handlers.telegram.routes import build_dispatcher
from bot.handlers.telegram.sending import Sending
from bot.handlers.telegram.sentences import COMMANDS
from bot.handlers.telegram.settings import WEBHOOK_PATH, TelegramSettings
from bot.handlers.telegram.talk import Talk
from bot.handlers.telegram.troubles import Trouble, Unfit, WrongToken
from bot.services.outbox import Outcome, Parcel

log = logging.getLogger(__name__)
_CLOSE_SECONDS = 3.0
_WRONG_TOKEN = "CANBAO_TELEGRAM_TOKEN 不对，Telegram 不认识这个机器人；请到 BotFather 看一下，换了就重设"
_CONNECTIONS = 40


def open_telegram(settings: TelegramSettings, tools: Tools, pace: Pace | None = None) -> Telegram:
    """The channel of one bot."""
    # It tells of every update by its number, and of nothing else.
    logging.getLogger("aiogram.event").setLevel(logging.WARNING)
    line = Line(settings)
    calls = Calls(line, pace or Pace())
    sending = Sending(line, tools, calls)
    dispatcher = build_dispatcher(line, Talk(line, tools, calls, sending), sending)
    return Telegram(settings, tools, line, Parcels(tools.notes, sending), Inbox(line, dispatcher, tools.notes))


class Telegram:
    """Fulfills ``Channel`` and ``Sender``."""

    name = CHANNEL

    def __init__(self, settings: TelegramSettings, tools: Tools, line: Line, parcels: Parcels, inbox: Inbox) -> None:
        self._settings = settings
        self._tools = tools
        self._line = line
        self._parcels = parcels
        self._inbox = inbox
        self._by_webhook = settings.by_webhook(tools.public_url)
        self._serves = False

    def about(self) -> str:
        """How messages come."""
        return f"Telegram：{f'回调 {self._url}' if self._by_webhook else '长轮询'}"

    def add_routes(self, app: web.Application) -> None:
        """The webhook; without it only what closes the connections."""
        self._serves = True
        if self._by_webhook:
            app.router.add_post(WEBHOOK_PATH, Webhook(self._settings.secret, self._inbox).take)
        app.on_cleanup.append(lambda app: self.close())

    async def run(self) -> None:
        """Makes the bot known, deals with what processes left that are no more, and asks for messages where Telegram
        does not bring them.

        Raises:
            ChannelFault: Telegram does not know the bot, or does not take the address.
            Trouble: Telegram was not reached for a while.
        """
        try:
            await self._register()
            await self._serve()
        except (WrongToken, Unfit) as trouble:
            raise self._fault(trouble) from None

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Sends to the person's own chat."""
        return await self._parcels.send(address, parcel)

    async def idle(self) -> None:
        """Returns when all that came in is dealt with."""
        await self._inbox.idle()

    async def close(self) -> None:
        """Ends what came in, for a moment, and closes the connections; a reply still unsaid goes to the outbox."""
        await self._inbox.close(_CLOSE_SECONDS)
        await self._line.close()

    async def check(self) -> str:
        """Who the bot is, and what Telegram last saw of the webhook."""
        try:
            me = await self._line.me()
            hook = await self._line.call(GetWebhookInfo())
        except Trouble as trouble:
            raise self._fault(trouble) from None
        finally:
            if not self._serves:
                await self._line.close()
        doubt = doubt_about(hook, self._url if self._by_webhook else "", self._tools.clock.now())
        if doubt:
            raise ChannelDoubt(f"Telegram：@{me.username} 可用，但{self._line.without_token(doubt)}")
        kind = ("回调" if hook.url else "回调，启动时登记") if self._by_webhook else "长轮询"
        return f"Telegram：@{me.username} 可用，{kind}{waiting(hook)}"

    @property
    def _url(self) -> str:
        return f"{self._tools.public_url}{WEBHOOK_PATH}"

    async def _serve(self) -> None:
        taking_up = asyncio.create_task(self._inbox.take_up())
        try:
            await (taking_up if self._by_webhook else poll(self._line, self._inbox))
        finally:
            taking_up.cancel()
            await asyncio.wait({taking_up})

    async def _register(self) -> None:
        await self._line.me()
        if self._by_webhook:
            await self._line.call(
                SetWebhook(
                    url=self._url,
                    secret_token=self._settings.secret,
                    allowed_updates=list(UPDATES),
                    max_connections=_CONNECTIONS,
                )
            )
        else:
            await self._line.call(DeleteWebhook())
        menu = [BotCommand(command=name, description=about) for name, (_, about) in COMMANDS.items()]
        try:
            await self._line.call(SetMyCommands(commands=menu))
        except Trouble as trouble:
            log.warning("the menu of commands was not set: %s", trouble)

    def _fault(self, trouble: Trouble) -> ChannelFault:
        if isinstance(trouble, WrongToken) or str(trouble) == "Not Found":
            return ChannelFault(_WRONG_TOKEN)
        if isinstance(trouble, Unfit) and self._by_webhook:
            return ChannelFault(
                f"Telegram 不接受回调网址 {self._url}（{trouble}）；请把 CANBAO_PUBLIC_URL 设成公网的 https 网址，"
                "或者设 CANBAO_TELEGRAM_RECEIVE=polling"
            )
        return ChannelFault(
            f"连不上 Telegram（{trouble}）；请检查网络，或者用 CANBAO_TELEGRAM_API 设一个能连上的 Bot API 地址"
        )
