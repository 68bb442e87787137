"""A process of its own: ``python -m tests.store.worker URL talk NAME COUNT``, or ``URL die``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import replace

from bot.engine.conversation import Conversation
from bot.engine.ports import Intent, Overtaken
from bot.store.conversations import StoredConversations
from bot.store.database import Database
from tests.store.sample import KEYS, WEB, turn


async def talk(conversations: StoredConversations, name: str, count: int) -> None:
    """Takes ``count`` turns, as the engine does: load, think, save, and once more where overtaken.

    The conversation counts them in ``misses``; each reply says its number.
    """
    done = 0
    while done < count:
        session = await conversations.load(WEB)
        number = session.conversation.misses + 1
        await asyncio.sleep(0.001)
        kept = Conversation(misses=number)
        answered = turn(f"{name}-{done}", f"{name}-{done}", str(number), kept)
        try:
            await conversations.save(session, answered)
        except Overtaken:
            continue
        done += 1


async def die(conversations: StoredConversations) -> None:
    """Writes an effect down, and is killed before it is settled."""
    session = await conversations.load(WEB)
    session = await conversations.save(session, replace(turn("0"), conversation=Conversation(misses=1)))
    await conversations.intend(
        session, Intent("req-1", "reset_password", arguments={"mobile": "13800001234"})
    )
    os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, what: str, *rest: str) -> None:
    """Runs what the command line says."""
    conversations = StoredConversations(Database(url), KEYS)
    if what == "die":
        await die(conversations)
    else:
        await talk(conversations, rest[0], int(rest[1]))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
