"""What the store's tests keep: visibly fictitious people, and the turns they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.engine.conversation import Conversation, Given, Matter, Outcome, Run
from bot.engine.messages import Address, Decision, Inbound, Option, Reply
from bot.engine.ports import MatterEnd, Session, Turn
from bot.store.keys import Keys

KEYS = Keys(bytes(range(32)))
WEB = Address("web", "cookie-of-zhang")
TELEGRAM = Address("telegram", "10001")
AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)

NAME = "张测试"
IDENTITY_NUMBER = "321302199003071230"
MOBILE = "13800001234"


@dataclass(frozen=True, slots=True)
class Place:
    """A database: its URL, the folder with its raw files, and how to take it away."""

    url: str
    folder: Path
    remove: Callable[[], None]


def matter(number: int = 1, step: str = "name") -> Matter:
    """A matter about a forgotten password."""
    return Matter(f"m{number}", "account.unit_password", "unit_password", step, 2, "web", AT)


def conversation(*answers: str) -> Conversation:
    """A conversation with these answers given."""
    given = {f"step_{number}": Given(answer) for number, answer in enumerate(answers)}
    return Conversation(runs=(Run("r1", "unit_password", 1, given=given),), matter=matter(), updated=AT)


def turn(
    message_id: str = "1",
    said: str = "你好",
    reply: str = "您好,请问有什么可以帮您?",
    kept: Conversation | None = None,
    address: Address = WEB,
) -> Turn:
    """A turn in which ``said`` is answered by ``reply`` and leaves the conversation ``kept``."""
    options = (Option("go", "继续"), Option("stop", "取消"))
    answer = Reply((reply,), options, dialog="unit_password", step="name", decision=Decision.STEP)
    return Turn(Inbound(address, message_id, text=said), answer, kept or conversation(said), AT, said)


def ending(number: int, at: datetime, outcome: Outcome = Outcome.SOLVED) -> Turn:
    """A turn with which the matter ``number`` ends."""
    closed = replace(conversation(), matter=None)
    end = MatterEnd(matter(number), outcome, at)
    return replace(turn(f"end-{number}"), conversation=closed, ended=(end,), at=at)


def stale(session: Session) -> Session:
    """The session as a process has it that missed the last turn."""
    return replace(session, revision=session.revision - 1)
