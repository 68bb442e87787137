"""What is kept of a person, in a form that is equal where the same was done, on whichever channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.bureau.simulated.tables import filings
from bot.engine.conversation import Matter, Run
from bot.engine.messages import Address
from bot.opening import Opened
from tests.channels.house import StandingClock

_BY_CHANCE = {"request", "at", "changed_at", "due_at"}
"""Columns of a filing that are new each time."""


async def state_of(opened: Opened, address: Address) -> dict[str, Any]:
    """The person's conversation, matters and bindings, and all that the bureau has; nothing of it made by chance."""
    store = opened.store
    session = await store.conversations.load(address)
    kept = session.conversation
    ended = await store.records.outcomes_between(date(2026, 1, 1), date(2027, 12, 31))
    open_matters = await store.records.open_matters()
    return {
        "runs": [_run(run) for run in kept.runs],
        "aside": kept.aside and _run(kept.aside),
        "shown": [option.label for option in kept.shown],
        "topic": kept.last_topic,
        "misses": kept.misses,
        "trail": kept.trail,
        "ended": [(_matter(end.matter), end.outcome.value) for end in ended],
        "open": [_matter(one.matter) for one in open_matters],
        "bindings": [asdict(one) | {"bound_at": None} for one in await store.bindings.bindings(session.person)],
        "filings": await _filings(opened),
    }


def _run(run: Run) -> dict[str, Any]:
    given = {at: (_without_codes(one.value), one.origin.value, one.sealed) for at, one in run.given.items()}
    return {"dialog": run.dialog, "version": run.version, "given": given, "offered": run.offered, "slips": run.slips}


def _without_codes(value: Any) -> Any:
    """The answer without a one-time code: those are six digits, and made by chance."""
    if isinstance(value, dict):
        return {name: _without_codes(each) for name, each in value.items()}
    return "a code" if isinstance(value, str) and re.fullmatch("[0-9]{6}", value) else value


def _matter(matter: Matter) -> tuple[str | None, str | None, str | None, int]:
    return matter.topic, matter.dialog, matter.step, matter.steps


async def _filings(opened: Opened) -> Sequence[dict[str, Any]]:
    wanted = select(filings).order_by(filings.c.number)
    rows = await opened.store.database.read(lambda connection: connection.execute(wanted).mappings().all())
    today = StandingClock().today()
    return [{name: row[name] for name in row if name not in _BY_CHANCE} for row in rows if row["day"] >= today]
