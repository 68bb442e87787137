"""Filing with the simulated bureau on SQLite: rows in groups, one by one, and what a turn waits for meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, update

from bench.figures import Latency, latency
from bot.bureau.protocol import Filing, Json, Standing
from bot.bureau.simulated.bureau import GROUP, SimulatedBureau, open_simulated
from bot.bureau.simulated.tables import switches
from bot.settings import ROOT
from bot.store.database import Database
from bot.store.migrations import upgrade
from rules.identifiers import IdentifierFault, identity_number
from rules.modules import Module
from rules.parameters import load_parameters

_FACTORY, _ADMINISTRATOR = "91321399MA000001AC", "321399198206060042"
_ROWS, _SINGLE = 10_000, 500
_Batch = Sequence[tuple[str, Filing]]


@dataclass(slots=True)
class _Clock:
    """A day on which filing is open and all limits are known."""

    at: datetime = datetime(2025, 11, 20, 9, tzinfo=timezone(timedelta(hours=8)))

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()


async def filing_figures(folder: Path, progress: Callable[[str], None]) -> list[Latency]:
    """Enrolls 10,000 people whose bases all differ and who each have a month to make up; half a thousand one by one."""
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder / 'canbao.db'}"
    await upgrade(url)
    database, clock = Database(url), _Clock()
    law = load_parameters(ROOT / "data" / "parameters" / "jiangsu")
    bureau = await open_simulated(database, lambda: law, clock, ROOT / "data")
    people = [_number(at) for at in range(_ROWS + _SINGLE)]
    progress(f"{_ROWS} people recorded, then enrolled")
    rows = [await _in_groups("person recorded", bureau, [_recorded(at, each) for at, each in enumerate(people)])]
    clock.at += timedelta(minutes=10)
    batch = [_enrolled(at, each) for at, each in enumerate(people)]
    waiting = asyncio.create_task(_small_writes(database))
    rows.append(await _in_groups("employee enrolled", bureau, batch[:_ROWS]))
    waiting.cancel()
    rows.append(latency("a small write meanwhile", *await waiting))
    rows.append(await _one_by_one(bureau, batch[_ROWS:]))
    await database.close()
    return rows


async def _in_groups(name: str, bureau: SimulatedBureau, batch: _Batch) -> Latency:
    began, seconds = time.perf_counter(), []
    for at in range(0, len(batch), GROUP):
        start = time.perf_counter()
        filed = await bureau.submit_many(batch[at : at + GROUP])
        seconds += [(time.perf_counter() - start) / len(filed)] * len(filed)
        assert all(each.standing is not Standing.REFUSED for each in filed)
    return latency(f"filing, {name}, groups of {GROUP}", seconds, time.perf_counter() - began)


async def _one_by_one(bureau: SimulatedBureau, batch: _Batch) -> Latency:
    began, seconds = time.perf_counter(), []
    for request, each in batch:
        start = time.perf_counter()
        await bureau.submit(request, each)
        seconds.append(time.perf_counter() - start)
    return latency("filing, employee enrolled, one by one", seconds, time.perf_counter() - began)


async def _small_writes(database: Database) -> tuple[list[float], float]:
    """What others wait for the database while a batch is filed, until cancelled."""
    began, seconds = time.perf_counter(), []
    touched = update(switches).where(switches.c.name == bindparam("of")).values(on=False)

    def write(connection: Connection) -> Any:
        return connection.execute(touched, {"of": "police_down"})

    try:
        while True:
            start = time.perf_counter()
            await database.write(write)
            seconds.append(time.perf_counter() - start)
            await asyncio.sleep(0.02)
    except asyncio.CancelledError:
        return seconds, time.perf_counter() - began


def _number(at: int) -> str:
    """A fictitious identity number with its check sign."""
    body = f"321399{date(1985, 1, 1) + timedelta(days=at // 300):%Y%m%d}{300 + at % 300}"
    for sign in "0123456789X":
        try:
            return identity_number(body + sign).number
        except IdentifierFault:
            continue
    raise AssertionError("one of the eleven signs fits")


def _recorded(at: int, number: str) -> tuple[str, Filing]:
    answers: dict[str, Json] = {
        "identity_number": number,
        "name": "张测试",
        "sex": "男" if int(number[16]) % 2 else "女",
        "ethnic_group": "汉族",
        "mobile": "13800000000",
        "household_registration_type": "演示户籍",
        "household_division": "演示市",
        "household_address": "演示路1号",
    }
    return f"record-{at}", Filing(Module.PERSON_RECORD, _FACTORY, _ADMINISTRATOR, answers)


def _enrolled(at: int, number: str) -> tuple[str, Filing]:
    answers: dict[str, Json] = {
        "identity_number": number,
        "contract_increase_reason": "新签",
        "contract_kind": "固定期限",
        "contract_start": f"2025-11-{1 + at % 20:02}",
        "contract_end": "2028-11-30",
        "post": "普通员工",
        "contribution_base": str(5000 + at),
    }
    return f"enroll-{at}", Filing(Module.EMPLOYEE_ENROLLMENT, _FACTORY, _ADMINISTRATOR, answers)
