"""What channels note: shared between processes, sealed, and gone when its time is over."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.store.database import Database
from bot.store.keys import Damaged, Keys
from bot.store.notes import StoredNotes
from bot.store.schema import notes
from bot.store.store import Store
from tests.store.sample import KEYS, Place

ROOT = Path(__file__).parents[2]
HOUR = timedelta(hours=1)


class Noon:
    """A clock that stands until it is set forward."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def noon() -> Noon:
    return Noon()


@pytest.fixture
def kept(store: Store, noon: Noon) -> StoredNotes:
    """Notes whose clock the test sets."""
    return StoredNotes(store.database, KEYS, noon)


@pytest.fixture
async def elsewhere(store: Store, place: Place, noon: Noon) -> AsyncIterator[StoredNotes]:
    """The same notes, as another process has them."""
    database = Database(place.url)
    yield StoredNotes(database, KEYS, noon)
    await database.close()


async def rows(store: Store) -> int:
    wanted = select(func.count()).select_from(notes)
    return await store.database.read(lambda connection: connection.execute(wanted).scalar_one())


async def test_a_value_is_there_until_its_time_is_over(kept: StoredNotes, elsewhere: StoredNotes, noon: Noon) -> None:
    """What one process puts another gets, the newest value, and not a moment too long."""
    assert await kept.get("token") is None
    await kept.put("token", "旧", HOUR)
    await kept.put("token", "新 \ud800", HOUR)
    assert await elsewhere.get("token") == "新 \ud800"
    noon.at += HOUR - timedelta(microseconds=1)
    assert await elsewhere.get("token") == "新 \ud800"
    noon.at += timedelta(microseconds=1)
    assert await elsewhere.get("token") is None


async def test_a_value_may_last_for_ever(kept: StoredNotes) -> None:
    """A cursor has no end that a calendar would know."""
    await kept.put("cursor", "7", timedelta.max)
    assert await kept.get("cursor") == "7"


async def test_what_is_dropped_is_gone(kept: StoredNotes) -> None:
    """A dropped name is new again; dropping what is not there is no error."""
    await kept.put("token", "t", HOUR)
    await kept.first("message", HOUR)
    for name in ("token", "message", "message"):
        await kept.drop(name)
    assert await kept.get("token") is None and await kept.first("message", HOUR)


async def test_a_name_is_first_once_within_its_time(kept: StoredNotes, elsewhere: StoredNotes, noon: Noon) -> None:
    """Saying it again does not prolong the time."""
    assert await kept.first("message", HOUR)
    noon.at += HOUR / 2
    assert not await elsewhere.first("message", HOUR)
    noon.at += HOUR / 2
    assert await elsewhere.first("message", HOUR)
    assert not await kept.first("message", HOUR)


async def test_a_count_begins_anew_after_its_time(kept: StoredNotes, elsewhere: StoredNotes, noon: Noon) -> None:
    """The time runs from the first one."""
    assert [await kept.count("budget", HOUR), await elsewhere.count("budget", HOUR)] == [1, 2]
    noon.at += HOUR
    assert [await kept.count("budget", HOUR), await kept.count("another", HOUR)] == [1, 1]


async def test_of_many_at_once_one_is_the_first(kept: StoredNotes, elsewhere: StoredNotes) -> None:
    """Nothing is counted twice or left out, whoever counts."""
    said = await asyncio.gather(*(each.first("message", HOUR) for each in (kept, elsewhere) * 10))
    assert sum(said) == 1
    counted = await asyncio.gather(*(each.count("budget", HOUR) for each in (kept, elsewhere) * 10))
    assert sorted(counted) == list(range(1, 21))


async def test_real_processes_count_together(store: Store, place: Place) -> None:
    """Two processes that count at the same time, from nothing, come to the sum."""
    counting = (
        "import asyncio; from datetime import timedelta; from bot.store.database import Database; "
        "from bot.store.notes import StoredNotes; from tests.store.sample import KEYS\n"
        f"async def count():\n notes = StoredNotes(Database({place.url!r}), KEYS)\n"
        " for _ in range(40): await notes.count('budget', timedelta(hours=1))\n"
        "asyncio.run(count())"
    )
    at_once = [await asyncio.create_subprocess_exec(sys.executable, "-c", counting, cwd=ROOT) for _ in range(2)]
    assert [await process.wait() for process in at_once] == [0, 0]
    assert await store.notes.count("budget", HOUR) == 81


async def test_a_sweep_takes_what_is_over_and_no_more(kept: StoredNotes, store: Store, noon: Noon) -> None:
    """The table holds what is of use."""
    await kept.put("token", "t", HOUR)
    await kept.first("message", HOUR)
    await kept.put("cursor", "7", 2 * HOUR)
    noon.at += HOUR
    assert await kept.sweep() == 2
    assert await rows(store) == 1 and await kept.get("cursor") == "7"


async def test_neither_names_nor_values_are_readable(kept: StoredNotes, place: Place, store: Store) -> None:
    """The database's files show no name and no value."""
    await kept.put("openid-of-zhang", "a-secret-token", HOUR)
    await kept.count("openid-of-li", HOUR)
    await store.close()
    raw = b"".join(path.read_bytes() for path in place.folder.rglob("*") if path.is_file())
    assert raw
    for word in (b"openid-of-zhang", b"a-secret-token", b"openid-of-li"):
        assert word not in raw


async def test_a_value_in_another_s_place_is_found_out(kept: StoredNotes, store: Store) -> None:
    """Values cannot be exchanged, nor read under another master key."""
    await kept.put("a", "1", HOUR)
    wrong = StoredNotes(store.database, Keys(bytes(32)))
    assert await wrong.get("a") is None
    await kept.put("b", "2", HOUR)
    a, b = (KEYS.fingerprint("note", name) for name in "ab")
    value = select(notes.c.kept).where(notes.c.mark == b).scalar_subquery()
    moved = update(notes).where(notes.c.mark == a).values(kept=value)
    await store.database.write(lambda connection: connection.execute(moved))
    with pytest.raises(Damaged, match="note"):
        await kept.get("a")


class Counting(Database):
    """A database that counts how often it is asked."""

    asked = 0

    async def read(self, work):  # type: ignore[no-untyped-def]
        self.asked += 1
        return await super().read(work)

    async def write(self, work):  # type: ignore[no-untyped-def]
        self.asked += 1
        return await super().write(work)


async def test_what_is_wanted_at_once_is_done_in_few_transactions(store: Store, place: Place) -> None:
    """Each gets its own result, and what is wanted of one name comes in its order."""
    database = Counting(place.url)
    notes = StoredNotes(database, KEYS)
    names = [f"name-{number}" for number in range(60)]
    firsts = await asyncio.gather(*(notes.first(name, HOUR) for name in [*names, *names]))
    assert firsts == [True] * 60 + [False] * 60
    await asyncio.gather(*(notes.put(f"value-{name}", text, HOUR) for name in names for text in ("old", name)))
    assert await asyncio.gather(*(notes.get(f"value-{name}") for name in names)) == names
    assert database.asked < 12
    await database.close()
