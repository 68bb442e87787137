"""Small things that several tests of the engine use: a dialog that reaches a person, effects that can be told what
to do, a store that more than one channel leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from bot.engine.choice import Choice, Sent
from bot.engine.dialog import Dialog
from bot.engine.memory import MemoryConversations
from bot.engine.messages import Address, FileRef
from bot.engine.ports import Session
from bot.engine.steps import end
from tests.engine.stand import Stand


class Person(Dialog):
    """Reaches a person. Stands last in a list of dialogs, where the stand looks for it."""

    key, title, topic = "person", "找人帮忙", "service.human"

    reached = end("已转给人工。", silent=True)


class Fruit(Choice):
    """Something to choose from."""

    APPLE = ("苹果", "红的", "红富士")
    BANANA = ("香蕉", "弯的")
    CHERRY = "樱桃"


class Window(Choice):
    """Whether one may file."""

    OPEN = "可以办"
    PAUSED = "暂停"


@dataclass(frozen=True)
class Opening:
    """A decision with what goes along with it."""

    outcome: Window
    reopens_on: date | None = None


def window(today: date, stamp: str) -> Window:
    return Window.PAUSED if today.day >= 25 or stamp == "law-2" else Window.OPEN


def opening(today: date) -> Opening:
    return Opening(Window.PAUSED, date(2026, 12, 1)) if today.day >= 25 else Opening(Window.OPEN)


class Killed(BaseException):
    """The process is killed; nothing in it catches this."""


@dataclass
class Bureau:
    """What effects talk to: ``answers`` says how, ``requests`` is what arrived. Set anew by ``fresh_bureau``."""

    answers: Callable[[], Sent] = lambda: Sent.ACCEPTED
    requests: list[tuple[str, str]] = field(default_factory=list)

    def take(self, request: str, what: str) -> Sent:
        self.requests.append((request, what))
        return self.answers()


class OnePerson(MemoryConversations):
    """A store in which every address leads to the same person, as after linking channels."""

    async def load(self, address: Address) -> Session:
        return await super().load(Address("any", "one"))


def restarted(stand: Stand) -> Stand:
    """The same conversation in a new process: another runner over the same store."""
    return replace(stand)


def photo(name: str = "a.jpg", size: int = 1000, kind: str = "image/jpeg") -> FileRef:
    """A file as the store gives it."""
    return FileRef(f"id-{name}", name, size, kind)


def raising(error: BaseException) -> Callable[[], Sent]:
    """An answer that is none."""

    def answer() -> Sent:
        raise error

    return answer
