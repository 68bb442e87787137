"""A store that keeps everything in memory: for one question without a past, for tests, and for measuring the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.engine.conversation import Conversation, dump_conversation, load_conversation
from bot.engine.messages import Address, Reply
from bot.engine.ports import Intent, IntentState, Overtaken, Session, Turn


class MemoryConversations:
    """Fulfills ``Conversations`` without a database; gone with the process."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, int]] = {}
        self._replies: dict[tuple[Address, str], Reply] = {}
        self._intents: dict[str, Intent] = {}
        self.turns: list[Turn] = []

    async def load(self, address: Address) -> Session:
        person = f"{address.channel}:{address.user}"
        kept, revision = self._kept.get(person, (dump_conversation(Conversation()), 0))
        return Session(person, load_conversation(kept), revision)

    async def replay(self, address: Address, message_id: str) -> Reply | None:
        return self._replies.get((address, message_id))

    async def save(self, session: Session, turn: Turn) -> Session:
        key = (turn.inbound.address, turn.inbound.message_id)
        if self._kept.get(session.person, (b"", 0))[1] != session.revision or key in self._replies:
            raise Overtaken
        self._kept[session.person] = (dump_conversation(turn.conversation), session.revision + 1)
        self._replies[key] = turn.reply
        self.turns.append(turn)
        return Session(session.person, turn.conversation, session.revision + 1)

    async def intend(self, session: Session, intent: Intent) -> tuple[Session, Intent]:
        known = self._intents.get(intent.request)
        if known is not None:
            return session, replace(known, fresh=False)
        self._intents[intent.request] = intent
        return session, intent

    async def other(self, session: Session, request: str) -> Session | None:
        return None

    async def settle(self, intent: Intent, result: Any) -> None:
        self._intents[intent.request] = replace(intent, state=IntentState.SETTLED, result=result)
