"""What channels get to work with, over an opened assistant."""

from __future__ import annotations

from bot.engine.messages import Address, Reply
from bot.handlers.channel import Channel, Opens, Tools
from bot.handlers.finishing import Finishing
from bot.opening import Opened, public_address
from bot.store.outbox_rows import Note, Outgoing


def finishing(opened: Opened) -> Finishing:
    """Takes the channels' messages and files, and lets each turn end."""
    return Finishing(opened.assistant.runner, opened.intake.send)


def channel_tools(opened: Opened, turns: Finishing) -> Tools:
    """The tools for all channels of this process."""

    async def late(address: Address, key: str, reply: Reply) -> None:
        person = (await opened.store.conversations.load(address)).person
        note = Note(reply.messages, reply.files, reply.options)
        await opened.store.outbox.put(Outgoing(person, address, key, note))

    return Tools(
        turns,
        turns.take_file,
        opened.files.open_upload,
        opened.shown,
        opened.store.conversations.replay,
        late,
        opened.store.notes,
        opened.clock,
        public_address(opened.settings),
    )


def open_channels(opened: Opened, turns: Finishing, ready: dict[str, Opens]) -> list[Channel]:
    """Opens the channels that are set up.

    Raises:
        ChannelFault: one cannot serve as it is set up.
    """
    tools = channel_tools(opened, turns)
    return [opens(tools) for opens in ready.values()]
