"""The way to the database, and what happens when it is not there."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.engine.ports import Intent, StoreTrouble
from bot.store.database import Database
from bot.store.migrations import upgrade
from bot.store.store import Store
from tests.store.sample import KEYS, WEB, Place, turn


async def test_what_raises_leaves_nothing(store: Store) -> None:
    """Work that fails half-way is undone as a whole, and the next work goes on."""

    def half(connection: Connection) -> None:
        connection.execute(text("INSERT INTO vault (id, key_id) VALUES (2, 'half')"))
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        await store.database.write(half)
    count = await store.database.write(lambda at: at.execute(text("SELECT count(*) FROM vault")).scalar())
    assert count == 1


async def test_gone_before_the_turn(store: Store, place: Place, tmp_path: Path) -> None:
    """Where the database cannot be reached, loading says so as trouble."""
    place.remove()
    late = Store(Database(place.url), KEYS, tmp_path)
    with pytest.raises(StoreTrouble):
        await late.conversations.load(WEB)
    await late.close()


async def test_gone_in_the_middle_of_a_turn(store: Store, place: Place) -> None:
    """A database that goes away between load and save is trouble, not a turn that seems kept."""
    session = await store.conversations.load(WEB)
    place.remove()
    with pytest.raises(StoreTrouble):
        await store.conversations.save(session, turn("1"))
    with pytest.raises(StoreTrouble):
        await store.conversations.load(WEB)


async def test_gone_in_the_middle_of_an_effect(store: Store, place: Place) -> None:
    """An effect that cannot be written down is not tried, and a result that cannot be kept is told."""
    session, intent = await store.conversations.intend(
        await store.conversations.load(WEB), Intent("req-1", "reset_password")
    )
    place.remove()
    with pytest.raises(StoreTrouble):
        await store.conversations.intend(session, Intent("req-2", "reset_password"))
    with pytest.raises(StoreTrouble):
        await store.conversations.settle(intent, {})


async def test_all_turns_under_way_hear_of_it(store: Store, place: Place) -> None:
    """Of many turns at once, none waits for ever."""
    session = await store.conversations.load(WEB)
    place.remove()
    turns = (store.conversations.save(session, turn(str(number))) for number in range(20))
    results = await asyncio.wait_for(asyncio.gather(*turns, return_exceptions=True), 20)
    assert all(isinstance(result, StoreTrouble) for result in results)


async def test_no_server_is_trouble() -> None:
    """A PostgreSQL that no one runs is trouble, with the reason."""
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StoreTrouble, match="ConnectionRefusedError"):
        await database.read(lambda at: at.execute(text("SELECT 1")).scalar())
    await database.close()


async def test_a_file_that_comes_back_is_used_again(tmp_path: Path) -> None:
    """A SQLite file that was moved away and put back serves the next turn."""
    file, aside = tmp_path / "canbao.db", tmp_path / "aside.db"
    store = await Store.open(f"sqlite:///{file}", KEYS, tmp_path)
    session = await store.conversations.save(await store.conversations.load(WEB), turn("1"))
    await store.close()
    file.rename(aside)
    with pytest.raises(StoreTrouble):
        await store.conversations.save(session, turn("2"))
    aside.rename(file)
    session = await store.conversations.load(WEB)
    assert session.revision == 1
    await store.conversations.save(session, turn("2"))
    await store.close()


async def test_a_file_put_in_its_place_is_found_out(tmp_path: Path) -> None:
    """A SQLite file that another one replaced is left alone: turns go where the next load looks."""
    for name in ("canbao", "backup"):
        await upgrade(f"sqlite:///{tmp_path / name}.db")
    store = Store(Database(f"sqlite:///{tmp_path / 'canbao.db'}"), KEYS, tmp_path)
    before = await store.conversations.save(await store.conversations.load(WEB), turn("1"))
    for log in tmp_path.glob("canbao.db-*"):
        log.unlink()
    (tmp_path / "backup.db").rename(tmp_path / "canbao.db")
    assert await store.conversations.replay(WEB, "1") is None
    assert (await Store(store.database, KEYS, tmp_path).conversations.load(WEB)).person != before.person
    await store.close()


async def test_a_file_that_is_no_database_is_trouble(tmp_path: Path) -> None:
    """Rotten files are told as trouble, with SQLite's reason, and stay as they are."""
    file = tmp_path / "canbao.db"
    file.write_bytes(b"rotten " * 1000)
    with pytest.raises(StoreTrouble, match="not a database"):
        await upgrade(f"sqlite:///{file}")
    assert file.read_bytes() == b"rotten " * 1000


async def test_sqlite_is_set_up_for_several_processes(tmp_path: Path) -> None:
    """The file has a write-ahead log, is its owner's only, and takes no row without its person."""
    file = tmp_path / "var" / "canbao.db"
    await upgrade(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    database = Database(f"sqlite:///{file}")
    assert await database.read(lambda at: at.execute(text("PRAGMA foreign_keys")).scalar()) == 1
    await database.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
async def test_every_name_of_postgresql_will_do(scheme: str, request: pytest.FixtureRequest) -> None:
    """URLs as hosters give them are understood, ``sslmode`` included."""
    server = request.getfixturevalue("postgresql_server")
    database = Database(f"{scheme}://postgres@127.0.0.1:{server.port}/postgres?sslmode=disable")
    assert await database.read(lambda at: at.execute(text("SELECT 1")).scalar()) == 1
    await database.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://u:geheim@h/d", "geheim"])
def test_other_databases_are_refused(url: str) -> None:
    """What cannot keep a conversation is refused before anything starts, and no password is shown."""
    with pytest.raises(ValueError, match="Give sqlite:///") as refused:
        Database(url)
    assert "geheim" not in str(refused.value)


async def test_a_ping_is_answered_and_a_missing_database_is_trouble(store: Store, place: Place) -> None:
    """Whether turns could be kept is asked of the database itself, each time."""
    await store.ping()
    place.remove()
    await store.database.close()
    with pytest.raises(StoreTrouble):
        await store.ping()
