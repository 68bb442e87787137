"""The command that serves Rasa: its custom actions, or the part of its domain that is ours."""

from __future__ import annotations

import argparse
import asyncio
import logging

from bot.app import BeijingClock
from bot.beside import beside
from bot.channel_tools import channel_tools, finishing
from bot.dialogs import FORMS
from bot.engine.dialog import Context
from bot.handlers.channel import Tools
from bot.handlers.channels import names_set_up
from bot.handlers.rasa.channel import RasaChannel
from bot.handlers.rasa.domain import domain_yaml
from bot.handlers.rasa.house import House
from bot.handlers.rasa.late import LateReplies
from bot.handlers.rasa.settings import read_settings
from bot.handlers.serving import look_after, told_to_stop
from bot.logs import set_up_logs
from bot.opening import Opened, about, open_all
from bot.services.going_on import going_on
from bot.services.library import read_law
from bot.services.links import WEB
from bot.services.outbox import Dispatcher
from bot.services.rulings import Rulings
from bot.settings import Settings

_LAST_TURNS_SECONDS = 5.0


async def rasa(settings: Settings, asked: argparse.Namespace) -> int:
    """Rasa's action server, until told to stop; with ``--domain`` it prints our part of the domain instead.

    Raises:
        ChannelFault: it cannot serve as it is set up.
    """
    if asked.domain:
        law = read_law(settings.data, settings.region)
        print(domain_yaml(FORMS.values(), Rulings(lambda: law, BeijingClock().today).rules()), end="")
        return 0
    set_up_logs(settings.log_level)
    # It tells what a tracker holds, and names each action at the start.
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    wanted = read_settings()
    served = (WEB, *names_set_up())
    async with open_all(settings, BeijingClock(asked.today), look_each_turn=False, served=served) as opened:
        turns = finishing(opened)
        guarded = bool(wanted.token.get_secret_value())
        channel = RasaChannel(wanted, house_of(channel_tools(opened, turns), opened, guarded))
        try:
            await _serve(opened, channel)
        finally:
            await turns.finish(_LAST_TURNS_SECONDS)
    return 0


def house_of(tools: Tools, opened: Opened, is_guarded: bool) -> House:
    """What the actions work with, over an opened assistant."""
    assistant = opened.assistant
    return House(
        tools,
        assistant.answers,
        Rulings(lambda: assistant.library.current.law, assistant.clock.today),
        FORMS,
        lambda: Context(assistant.clock.today(), assistant.library.current.stamp),
        LateReplies(tools.notes),
        is_guarded,
    )


async def _serve(opened: Opened, channel: RasaChannel) -> None:
    library = opened.assistant.library
    dispatcher = Dispatcher(opened.store.outbox, {channel.name: channel}, opened.assistant.runner)
    # Calls under way end before what runs beside them.
    async with going_on() as begin, channel.serving():
        begin(dispatcher.run, lambda: look_after(library), *beside(opened))
        print(f"{channel.about()}\n{about(opened.settings)}\n按 Ctrl-C 停止。", flush=True)
        await told_to_stop(asyncio.Event())
