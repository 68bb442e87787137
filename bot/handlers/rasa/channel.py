"""The action server as a process of its own, and as the outbox's sender to those who are met at Rasa."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.engine.messages import Address
from bot.handlers.rasa.actions import executor_of
from bot.handlers.rasa.house import House
from bot.handlers.rasa.listening import listening
from bot.handlers.rasa.messages import CHANNEL
from bot.handlers.rasa.server import make_server
from bot.handlers.rasa.settings import RasaSettings
from bot.services.outbox import Delivered, Outcome, Parcel


class RasaChannel:
    """Fulfills ``Sender``. What it is sent waits until Rasa asks for the person's next answer."""

    name = CHANNEL

    def __init__(self, settings: RasaSettings, house: House) -> None:
        self._settings = settings
        self._house = house

    def about(self) -> str:
        """Where Rasa finds it, and what it gives."""
        gives = "问答、规则、办理、表单" if self._house.is_guarded else "只有问答和规则（没有设CANBAO_RASA_TOKEN）"
        open_to_all = "" if self._settings.is_local else "；不只本机能连，请放在防火墙后面，并用https转发"
        return f"Rasa动作服务：{self._settings.url}/webhook，{gives}{open_to_all}"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Answers Rasa inside the block.

        Raises:
            ChannelFault: the address cannot be used.
        """
        app = make_server(self._house, executor_of(self._house), self._settings.token.get_secret_value())
        async with listening(app, self._settings.host, self._settings.port):
            yield

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Keeps it for the person's next message."""
        await self._house.late.put(address.user, parcel.id, parcel.reply)
        return Delivered()
