"""A sheet of 10,000 people through the chat's batch: read and checked, submitted with its trail, turns meanwhile."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.app import BeijingClock, build_assistant, open_library, open_store
from bot.bureau.simulated.bureau import open_simulated
from bot.dialogs import FORMS
from bot.documents.workbook_template import blank_workbook
from bot.engine.dialog import Context
from bot.engine.messages import Address, Inbound
from bot.services.batching import Batching
from bot.services.filings import Filings
from bot.services.sheets import WORKBOOK, SheetReader, Sheets, Started
from bot.settings import ROOT, Settings
from bot.store.bindings import Binding
from tests.rules.sample_numbers import sample_identity_number

ROWS = 10_000
_FORM = "record_person"
_FACTORY, _ADMINISTRATOR = "91321399MA000001AC", "321399198206060042"
_QUESTIONS = ("单位密码忘了怎么办", "现在能申报吗", "CA证书过期找谁", "基数按什么定")


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """Seconds, turns in milliseconds at the 95th percentile, and megabytes at most."""

    rows: int
    read: float
    submit: float
    turns: int
    alone: float
    meanwhile: float
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.rows:,} rows of {_FORM}: read and checked in {self.read:.2f} s, submitted with audit trail "
            f"and notes in {self.submit:.1f} s ({self.rows / self.submit:,.0f}/s). A question in the chat, 95th "
            f"percentile: {self.alone:.1f} ms alone, {self.meanwhile:.1f} ms meanwhile ({self.turns} turns). "
            f"Memory at most {self.megabytes:.0f} MB."
        )


async def batch_figures(folder: Path, progress: Callable[[str], None], rows: int = ROWS) -> BatchFigures:
    """Measures on an SQLite database of its own."""
    settings, clock = Settings(state=folder), BeijingClock(date(2026, 11, 20))
    progress(f"writing a sheet of {rows:,} rows")
    content = blank_workbook(FORMS[_FORM], (_row(place) for place in range(rows)))
    async with open_store(settings) as store:
        library = open_library(settings)
        law = library.current.law
        bureau = await open_simulated(store.database, lambda: law, clock, ROOT / "data", b"k" * 32)
        assistant = build_assistant(settings, store.conversations, store.handovers, clock, look_each_turn=False)
        address = Address("bench", "clerk")
        person = (await store.conversations.load(address)).person
        binding = Binding(_FACTORY, "演示机械厂", _ADMINISTRATOR, "administrator", clock.now(), True)
        await store.bindings.bind(person, binding)
        reader = SheetReader(store.uploads, FORMS)
        filings = Filings(bureau, store.bindings, person)
        context = Context(clock.today(), "bench")
        sheets = Sheets(reader, store.batches, filings, person, address, context, clock.now())
        batching = Batching(
            store.batches, reader, store.uploads, bureau, store.audit, store.outbox, clock,
            lambda: library.current.wordings, assistant.answers,
        )  # fmt: skip
        file = await store.uploads.keep_upload(person, "名单.xlsx", WORKBOOK, content)

        async def ask(number: int) -> float:
            began = time.perf_counter()
            text = _QUESTIONS[number % len(_QUESTIONS)]
            await assistant.runner.turn(Inbound(Address("bench", f"asker{number % 8}"), f"q{number}", text=text))
            return time.perf_counter() - began

        alone = [await ask(number) for number in range(200)]
        progress("reading and checking")
        began = time.perf_counter()
        await sheets.check(file, _FORM)
        read = time.perf_counter() - began
        assert await sheets.start(file, _FORM) is Started.STARTED
        progress("submitting, with questions in between")
        began = time.perf_counter()
        submitting = asyncio.create_task(batching.go_on())
        meanwhile: list[float] = []
        while not submitting.done():
            meanwhile.append(await ask(1_000 + len(meanwhile)))
            await asyncio.sleep(0.05)
        await submitting
        submit = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return BatchFigures(rows, read, submit, len(meanwhile), _p95(alone) * 1e3, _p95(meanwhile) * 1e3, most)


def _row(place: int) -> dict[str, str]:
    return {
        "identity_number": sample_identity_number("321399", date(1960, 1, 1) + timedelta(days=place % 14_000), 1),
        "name": "张测试",
        "sex": "男",
        "ethnic_group": "汉族",
        "mobile": "13800000000",
        "household_registration_type": "演示户籍",
        "household_division": "演示市演示区",
        "household_address": "演示路1号",
    }


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        print(asyncio.run(batch_figures(Path(place), print)))
