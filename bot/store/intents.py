"""Intents: effects written down before they are tried, and the lease that holds a conversation meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pydantic_core
from sqlalchemy import Connection, Row, bindparam, or_, select, update

from bot.engine.ports import Intent, IntentState, Overtaken, Session
from bot.store.database import Database
from bot.store.keys import DataKey
from bot.store.persons import Persons, shared_by
from bot.store.schema import conversations, intents, persons
from bot.store.upserts import insert_new

_HOLD = (
    update(conversations)
    .where(
        conversations.c.person == bindparam("of"),
        conversations.c.revision == bindparam("loaded"),
        or_(
            conversations.c.holder.is_(None),
            conversations.c.holder == bindparam("by"),
            conversations.c.busy_until < bindparam("now"),
        ),
    )
    .values(holder=bindparam("by"), busy_until=bindparam("until"))
)
_RENEW = (
    update(conversations)
    .where(conversations.c.person == bindparam("of"), conversations.c.holder == bindparam("by"))
    .values(busy_until=bindparam("until"))
)
_FIND = (
    select(intents, persons.c.data_key)
    .join_from(intents, persons, persons.c.id == intents.c.person)
    .where(intents.c.request == bindparam("request"))
)
_OWNER = (
    select(persons.c.id, persons.c.data_key)
    .join_from(intents, persons, persons.c.id == intents.c.person)
    .where(intents.c.request == bindparam("request"))
)
_SETTLE = (
    update(intents)
    .where(intents.c.request == bindparam("of"), intents.c.state == IntentState.OPEN.value)
    .values(state=IntentState.SETTLED.value, result=bindparam("sealed"), settled_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds a conversation, from when and until when, in seconds since 1970."""

    holder: str
    now: float
    until: float


class NoSuchIntent(LookupError):
    """The effect was never written down, or its person was forgotten."""


class Intents:
    """Keeps intents, sealed under their persons' keys."""

    def __init__(self, database: Database, people: Persons) -> None:
        self._database = database
        self._persons = people

    async def write(self, session: Session, intent: Intent, lease: Lease) -> Intent:
        """Takes the lease and writes the intent down; gives it back as it stands.

        Raises:
            Overtaken: the conversation moved on, or another store holds it.
            ValueError: the request id is that of another person's effect.
        """
        key = await self._persons.key_of(session.person)
        row = {
            "request": intent.request,
            "person": session.person,
            "effect": intent.effect,
            "state": IntentState.OPEN.value,
            "arguments": _sealed(key, intent.arguments, "arguments", intent.request),
            "written_at": datetime.fromtimestamp(lease.now, UTC),
        }
        earlier = await self._database.write(lambda connection: _write(connection, session, row, lease))
        return intent if earlier is None else _stands(earlier, self._persons.key_from(earlier.data_key, earlier.person))

    async def renew(self, person: str, lease: Lease) -> bool:
        """Holds the conversation for longer; false where it is held no more."""
        row = {"of": person, "by": lease.holder, "until": lease.until}
        return await self._database.write(lambda connection: connection.execute(_RENEW, row).rowcount == 1)

    async def let_go(self, person: str, holder: str) -> None:
        """Holds the conversation no longer."""
        held = (conversations.c.person == person, conversations.c.holder == holder)
        gone = update(conversations).where(*held).values(holder=None, busy_until=None)
        await self._database.write(lambda connection: connection.execute(gone))

    async def settle(self, request: str, result: Any) -> None:
        """Keeps the result of an open intent; that of a settled one stays what it is.

        Raises:
            NoSuchIntent: the effect was not written down.
        """
        owner = await self._database.read(
            lambda connection: connection.execute(_OWNER, {"request": request}).one_or_none()
        )
        if owner is None:
            raise NoSuchIntent(f"Effect {request} was never written down, or its person was forgotten.")
        key = self._persons.key_from(owner.data_key, owner.id)
        sealed = _sealed(key, result, "result", request)
        row = {"of": request, "sealed": sealed, "at": datetime.now(UTC)}
        await self._database.write(lambda connection: connection.execute(_SETTLE, row))


def _write(connection: Connection, session: Session, row: dict[str, Any], lease: Lease) -> Row[Any] | None:
    """None where the intent is new, or else its row."""
    held = {"of": session.person, "loaded": session.revision, "by": lease.holder, "now": lease.now}
    if connection.execute(_HOLD, {**held, "until": lease.until}).rowcount == 0:
        raise Overtaken(f"The conversation of {session.person} moved on, or another process holds it.")
    if connection.execute(insert_new(intents, connection.dialect.name), row).rowcount == 1:
        return None
    earlier = connection.execute(_FIND, {"request": row["request"]}).one()
    own = select(persons.c.id).where(persons.c.id == earlier.person, shared_by(persons.c.id, session.person))
    if connection.execute(own).first() is None:
        raise ValueError(f"Request {earlier.request} of {session.person} is already another person's.")
    return earlier


def _stands(row: Row[Any], key: DataKey) -> Intent:
    """An intent that an earlier try wrote down."""
    return Intent(
        request=row.request,
        effect=row.effect,
        state=IntentState(row.state),
        result=None if row.result is None else _opened(key, row.result, "result", row.request),
        fresh=False,
        arguments=_opened(key, row.arguments, "arguments", row.request),
    )


def _sealed(key: DataKey, value: Any, part: str, request: str) -> bytes:
    return key.seal(pydantic_core.to_json(value), f"{part} of {request}")


def _opened(key: DataKey, sealed: bytes, part: str, request: str) -> Any:
    return pydantic_core.from_json(key.open(sealed, f"{part} of {request}"))
