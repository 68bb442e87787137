"""The real assistant on the test's database, and people who write to it from several channels."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.app import Assistant, build_assistant, open_library
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.engine.messages import Address, Inbound, Reply
from bot.services.following import KeptJournal
from bot.services.library import Library
from bot.settings import Settings
from bot.store.database import Database
from bot.store.store import Store
from tests.services.counter import open_counter
from tests.store.sample import KEYS, Place
from tests.store.test_following import SetClock

ROOT = Path(__file__).parents[2]
_IDS = itertools.count()


@cache
def library() -> Library:
    """The data of the house, read once."""
    return open_library(Settings(data=ROOT / "data"))


@dataclass
class Town:
    """An assistant over the store. ``last`` is the last reply at each address."""

    store: Store
    assistant: Assistant
    bureau: SimulatedBureau
    clock: SetClock
    last: dict[Address, Reply] = field(default_factory=dict)

    async def say(self, address: Address, text: str, private: bool = True, message_id: str = "") -> str:
        """What is said to the text, with the options as the person sees them."""
        told = Inbound(address, message_id or f"m{next(_IDS)}", text=text, private=private)
        return self._kept(address, await self.assistant.runner.turn(told))

    async def pick(self, address: Address, label: str, private: bool = True) -> str:
        """What is said to the option with this label."""
        option = next(option for option in self.last[address].options if label in option.label)
        return await self.choose(address, option.id, private)

    async def start(self, address: Address, dialog: str, private: bool = True) -> str:
        """Begins a dialog."""
        return await self.choose(address, f"start|{dialog}", private)

    async def choose(self, address: Address, option: str, private: bool = True) -> str:
        """What is said to the option of this id."""
        told = Inbound(address, f"m{next(_IDS)}", choice=option, private=private)
        return self._kept(address, await self.assistant.runner.turn(told))

    async def code(self, address: Address) -> str:
        """A code given out at the address."""
        await self.say(address, "绑定其他渠道")
        await self.pick(address, "给我一个码")
        return self.last[address].messages[0].strip()

    async def link(self, giver: Address, taker: Address) -> str:
        """Links two addresses as persons do; gives the last reply."""
        await self.say(taker, f"关联码：{await self.code(giver)}")
        return await self.say(taker, "是")

    async def person(self, address: Address) -> str:
        """Who is met at the address, as the database has it."""
        return await self.store.persons.meet(address)

    def _kept(self, address: Address, reply: Reply) -> str:
        self.last[address] = reply
        return "\n".join([*reply.messages, *(f"[{option.label}]" for option in reply.options)])


async def town(store: Store, bureau: SimulatedBureau | None = None) -> Town:
    """An assistant with the demonstration's bureau."""
    clock = SetClock()
    bureau = bureau or await open_counter(clock)
    assistant = build_assistant(
        Settings(data=ROOT / "data"),
        store.conversations,
        store.handovers,
        clock,
        look_each_turn=False,
        library=library(),
        bureau=bureau,
        bindings=store.bindings,
        journal=KeptJournal(store.followed, store.audit, clock),
        outbox=store.outbox,
    )
    return Town(store, assistant, bureau, clock)


def another(place: Place, folder: Path) -> Store:
    """Another process's store on the same database; whoever opens it closes it."""
    return Store(Database(place.url), KEYS, folder)
