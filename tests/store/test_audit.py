"""The audit trail: only ever added to, and what was tampered with is found and named."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.engine.ports import StoreTrouble
from bot.store.audit import Audit, Deed, Head
from bot.store.audit_check import Break, Checked, Fault, check_audit
from bot.store.chain import BEGIN
from bot.store.database import Database
from bot.store.persons import NoSuchPerson, Persons
from bot.store.store import Store
from tests.store.sample import IDENTITY_NUMBER, KEYS, NAME, TELEGRAM, WEB, Place

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SAID = {"filing_number": "N-1", "message": f"{NAME}已受理"}


def deed(person: str, number: int = 1, action: str = "submitted") -> Deed:
    """An enrollment of a visibly fictitious employee."""
    return Deed(
        person, NOON + timedelta(seconds=number), f"req-{number}", action, "filing.enroll", "enrollment", "law-2026-07",
        employer="91320000TEST000000", changed={"name": NAME, "identity_number": IDENTITY_NUMBER}, bureau=SAID,
    )


@pytest.fixture
async def person(store: Store) -> str:
    return (await store.conversations.load(WEB)).person


@pytest.fixture
async def ten(store: Store, person: str) -> Store:
    """A trail of ten rows."""
    await store.audit.record_all([deed(person, number) for number in range(1, 11)])
    return store


async def check(store: Store, witness: Head | None = None) -> Checked:
    return await check_audit(store.database, store.audit, witness)


async def tamper(store: Store, *statements: str) -> None:
    """Does what only the owner of the database can: takes the guards away and changes rows."""
    if store.database.dialect == "sqlite":
        free = ["DROP TRIGGER audit_no_UPDATE", "DROP TRIGGER audit_no_DELETE"]
    else:
        free = ["ALTER TABLE audit DISABLE TRIGGER ALL"]
    for statement in (*free, *statements):
        await store.database.write(lambda connection, s=statement: connection.execute(text(s)))


async def test_a_deed_comes_back_whole(store: Store, person: str) -> None:
    """Everything that was recorded can be read again, by person, by request and by time."""
    first, second = deed(person, 1), replace(deed(person, 2), changed=[{"months": ["2026-10"], "amount": "1.50"}])
    assert await store.audit.record(first) and await store.audit.record(second)
    found = await store.audit.recorded()
    assert [(one.number, one.deed) for one in found] == [(1, first), (2, second)]
    assert [one.number for one in await store.audit.recorded(request="req-2")] == [2]
    assert [one.number for one in await store.audit.recorded(person=person, first=second.at)] == [2]
    assert [one.number for one in await store.audit.recorded(before=second.at)] == [1]
    assert await store.audit.recorded(person="p_nobody") == []


async def test_whatever_was_typed_can_be_recorded(store: Store, person: str) -> None:
    """Amounts, days, rare signs and half characters do not stop a filing's record."""
    odd = {"amount": Decimal("1.50"), "day": NOON.date(), "name": "㛃𬭎·\x00\ud800"}
    assert await store.audit.record(replace(deed(person), changed=odd))
    (kept,) = await store.audit.recorded()
    assert kept.deed is not None and kept.deed.changed["amount"] == "1.50"
    assert (await check(store)).broken is None


async def test_a_deed_is_recorded_once(store: Store, person: str) -> None:
    """Recorded again after a lost answer, a deed stays as it was first; another action of the request is another."""
    assert await store.audit.record_all([deed(person), deed(person)]) == [True, False]
    assert not await store.audit.record(replace(deed(person), bureau="another story"))
    assert await store.audit.record(deed(person, action="status:accepted"))
    assert [one.deed and one.deed.bureau for one in await store.audit.recorded()] == [SAID, SAID]


async def test_a_deed_belongs_to_the_transaction_of_what_it_tells(store: Store, person: str) -> None:
    """Where the transaction fails nothing is recorded, and the chain goes on as if nothing had been."""
    rows = await store.audit.ready(deed(person))

    def broken(connection: object) -> None:
        store.audit.add(connection, rows)  # type: ignore[arg-type]
        raise StoreTrouble("the disk is full")

    with pytest.raises(StoreTrouble):
        await store.database.write(broken)
    assert await store.audit.head() == Head(0, BEGIN)
    assert await store.database.write(lambda connection: store.audit.add(connection, rows)) == [True]
    assert await check(store) == Checked(await store.audit.head())


async def test_an_empty_trail_stands(store: Store) -> None:
    """Nothing recorded is no fault."""
    assert await check(store) == Checked(Head(0, BEGIN))


async def test_an_untouched_trail_stands(ten: Store) -> None:
    """All rows and the head hold, and the earlier head that was written down still does after more rows."""
    early = await ten.audit.head()
    assert await check(ten) == Checked(early) and early.count == 10
    await ten.audit.record(deed((await ten.conversations.load(WEB)).person, 11))
    assert (await check(ten, early)).broken is None


@pytest.mark.parametrize("change", ["UPDATE audit SET action = 'x'", "DELETE FROM audit WHERE number = 10"])
async def test_rows_cannot_be_changed_by_accident(ten: Store, change: str) -> None:
    """The database itself refuses to change or delete a row."""
    with pytest.raises((IntegrityError, StoreTrouble), match="append-only"):
        await ten.database.write(lambda connection: connection.execute(text(change)))
    assert (await check(ten)).broken is None


@pytest.mark.parametrize("column", ["person", "module", "request", "action", "rule", "law"])
async def test_a_changed_word_is_found(ten: Store, column: str) -> None:
    """Each clear column is protected."""
    await tamper(ten, f"UPDATE audit SET {column} = 'x' WHERE number = 4")
    assert (await check(ten)).broken == Break(4, Fault.CHANGED)


async def test_changed_content_and_a_changed_time_are_found(ten: Store) -> None:
    """So are the sealed content, the instant and the hash itself."""
    await tamper(ten, "UPDATE audit SET kept = (SELECT kept FROM audit WHERE number = 5) WHERE number = 7")
    assert (await check(ten)).broken == Break(7, Fault.CHANGED)
    await tamper_more(ten, "UPDATE audit SET at = (SELECT at FROM audit WHERE number = 1) WHERE number = 6")
    assert (await check(ten)).broken == Break(6, Fault.CHANGED)
    await tamper_more(ten, "UPDATE audit SET hash = previous WHERE number = 2")
    assert (await check(ten)).broken == Break(2, Fault.CHANGED)


async def tamper_more(store: Store, statement: str) -> None:
    """Another change, the guards being gone."""
    await store.database.write(lambda connection: connection.execute(text(statement)))


async def test_words_moved_to_the_next_column_are_found(ten: Store) -> None:
    """The same letters in other columns are another row."""
    await tamper(ten, "UPDATE audit SET rule = rule || 'l', law = substr(law, 2) WHERE number = 3")
    assert (await check(ten)).broken == Break(3, Fault.CHANGED)


async def test_a_missing_row_is_found(ten: Store) -> None:
    """A row taken out is missed by its number."""
    await tamper(ten, "DELETE FROM audit WHERE number = 4")
    assert (await check(ten)).broken == Break(4, Fault.MISSING)


async def test_a_missing_row_is_found_when_the_rest_moved_up(ten: Store) -> None:
    """A row taken out, and the later ones numbered anew: the next one does not follow what is before it."""
    moves = [f"UPDATE audit SET number = {number - 1} WHERE number = {number}" for number in range(5, 11)]
    await tamper(ten, "DELETE FROM audit WHERE number = 4", *moves)
    assert (await check(ten)).broken == Break(4, Fault.REWRITTEN)


async def test_exchanged_rows_are_found(ten: Store) -> None:
    """Two rows that changed places are told from changed ones."""
    swap = ["UPDATE audit SET number = 99 WHERE number = 3", "UPDATE audit SET number = 3 WHERE number = 4"]
    await tamper(ten, *swap, "UPDATE audit SET number = 4 WHERE number = 99")
    assert (await check(ten)).broken == Break(3, Fault.REORDERED)


async def test_a_truncated_trail_is_found(ten: Store) -> None:
    """The head knows how many rows there are."""
    await tamper(ten, "DELETE FROM audit WHERE number > 8")
    assert (await check(ten)).broken == Break(9, Fault.TRUNCATED)


async def test_a_head_set_back_by_hand_is_found(ten: Store) -> None:
    """Who truncates trail and head has no key to mark the head with."""
    set_back = "UPDATE audit_head SET length = 8, hash = (SELECT hash FROM audit WHERE number = 8)"
    await tamper(ten, "DELETE FROM audit WHERE number > 8", set_back)
    assert (await check(ten)).broken == Break(8, Fault.HEAD)


async def test_a_row_put_in_by_hand_is_found(ten: Store) -> None:
    """A row beyond the head was not written by the program."""
    columns = "person, at, module, request, rule, law, kept, previous, hash"
    last = f"SELECT 11, 'forged', {columns} FROM audit WHERE number = 10"
    await tamper_more(ten, f"INSERT INTO audit (number, action, {columns}) {last}")
    assert (await check(ten)).broken == Break(11, Fault.ADDED)


async def test_an_older_copy_is_found_by_a_witness_only(store: Store, person: str) -> None:
    """Trail and head of yesterday's copy stand by themselves; the head written down elsewhere tells."""
    await store.audit.record(deed(person, 1))
    copy = await store.database.read(lambda at: at.execute(text("SELECT * FROM audit_head")).mappings().one())
    await store.audit.record(deed(person, 2))
    witness = await store.audit.head()
    await tamper(store, "DELETE FROM audit WHERE number = 2")
    back = text("UPDATE audit_head SET length = :length, hash = :hash, mark = :mark")
    await store.database.write(lambda connection: connection.execute(back, dict(copy)))
    assert (await check(store)).broken is None
    assert (await check(store, witness)).broken == Break(2, Fault.WITNESS)
    await store.audit.record(deed(person, 3))
    assert (await check(store, witness)).broken == Break(2, Fault.WITNESS)


async def test_a_forgotten_person_leaves_a_trail_that_stands(ten: Store, person: str) -> None:
    """Forgetting deletes the key: the rows cannot be read, the chain still verifies, and the others are readable."""
    other = (await ten.conversations.load(TELEGRAM)).person
    await ten.audit.record(deed(other, 20))
    await ten.forget(person)
    assert (await check(ten)).broken is None and (await ten.audit.head()).count == 11
    rows = await ten.audit.recorded()
    assert [row.deed is None for row in rows] == [True] * 10 + [False]
    with pytest.raises(NoSuchPerson):
        await ten.audit.record(deed(person, 21))


async def test_nothing_personal_lies_open(ten: Store) -> None:
    """No column shows a name, a number or an employer."""
    shown = str(await ten.database.read(lambda connection: connection.execute(text("SELECT * FROM audit")).all()))
    assert not any(personal in shown for personal in (NAME, IDENTITY_NUMBER, "91320000TEST"))


async def test_several_processes_keep_one_chain(store: Store, person: str, place: Place) -> None:
    """Six connections record at once, alone and in groups: one chain, every deed in it once."""
    databases = [Database(place.url) for _ in range(6)]
    trails = [Audit(database, Persons(database, KEYS), KEYS) for database in databases]

    async def record(number: int) -> None:
        for n in range(10):
            await trails[number].record_all([deed(person, 10_000 * number + 3 * n + i) for i in (1, 2)])
            await trails[number].record(deed(person, 10_000 * number + 3 * n + 3))

    await asyncio.gather(*map(record, range(6)))
    for database in databases:
        await database.close()
    checked = await check(store)
    assert checked.broken is None and checked.head.count == 180


async def test_rows_recorded_during_a_check_do_not_break_it(ten: Store, person: str) -> None:
    """Checking while others write finds no fault that is none."""

    async def write() -> None:
        for number in range(100, 130):
            await ten.audit.record(deed(person, number))

    async def look() -> list[Break | None]:
        return [(await check(ten)).broken for _ in range(20)]

    _, found = await asyncio.gather(write(), look())
    assert found == [None] * 20


@pytest.mark.parametrize("bad", [{"request": ""}, {"action": ""}, {"rule": "a\x00"}, {"at": datetime(2026, 11, 20)}])
def test_a_deed_that_says_too_little_is_refused(bad: dict[str, object]) -> None:
    """Without request, action or a whole instant it would be no trail."""
    with pytest.raises(ValueError):
        replace(deed("p"), **bad)  # type: ignore[arg-type]


async def test_many_deeds_are_recorded_in_groups(store: Store, person: str) -> None:
    """A batch's thousands go in in groups, and the chain holds."""
    deeds = [deed(person, number) for number in range(5_000)]
    for begin in range(0, 5_000, 500):
        await store.audit.record_all(deeds[begin : begin + 500])
    assert (await check(store)).head.count == 5_000
