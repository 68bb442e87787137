"""An enrollment sheet of 10,000 people through the chat's batch: read and checked, submitted, turns meanwhile."""

from __future__ import annotations

import asyncio
import io
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from python_calamine import CalamineWorkbook

from bot.app import BeijingClock, build_assistant, open_library, open_store
from bot.bureau.protocol import Filing
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
from rules.modules import Module
from tests.rules.sample_numbers import sample_identity_number

ROWS = 10_000
_FORM = "enroll_employee"
_FACTORY, _ADMINISTRATOR = "91321399MA000001AC", "321399198206060042"
_QUESTIONS = ("单位密码忘了怎么办", "现在能申报吗", "CA证书过期找谁", "基数按什么定")


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """Seconds, turns in milliseconds at the 95th percentile, and megabytes at most."""

    rows: int
    plain: float
    read: float
    submit: float
    turns: int
    alone: float
    meanwhile: float
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.rows:,} rows of {_FORM}: read by python-calamine alone in {self.plain:.2f} s, read and checked in "
            f"{self.read:.2f} s, submitted with audit trail "
            f"and notes in {self.submit:.1f} s ({self.rows / self.submit:,.0f}/s). A question in the chat, 95th "
            f"percentile: {self.alone:.1f} ms alone, {self.meanwhile:.1f} ms meanwhile ({self.turns} turns). "
            f"Memory at most {self.megabytes:.0f} MB."
        )


async def batch_figures(folder: Path, progress: Callable[[str], None], rows: int = ROWS) -> BatchFigures:
    """Measures on an SQLite database of its own."""
    folder.mkdir(exist_ok=True)
    settings, clock = Settings(state=folder), _Days(date(2026, 11, 18))
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
        context = Context(date(2026, 11, 20), "bench")
        sheets = Sheets(reader, store.batches, filings, person, address, context, clock.now())
        batching = Batching(
            store.batches, reader, store.uploads, bureau, store.audit, store.outbox, clock,
            lambda: library.current.wordings, assistant.answers,
        )  # fmt: skip
        progress("recording them with the bureau, and letting the reviews end")
        records = [Filing(Module.PERSON_RECORD, _FACTORY, _ADMINISTRATOR, _record(place)) for place in range(rows)]
        await bureau.submit_many([(f"record-{place}", record) for place, record in enumerate(records)])
        clock.day = date(2026, 11, 20)
        await bureau.people(_ADMINISTRATOR, _FACTORY)
        file = await store.uploads.keep_upload(person, "名单.xlsx", WORKBOOK, content)

        async def ask(number: int) -> float:
            began = time.perf_counter()
            text = _QUESTIONS[number % len(_QUESTIONS)]
            await assistant.runner.turn(Inbound(Address("bench", f"asker{number % 8}"), f"q{number}", text=text))
            return time.perf_counter() - began

        alone = [await ask(number) for number in range(200)]
        began = time.perf_counter()
        assert len(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()) > rows
        plain = time.perf_counter() - began
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
        (note,) = [entry.content for entry in await store.outbox.claim(["bench"])][-1:]
        progress(str(getattr(note, "messages", note)))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return BatchFigures(rows, plain, read, submit, len(meanwhile), _p95(alone) * 1e3, _p95(meanwhile) * 1e3, most)


@dataclass
class _Days:
    """The real time of day, on a day that is set."""

    day: date

    def now(self) -> datetime:
        return BeijingClock(self.day).now()

    def today(self) -> date:
        return self.day


def _number(place: int) -> str:
    return sample_identity_number("321399", date(1970, 1, 1) + timedelta(days=place), 1)


def _row(place: int) -> dict[str, str]:
    return {
        "identity_number": _number(place),
        "contract_start": "2026-11-01",
        "contract_kind": "无固定期限",
        "post": "普通员工",
        "contribution_base": "6000",
    }


def _record(place: int) -> dict[str, str]:
    return {
        "identity_number": _number(place),
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
