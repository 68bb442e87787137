"""Which employers a person may act for."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.engine.messages import Address
from bot.store.bindings import Binding
from bot.store.schema import bindings
from bot.store.store import Store
from tests.store.sample import AT, WEB

FACTORY = Binding("91321399MA000001AC", "演示机械厂", "321399199009090079", "operator", AT)
LATER = AT + timedelta(days=1)
AGENCY = Binding("91321399MA000002AD", "演示人力资源服务公司", "321399198505050127", "administrator", LATER)


async def names(store: Store, person: str) -> list[tuple[str, bool]]:
    """The employers that the person is bound to, and which is current."""
    return [(binding.name, binding.current) for binding in await store.bindings.bindings(person)]


async def test_the_newest_binding_is_current(store: Store) -> None:
    """Binding to another employer makes that one current; the one before stays."""
    person = (await store.conversations.load(WEB)).person
    await store.bindings.bind(person, FACTORY)
    await store.bindings.bind(person, AGENCY)
    assert await names(store, person) == [(AGENCY.name, True), (FACTORY.name, False)]
    kept = (await store.bindings.bindings(person))[1]
    assert (kept.credit_code, kept.operator, kept.role) == (FACTORY.credit_code, FACTORY.operator, FACTORY.role)


async def test_binding_again_replaces(store: Store) -> None:
    """The same employer is bound once, in its newest role."""
    person = (await store.conversations.load(WEB)).person
    await store.bindings.bind(person, FACTORY)
    await store.bindings.bind(person, Binding(FACTORY.credit_code, FACTORY.name, FACTORY.operator, "administrator", AT))
    (kept,) = await store.bindings.bindings(person)
    assert kept.role == "administrator" and kept.current


async def test_switching_and_unbinding(store: Store) -> None:
    """The current employer is switched; when it is taken out, another one is current; what is not there is told."""
    person = (await store.conversations.load(WEB)).person
    await store.bindings.bind(person, FACTORY)
    await store.bindings.bind(person, AGENCY)
    assert await store.bindings.switch(person, FACTORY.credit_code)
    assert (await names(store, person))[0] == (FACTORY.name, True)
    assert not await store.bindings.switch(person, "91321399MA000009AX")
    assert await store.bindings.unbind(person, FACTORY.credit_code)
    assert await names(store, person) == [(AGENCY.name, True)]
    assert not await store.bindings.unbind(person, FACTORY.credit_code)


async def test_nobody_sees_anothers(store: Store) -> None:
    """Bindings are a person's own, and go with the person."""
    person = (await store.conversations.load(WEB)).person
    other = (await store.conversations.load(Address("web", "somebody else"))).person
    await store.bindings.bind(person, FACTORY)
    assert await names(store, other) == []
    assert not await store.bindings.switch(other, FACTORY.credit_code)
    assert not await store.bindings.unbind(other, FACTORY.credit_code)
    await store.forget(person)
    left = await store.database.read(lambda connection: connection.execute(select(bindings)).all())
    assert left == []


async def test_what_is_kept_is_sealed(store: Store) -> None:
    """Neither the employer nor the operator can be read off the rows."""
    person = (await store.conversations.load(WEB)).person
    await store.bindings.bind(person, FACTORY)
    rows = await store.database.read(lambda connection: connection.execute(select(bindings)).all())
    spelled = repr(rows).encode() + b"".join(bytes(row.kept) + bytes(row.mark) for row in rows)
    for secret in (FACTORY.credit_code, FACTORY.operator, FACTORY.name):
        assert secret.encode() not in spelled
