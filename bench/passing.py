"""The web chat over an assistant that keeps conversations in memory only: ``python -m bench.passing PORT``.

Nothing serves so outside of benchmarks; the product always stores. It is the same web application, engine and
knowledge as ``python -m bot serve``, without database, bureau and files, so that what storing costs can be told.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Sequence

from pydantic import SecretBytes

from bot.app import NoPackets, build_assistant, open_library
from bot.engine.memory import MemoryConversations
from bot.engine.messages import Address, FileRef, Reply
from bot.engine.ports import Session, Turn
from bot.handlers.serving import serve
from bot.handlers.web import web_chat
from bot.handlers.web_ports import TurnShown
from bot.handlers.web_settings import WebSettings
from bot.settings import Settings


class _Forgetting(MemoryConversations):
    """Keeps no more of a turn than the conversation needs."""

    async def save(self, session: Session, turn: Turn) -> Session:
        kept = await super().save(session, turn)
        self.turns.clear()
        return kept


class _Nothing:
    """Neither history nor files."""

    async def history(self, address: Address, limit: int) -> Sequence[TurnShown]:
        return ()

    async def open_upload(self, address: Address, file: str) -> tuple[FileRef, bytes] | None:
        return None

    async def take(self, address: Address, message_id: str, name: str, content: bytes) -> Reply:
        raise NotImplementedError


async def main(port: int) -> None:
    """Serves until told to stop."""
    settings, nothing = Settings(), _Nothing()
    library = open_library(settings)
    assistant = build_assistant(settings, _Forgetting(), NoPackets(), look_each_turn=False, library=library)
    web = WebSettings(
        key=SecretBytes(secrets.token_bytes(32)),
        public_url=f"http://127.0.0.1:{port}",
        visitor_rate=None,
        address_rate=None,
    )
    app = web_chat(assistant.runner, nothing, nothing, nothing.take, web, assistant.clock)
    await serve(app, "127.0.0.1", port, library, lambda: None)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
