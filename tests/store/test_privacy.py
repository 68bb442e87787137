"""What lies in the database, and who can read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.engine.conversation import Question
from bot.engine.messages import Address, Decision, Option, Reply
from bot.engine.ports import Intent, Overtaken, Unanswered, Why
from bot.store.database import Database
from bot.store.keys import Damaged, Keys, WrongKey
from bot.store.schema import persons, vault
from bot.store.store import Store
from tests.postgres import PostgreSQLServer
from tests.store.sample import (
    AT,
    IDENTITY_NUMBER,
    KEYS,
    MOBILE,
    NAME,
    TELEGRAM,
    WEB,
    Place,
    conversation,
    turn,
)

PASSWORD = "Gan9-Yu3-Mima"
USER = "openid-of-zhang-ceshi"
PERSONAL = [NAME, IDENTITY_NUMBER, MOBILE, PASSWORD, USER, "zhang-private.xlsx", IDENTITY_NUMBER[-8:]]


def raw_files(place: Place, also: Path) -> Iterator[bytes]:
    """All bytes that the database and the store have on disk."""
    for folder in (place.folder, also):
        for path in folder.rglob("*"):
            if path.is_file():
                yield path.read_bytes()


async def keep_all(store: Store) -> None:
    """Keeps something personal in every place where a person's words may end."""
    address = Address("web", USER)
    session = await store.conversations.load(address)
    said = f"我叫{NAME},身份证{IDENTITY_NUMBER},手机{MOBILE},密码是{PASSWORD}"
    reply = Reply((f"请核对:{NAME} {IDENTITY_NUMBER}",), (Option("a", f"改手机{MOBILE}"),))
    kept = conversation(NAME, IDENTITY_NUMBER, MOBILE)
    missed = Unanswered(Question(said, Decision.OUT_OF_SCOPE, (), AT), Why.NOT_UNDERSTOOD)
    first = replace(turn("1", said, kept=kept, address=address), reply=reply, unanswered=missed)
    session = await store.conversations.save(session, first)
    arguments = {"name": NAME, "identity_number": IDENTITY_NUMBER, "mobile": MOBILE}
    _, intent = await store.conversations.intend(session, Intent("req-1", "reset", arguments=arguments))
    await store.conversations.settle(intent, arguments)
    await store.handovers.keep_handover("h-1", session.person, arguments, AT)
    await store.uploads.keep_upload(session.person, "zhang-private.xlsx", "text/plain", said.encode())


async def test_nothing_personal_is_readable(
    store: Store, place: Place, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """No raw file has a name, number, password, channel id or file name in it, as text or as hex."""
    await keep_all(store)
    if place.url.startswith("postgresql"):
        server: PostgreSQLServer = request.getfixturevalue("postgresql_server")
        server.sql("CHECKPOINT")
    raw = b"".join(raw_files(place, tmp_path / "uploads"))
    assert b"unit_password" in raw
    for personal in PERSONAL:
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert personal.encode(encoding) not in raw
        assert personal.encode().hex().encode() not in raw


async def test_the_wrong_master_key_is_named(store: Store, place: Place, tmp_path: Path) -> None:
    """Opening the database under another key fails at the start, names both keys, and changes nothing."""
    await store.conversations.load(WEB)
    wrong = Keys(bytes(32))
    with pytest.raises(WrongKey, match=f"{KEYS.id}.*{wrong.id}"):
        await Store.open(place.url, wrong, tmp_path)
    unchecked = Store(Database(place.url), wrong, tmp_path)
    with pytest.raises(WrongKey):
        await unchecked.conversations.load(TELEGRAM)
    await unchecked.close()
    assert (
        await store.database.read(lambda at: at.execute(text("SELECT count(*) FROM persons")).scalar()) == 1
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE conversations SET kept = :bytes",
        "UPDATE turns SET kept = :bytes",
        "UPDATE turns SET whole = :bytes",
    ],
)
async def test_forged_bytes_are_told(store: Store, place: Place, tmp_path: Path, statement: str) -> None:
    """Bytes that someone changed in the database are refused, and said to be damaged."""
    await keep_all(store)
    await store.database.write(lambda at: at.execute(text(statement), {"bytes": bytes(60)}))
    fresh = Store(Database(place.url), KEYS, tmp_path)
    with pytest.raises(Damaged, match="p_"):
        await fresh.conversations.load(Address("web", USER))
        await fresh.conversations.history(Address("web", USER), 1)
        await fresh.conversations.replay(Address("web", USER), "1")
    await fresh.close()


async def test_anothers_bytes_are_forged_bytes(store: Store, place: Place, tmp_path: Path) -> None:
    """A conversation that was put into another person's row does not open there."""
    for address in (WEB, TELEGRAM):
        session = await store.conversations.load(address)
        await store.conversations.save(session, turn("1", address=address))
    swapped = "UPDATE conversations SET kept = (SELECT kept FROM conversations ORDER BY person LIMIT 1)"
    await store.database.write(lambda at: at.execute(text(swapped)))
    fresh = Store(Database(place.url), KEYS, tmp_path)
    with pytest.raises(Damaged):
        await fresh.conversations.load(WEB)
        await fresh.conversations.load(TELEGRAM)
    await fresh.close()


async def test_a_refused_row_is_not_shown(store: Store) -> None:
    """An error of the database, which may reach a log, does not tell what was to be kept."""
    row = {"id": 1, "key_id": IDENTITY_NUMBER}
    await store.conversations.load(WEB)
    with pytest.raises(IntegrityError) as refused:
        await store.database.write(lambda at: at.execute(insert(vault), row))
    assert IDENTITY_NUMBER not in str(refused.value)


async def test_a_form_of_another_release_is_told(store: Store, place: Place, tmp_path: Path) -> None:
    """A conversation that this release cannot read is named, without what was said in it."""
    session = await store.conversations.save(await store.conversations.load(WEB), turn("1"))
    key = await store.persons.key_of(session.person)
    other = key.seal(f'{{"runs": "{NAME}"}}'.encode(), f"conversation of {session.person}")
    await store.database.write(
        lambda at: at.execute(text("UPDATE conversations SET kept = :kept"), {"kept": other})
    )
    fresh = Store(Database(place.url), KEYS, tmp_path)
    with pytest.raises(Damaged, match="runs") as told:
        await fresh.conversations.load(WEB)
    assert NAME not in str(told.value)
    await fresh.close()


async def test_a_forgotten_person_is_gone(store: Store, tmp_path: Path) -> None:
    """Forgetting deletes key, rows and files of that person only; the next message meets a stranger."""
    await keep_all(store)
    other = await store.conversations.save(
        await store.conversations.load(TELEGRAM), turn("1", address=TELEGRAM)
    )
    address = Address("web", USER)
    session = await store.conversations.load(address)
    await store.forget(session.person)
    assert await store.conversations.history(address, 10) == []
    assert await store.handovers.handovers() == []
    assert list((tmp_path / "uploads").iterdir()) == []
    assert await store.conversations.load(TELEGRAM) == other
    assert (await store.conversations.load(address)).person != session.person


async def test_a_forgotten_key_is_wiped_from_the_file(tmp_path: Path) -> None:
    """SQLite leaves deleted rows in the file; a deleted key is overwritten, so that no one finds it there."""
    file = tmp_path / "canbao.db"
    store = await Store.open(f"sqlite:///{file}", KEYS, tmp_path)
    session = await store.conversations.load(WEB)
    key = await store.database.read(lambda at: at.execute(select(persons.c.data_key)).scalar_one())
    await store.close()
    assert key in file.read_bytes()
    await store.forget(session.person)
    await store.close()
    assert key not in file.read_bytes()


async def test_a_turn_of_a_forgotten_person_is_overtaken(store: Store, place: Place, tmp_path: Path) -> None:
    """A turn under way while its person is forgotten elsewhere leaves nothing behind."""
    session = await store.conversations.load(WEB)
    other = Store(Database(place.url), KEYS, tmp_path)
    await other.forget(session.person)
    with pytest.raises(Overtaken):
        await store.conversations.save(session, turn("1"))
    assert await store.database.read(lambda at: at.execute(text("SELECT count(*) FROM turns")).scalar()) == 0
    assert (await store.conversations.load(WEB)).person != session.person
    await other.close()
