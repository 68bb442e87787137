"""What the engine's tests stand on: a clock to set, a small knowledge, a runner in memory, transcripts."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import yaml

from bot.engine.dialog import Context, Dialog, Registry
from bot.engine.memory import MemoryConversations
from bot.engine.messages import Address, Candidate, Decision, FileRef, Heard, Inbound, LateResult, Offer, Reply
from bot.engine.phrases import Phrases
from bot.engine.ports import Session
from bot.engine.runner import Runner
from bot.engine.turning import House

BEIJING = timezone(timedelta(hours=8))
PHRASES = Phrases(yaml.safe_load((Path(__file__).parents[2] / "data/texts/phrases.yaml").read_text("utf-8")))


class SetClock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 20, 9, 0, tzinfo=BEIJING)

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return self.instant.date()

    def forward(self, **by: float) -> None:
        self.instant += timedelta(**by)


class SmallKnowledge:
    """Knows two topics by a word each."""

    topics = {"天气": "weather", "搬家": "moving"}
    offers: dict[str, Offer] = {}

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = "") -> Heard:
        if "人工" in text or "活人" in text:
            return Heard(Decision.HUMAN)
        if text in ("你好", "谢谢"):
            return Heard(Decision.SMALLTALK, ("不客气。",), certain=True)
        for word, topic in self.topics.items():
            if word in text:
                return self.tell(topic, today)
        nearest = tuple(Candidate(t, w, 0.2) for w, t in self.topics.items())
        return Heard(Decision.OUT_OF_SCOPE, topics=nearest, missed=True)

    def quoted(self, text: str) -> str:
        return "天气" if "天气异常" in text else ""

    def more(self, key: str, today: date) -> Heard:
        return Heard(Decision.ANSWER, (f"更多：{key}",), (Candidate(key, key, 1.0),))

    def tell(self, topic: str, today: date) -> Heard:
        title = next(word for word, known in self.topics.items() if known == topic)
        answered = (Candidate(topic, title, 0.9),)
        return Heard(Decision.ANSWER, (f"关于{title}的回答。",), answered, self.offers.get(topic))


@dataclass
class Stand:
    """A runner over dialogs in memory, and one person talking to it."""

    dialogs: list[type[Dialog]]
    store: MemoryConversations = field(default_factory=MemoryConversations)
    clock: SetClock = field(default_factory=SetClock)
    knowledge: SmallKnowledge = field(default_factory=SmallKnowledge)
    user: str = "我"
    channel: str = "test"
    stamp: str = "law-1"
    replies: list[Reply] = field(default_factory=list)
    ids: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.runner = Runner(self.house, self.store, self, self.clock)

    def house(self) -> House:
        return House(Registry(self.dialogs), self.knowledge, PHRASES, self.dialogs[-1].key)

    async def context(self, session: Session, inbound: Inbound) -> Context:
        return Context(self.clock.today(), self.stamp)

    async def send(self, **message: object) -> Reply:
        message.setdefault("message_id", f"m{next(self.ids)}")
        reply = await self.runner.turn(Inbound(Address(self.channel, self.user), **message))  # type: ignore[arg-type]
        self.replies.append(reply)
        return reply

    async def say(self, text: str, **more: object) -> Reply:
        return await self.send(text=text, **more)

    async def start(self, dialog: type[Dialog] | str) -> Reply:
        return await self.send(choice=f"start|{dialog if isinstance(dialog, str) else dialog.key}")

    async def pick(self, label: str) -> Reply:
        option = next(option for option in self.replies[-1].options if label in option.label)
        return await self.send(choice=option.id)

    async def file(self, file: FileRef) -> Reply:
        return await self.send(file=file)

    async def late(self, late: LateResult) -> Reply:
        return await self.send(late=late)

    @property
    def text(self) -> str:
        """All that the last reply says."""
        return "\n".join(self.replies[-1].messages)

    @property
    def labels(self) -> list[str]:
        return [option.label for option in self.replies[-1].options]
