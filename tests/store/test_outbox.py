"""The outbox: kept until delivered, in order, each once, whatever dies meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.engine.messages import Address, FileRef, LateResult
from bot.engine.ports import StoreTrouble
from bot.store.database import Database
from bot.store.outbox import Outbox, put_rows
from bot.store.outbox_rows import Entry, Note, Outgoing, State
from bot.store.persons import NoSuchPerson
from bot.store.store import Store
from tests.store.sample import NAME, TELEGRAM, WEB, Place

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
BOTH = ("web", "telegram")


@dataclass
class Clock:
    """A clock that is moved by hand."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Box:
    """An outbox on a hand-moved clock, and a person."""

    outbox: Outbox
    clock: Clock
    person: str
    store: Store

    def note(self, key: str, address: Address = WEB) -> Outgoing:
        return Outgoing(self.person, address, key, Note((key,)))

    def another(self, seconds: float = 0.0) -> Outbox:
        """Another process's outbox on the same database, whose clock differs."""
        return Outbox(self.store.database, self.store.persons, clock=lambda: self.clock.at + timedelta(seconds=seconds))

    async def keys(self, channels: Sequence[str] = BOTH) -> list[str]:
        """The keys of what may be sent now; all is let go again."""
        entries = await self.outbox.claim(channels)
        for entry in entries:
            await self.outbox.release(entry.person)
        return [entry.key for entry in entries]


@pytest.fixture
async def box(store: Store) -> Box:
    """An empty outbox and a person met on the web."""
    clock = Clock()
    person = (await store.conversations.load(WEB)).person
    return Box(Outbox(store.database, store.persons, clock=clock), clock, person, store)


async def deliver(outbox: Outbox, entries: Sequence[Entry]) -> None:
    """Says that all were delivered."""
    for entry in entries:
        await outbox.delivered(entry)
        await outbox.release(entry.person)


async def test_what_is_put_comes_out_whole(box: Box) -> None:
    """Notes, files and late results come out as they were put, with address and key."""
    file = FileRef("f1", "回执.pdf", 10, "application/pdf")
    late = LateResult("run", "verdict", {"outcome": "PASSED", "months": ["2026-10"]})
    put = [
        Outgoing(box.person, WEB, "n", Note(("办好了", NAME), (file,))),
        Outgoing(box.person, TELEGRAM, "r", late),
    ]
    assert await box.outbox.put(*put) == [True, True]
    entries = await box.outbox.claim(BOTH)
    assert [(e.key, e.address, e.content) for e in entries] == [(o.key, o.address, o.content) for o in put]


async def test_the_same_key_is_put_once(box: Box) -> None:
    """A key that was put stays put once, also after delivery; another person may use it, too."""
    assert await box.outbox.put(box.note("a"), box.note("a")) == [True, False]
    await deliver(box.outbox, await box.outbox.claim(BOTH))
    assert await box.outbox.put(box.note("a")) == [False]
    other = (await box.store.conversations.load(TELEGRAM)).person
    assert await box.outbox.put(replace(box.note("a", TELEGRAM), person=other)) == [True]
    assert [entry.person for entry in await box.outbox.claim(BOTH)] == [other]


async def test_entries_come_in_order_and_only_for_the_channels_asked_for(box: Box) -> None:
    """A process gets what its own channels can send, oldest first."""
    await box.outbox.put(box.note("1"), box.note("2", TELEGRAM), box.note("3"))
    assert await box.keys(("web",)) == ["1", "3"]
    assert await box.keys(("telegram",)) == ["2"]
    assert await box.keys(()) == []


async def test_what_waits_for_its_next_try_is_not_overtaken(box: Box) -> None:
    """Behind an entry that must wait nothing of its channel goes; other channels go on."""
    await box.outbox.put(box.note("1"), box.note("2"), box.note("3", TELEGRAM))
    first, *_ = await box.outbox.claim(BOTH)
    await box.outbox.later(first, timedelta(seconds=10), "busy")
    await box.outbox.release(box.person)
    assert await box.keys() == ["3"]
    box.clock.move(seconds=11)
    assert await box.keys() == ["1", "2", "3"]


async def test_a_reminder_waits_for_its_instant_and_holds_nothing_up(box: Box) -> None:
    """Not before its instant, in whatever zone it was given; what was put later goes meanwhile."""
    nine = datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    await box.outbox.put(replace(box.note("remind"), reminder=True, not_before=nine), box.note("now"))
    await deliver(box.outbox, await box.outbox.claim(BOTH))
    box.clock.at = nine - timedelta(seconds=1)
    assert await box.keys() == []
    box.clock.at = nine
    assert await box.keys() == ["remind"]


async def test_what_came_too_late_is_dropped(box: Box) -> None:
    """An entry past its use is not sent, and says so."""
    await box.outbox.put(replace(box.note("closes"), expires=NOON + timedelta(hours=1)), box.note("b"))
    box.clock.move(hours=2)
    assert await box.keys() == ["b"]
    assert [entry.key for entry in await box.outbox.entries(State.EXPIRED)] == ["closes"]


async def test_a_cancelled_entry_is_not_sent(box: Box) -> None:
    """Taken back by its key while it waits; what was sent cannot be taken back, nor what never was put."""
    await box.outbox.put(box.note("a"), box.note("b"))
    assert await box.outbox.cancel(box.person, "a")
    assert not await box.outbox.cancel(box.person, "a")
    assert not await box.outbox.cancel(box.person, "c")
    sent = await box.outbox.claim(BOTH)
    assert [entry.key for entry in sent] == ["b"]
    await deliver(box.outbox, sent)
    assert not await box.outbox.cancel(box.person, "b")


async def test_reminders_can_be_switched_off(box: Box) -> None:
    """While off, reminders that fall due are dropped for good; everything else is sent; on again, later ones come."""
    await box.outbox.put(
        replace(box.note("today"), reminder=True),
        box.note("receipt"),
        replace(box.note("tomorrow"), reminder=True, not_before=NOON + timedelta(days=1)),
    )
    assert await box.outbox.wants_reminders(box.person)
    await box.outbox.want_reminders(box.person, False)
    assert not await box.outbox.wants_reminders(box.person)
    assert await box.keys() == ["receipt"]
    await box.outbox.want_reminders(box.person, True)
    box.clock.move(days=1)
    assert await box.keys() == ["receipt", "tomorrow"]


async def test_a_line_is_held_by_one_process(box: Box) -> None:
    """While one process sends to a person no other does; it may once the first let go or fell silent."""
    await box.outbox.put(box.note("a"))
    held = await box.outbox.claim(BOTH)
    assert await box.another().claim(BOTH) == []
    assert [e.key for e in await box.another(61).claim(BOTH)] == ["a"]
    await box.outbox.release(box.person)
    assert await box.another(62).claim(BOTH) == []
    assert [e.key for e in held] == ["a"]


async def test_a_clock_set_back_holds_nothing_up(box: Box) -> None:
    """Neither a lease nor a next try left far in the future keeps an entry from being sent."""
    await box.outbox.put(box.note("a"))
    (entry,) = await box.another(86_400).claim(BOTH)
    await box.another(86_400).later(entry, timedelta(minutes=5), "busy")
    assert await box.keys() == ["a"]


async def test_dead_letters_stay_and_can_be_retried(box: Box) -> None:
    """A dead letter holds up nothing, is listed with its reason, masked, and goes when told to."""
    await box.outbox.put(box.note("a"), box.note("b"))
    first, *_ = await box.outbox.claim(BOTH)
    await box.outbox.dead(first, "chat of 13800001234\nwas not found \x00")
    await box.outbox.release(box.person)
    assert await box.keys() == ["b"]
    (shown,) = await box.outbox.entries(State.DEAD)
    assert shown.key == "a" and "was not found" in shown.trouble and "13800001234" not in shown.trouble
    assert await box.outbox.retry(999_999) == 0
    assert await box.outbox.retry() == 1
    assert await box.keys() == ["a", "b"]


async def test_an_altered_entry_is_a_dead_letter(box: Box) -> None:
    """What was altered in the database is not sent, and what is behind it is."""
    await box.outbox.put(box.note("a"), box.note("b"))
    spoil = text("UPDATE outbox SET kept = (SELECT kept FROM outbox WHERE key = 'b') WHERE key = 'a'")
    await box.store.database.write(lambda connection: connection.execute(spoil))
    assert await box.keys() == ["b"]
    (shown,) = await box.outbox.entries(State.DEAD)
    assert shown.key == "a" and "altered" in shown.trouble


async def test_putting_belongs_to_the_transaction_of_what_it_tells(box: Box) -> None:
    """Where the transaction fails, nothing is in the outbox; where it holds, the entry is."""
    rows = await box.outbox.ready(box.note("a"))

    def broken(connection: object) -> None:
        put_rows(connection, rows)  # type: ignore[arg-type]
        raise StoreTrouble("the disk is full")

    with pytest.raises(StoreTrouble):
        await box.store.database.write(broken)
    assert await box.keys() == []
    assert await box.store.database.write(lambda connection: put_rows(connection, rows)) == [True]
    assert await box.keys() == ["a"]


async def test_a_forgotten_person_has_no_entries(box: Box) -> None:
    """Forgetting takes the entries along, and later ones are refused by name."""
    await box.outbox.put(box.note("a"))
    await box.store.forget(box.person)
    assert await box.keys() == []
    with pytest.raises(NoSuchPerson):
        await box.outbox.put(box.note("b"))


async def test_nothing_personal_lies_open(box: Box, place: Place) -> None:
    """No raw byte of the database shows what an entry says or to whom."""
    who = Address("web", "openid-of-zhang-ceshi")
    await box.outbox.put(Outgoing(box.person, who, "k", Note((f"{NAME}的登记办好了",))))
    rows = await box.store.database.read(lambda at: at.execute(text("SELECT * FROM outbox")).all())
    assert NAME not in str(rows) and "openid" not in str(rows)


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "a\x00"])
def test_a_key_that_could_not_be_kept_is_refused(key: str) -> None:
    """Keys are short and printable, since people read them."""
    with pytest.raises(ValueError, match="key"):
        Outgoing("p", WEB, key, Note(("甲",)))


def test_an_instant_without_zone_is_refused() -> None:
    """Whose nine o'clock it is must be said."""
    with pytest.raises(ValueError, match="zone"):
        Outgoing("p", WEB, "a", Note(("甲",)), not_before=datetime(2026, 11, 21, 9))


async def test_what_ended_long_ago_is_swept(box: Box) -> None:
    """Delivered entries go after a while; waiting and dead ones stay."""
    await box.outbox.put(box.note("a"), box.note("b"), box.note("c"))
    first, second, _ = await box.outbox.claim(BOTH)
    await box.outbox.delivered(first)
    await box.outbox.dead(second, "gone")
    assert await box.outbox.sweep(NOON) == 0
    assert await box.outbox.sweep(NOON + timedelta(days=1)) == 1
    counts = await box.outbox.counts()
    assert (counts[State.DELIVERED], counts[State.DEAD], counts[State.WAITING]) == (0, 1, 1)


async def test_many_processes_put_and_claim_and_nothing_doubles(box: Box, place: Place) -> None:
    """Four stores put and claim at once: each entry is claimed once, and each person's in order."""
    databases = [Database(place.url) for _ in range(4)]
    boxes = [Outbox(database, box.store.persons) for database in databases]
    people = [(await box.store.conversations.load(Address("web", f"w{n}"))).person for n in range(6)]
    got: list[Entry] = []

    async def put(number: int) -> None:
        for n in range(10):
            whole = [Outgoing(p, WEB, f"{number}-{n}", Note(("甲",))) for p in people]
            await boxes[number].put(*whole)

    async def take(number: int) -> None:
        while len(got) < 240:
            entries = await boxes[number].claim(BOTH)
            for entry in entries:
                await boxes[number].delivered(entry)
                got.append(entry)
            for person in {entry.person for entry in entries}:
                await boxes[number].release(person)
            await asyncio.sleep(0.001)

    async with asyncio.timeout(60):
        await asyncio.gather(*(put(n) for n in range(4)), *(take(n) for n in range(4)))
    for database in databases:
        await database.close()
    assert len({entry.id for entry in got}) == len(got) == 240
    for person in people:
        ids = [entry.id for entry in got if entry.person == person]
        assert ids == sorted(ids)


async def test_trouble_of_the_database_is_told(box: Box, place: Place, tmp_path: Path) -> None:
    """A database that is gone is trouble, and nothing is said to be put."""
    await box.store.close()
    place.remove()
    with pytest.raises(StoreTrouble):
        await box.outbox.put(box.note("a"))
