"""The bureau at hand for tests: the simulated one, on a database of their own."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.bureau.simulated.bureau import SimulatedBureau, open_simulated
from bot.engine.ports import Clock, StoreTrouble
from bot.store.bindings import Binding
from bot.store.database import Database
from bot.store.migrations import upgrade
from rules.parameters import load_parameters

DATA = Path(__file__).parents[2] / "data"
LAW = load_parameters(DATA / "parameters/jiangsu")
KEY = b"a key for codes in tests, 32 by."


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="canbao-counter-"))


async def open_counter(clock: Clock) -> SimulatedBureau:
    """A simulated bureau as it is on the first day; the filled database is made once and copied."""
    filled = _folder() / "filled.db"
    if not filled.exists():
        await upgrade(f"sqlite:///{filled}")
        database = Database(f"sqlite:///{filled}")
        await open_simulated(database, lambda: LAW, clock, DATA, KEY)
        await database.close()
    own = Path(tempfile.mkdtemp(dir=_folder())) / "own.db"
    await asyncio.to_thread(shutil.copy, filled, own)
    return await open_simulated(Database(f"sqlite:///{own}"), lambda: LAW, clock, DATA, KEY)


@dataclass
class ListedBindings:
    """Keeps bindings in a list, the current one first, unless ``broken``."""

    kept: list[Binding] = field(default_factory=list)
    broken: bool = False

    async def bind(self, person: str, binding: Binding) -> None:
        """Puts the binding first."""
        self._check()
        self.kept = [binding, *(b for b in self.kept if b.credit_code != binding.credit_code)]

    async def bindings(self, person: str) -> list[Binding]:
        """All of them."""
        return self.kept

    async def switch(self, person: str, credit_code: str) -> bool:
        """Puts the employer first."""
        self._check()
        chosen = [b for b in self.kept if b.credit_code == credit_code]
        self.kept = [*chosen, *(b for b in self.kept if b.credit_code != credit_code)]
        return bool(chosen)

    async def unbind(self, person: str, credit_code: str) -> bool:
        """Takes the employer out."""
        self._check()
        left = [b for b in self.kept if b.credit_code != credit_code]
        gone, self.kept = len(left) < len(self.kept), left
        return gone

    def _check(self) -> None:
        if self.broken:
            raise StoreTrouble("the database is away")
