"""The chain of the audit trail: each row's hash runs over the hash before it and all of the row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, tuple_, update

from bot.store.schema import audit, audit_head
from bot.store.upserts import insert_new

BEGIN = bytes(32)
"""The hash before the first row."""
Sign = Callable[[int, bytes], bytes]
"""Marks a head: how many rows, and the last one's hash."""
_TEXTS = ("person", "module", "request", "action", "rule", "law")
_ASKED_AT_ONCE = 400


def link(previous: bytes, row: Mapping[Any, Any]) -> bytes:
    """The hash of a row (BLAKE2b-256), over its sealed content, so that it holds when nobody can open that any more.

    Each part goes in with its length: nothing can move from one column to the next.
    """
    at: datetime = row["at"]
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [previous, instant.encode(), *(row[name].encode() for name in _TEXTS), bytes(row["kept"])]
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hashlib.blake2b(framed, digest_size=32, person=b"canbao audit v1").digest()


def add_rows(connection: Connection, rows: Sequence[dict[str, Any]], sign: Sign) -> list[bool]:
    """Adds rows to the chain, one writer at a time; says of each whether it was new."""
    head = _locked_head(connection, sign)
    known = _known(connection, rows)
    new, added = [], []
    count, hash_ = head.length, bytes(head.hash)
    for row in rows:
        deed = (row["request"], row["action"])
        added.append(deed not in known)
        if deed not in known:
            known.add(deed)
            count, previous, hash_ = count + 1, hash_, link(hash_, row)
            new.append({**row, "number": count, "previous": previous, "hash": hash_})
    if new:
        connection.execute(insert(audit), new)
        connection.execute(update(audit_head).values(length=count, hash=hash_, mark=sign(count, hash_)))
    return added


def _locked_head(connection: Connection, sign: Sign) -> Row[Any]:
    """The head, locked until the transaction ends (SQLite's is alone anyway)."""
    wanted = select(audit_head).with_for_update()
    head = connection.execute(wanted).one_or_none()
    if head is None:
        first = {"id": 1, "length": 0, "hash": BEGIN, "mark": sign(0, BEGIN)}
        connection.execute(insert_new(audit_head, connection.dialect.name), first)
        head = connection.execute(wanted).one()
    return head


def _known(connection: Connection, rows: Sequence[dict[str, Any]]) -> set[tuple[str, str]]:
    """Which of the rows' deeds are in the trail."""
    asked = [(row["request"], row["action"]) for row in rows]
    known: set[tuple[str, str]] = set()
    for begin in range(0, len(asked), _ASKED_AT_ONCE):
        some = tuple_(audit.c.request, audit.c.action).in_(asked[begin : begin + _ASKED_AT_ONCE])
        found = connection.execute(select(audit.c.request, audit.c.action).where(some))
        known |= {(request, action) for request, action in found}
    return known
