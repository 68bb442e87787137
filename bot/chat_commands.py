"""The chat in the terminal."""

from __future__ import annotations

import argparse

from bot.app import BeijingClock
from bot.engine.messages import Address
from bot.handlers.channels import names_set_up
from bot.handlers.received import Received
from bot.handlers.terminal import CHANNEL, LateScreen, Line, Screen, read_lines, serve_json
from bot.handlers.terminal import chat as chat_on
from bot.logs import set_up_logs
from bot.opening import Opened, about, open_all
from bot.services.batch_reviews import BatchReviews
from bot.services.links import WEB
from bot.services.outbox import Dispatcher
from bot.settings import Settings


async def chat(settings: Settings, asked: argparse.Namespace) -> int:
    """A chat in the terminal; with ``--json`` lines for scripts."""
    set_up_logs("WARNING")
    async with open_all(settings, BeijingClock(asked.today), served=(WEB, *names_set_up())) as opened:
        received = Received(opened.files.open_upload, settings.state / "received")
        address = Address(CHANNEL, asked.user)
        line = Line(opened.assistant.runner, opened.shown, opened.intake.send, address, received)
        if asked.json:
            await serve_json(line, read_lines(), lambda text: print(text, flush=True))
        else:
            await _on_screen(opened, line, received)
    return 0


async def _on_screen(opened: Opened, line: Line, received: Received) -> None:
    """A chat for the eye; what comes by itself is looked for before each prompt."""
    screen, store = Screen(), opened.store
    person = (await store.conversations.load(line.address)).person
    dispatcher = Dispatcher(store.outbox, {CHANNEL: LateScreen(screen, received)}, opened.assistant.runner)
    following, batching = opened.following, opened.batching
    reviews = BatchReviews(batching) if batching is not None else None

    async def late() -> int:
        if following is not None and batching is not None:
            await following.look(person)
            await batching.go_on()
        if reviews is not None:
            await reviews.look()
        return await dispatcher.dispatch(person)

    await chat_on(line, screen, tuple(about(opened.settings).split("\n")), late)
