"""Two persons become one, within one transaction: addresses, bindings and what waits in the outbox move over.

What else is kept of the one who joins stays sealed under their own key, and is read through ``joined_persons``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.engine.conversation import Conversation
from bot.engine.messages import Address
from bot.store.bindings import count_bound, rebind
from bot.store.kept import sealed_conversation
from bot.store.keys import DataKey
from bot.store.outbox_lines import is_held
from bot.store.outbox_rows import Sort, State, entry_of, resealed
from bot.store.persons import Persons
from bot.store.rows import matter_row
from bot.store.schema import conversations, joined_persons, link_codes, outbox, outbox_lines
from bot.store.upserts import insert_into

_COMES_OR_CAME = (State.WAITING.value, State.DELIVERED.value)
_NEVER_CAME = (State.CANCELLED.value, State.EXPIRED.value)


class NotNow(Exception):
    """Something of one of the persons is under way just now; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Joining:
    """``person`` joins ``other``, whose conversation was seen at ``revision``."""

    people: Persons
    request: str
    person: str
    other: str
    key: DataKey = field(repr=False)
    other_key: DataKey = field(repr=False)
    revision: int

    def lock(self, connection: Connection, now: float) -> None:
        """Locks both conversations.

        Raises:
            NotNow: an effect of the other's is under way, or their conversation moved on.
        """
        both = conversations.c.person.in_([self.person, self.other])
        locked = select(conversations).where(both).order_by(conversations.c.person).with_for_update()
        rows = {row.person: row for row in connection.execute(locked).all()}
        other = rows.get(self.other)
        if other is None or other.revision != self.revision:
            raise NotNow
        if other.holder is not None and other.busy_until >= now:
            raise NotNow

    def carry_out(self, connection: Connection, conversation: Conversation, by: Address, at: datetime) -> None:
        """Joins them; ``conversation`` is what both go on with, and ``by`` is where it was confirmed.

        Raises:
            NotNow: something is being sent to the person.
        """
        self._join_lines(connection, at)
        self._move_entries(connection)
        self._go_on_with(connection, conversation, at)
        self.people.let_in(connection, self._guests(connection, by, at), at)
        self.people.readdressed(connection, self.person, self.key, self.other, self.other_key)
        rebind(connection, self.people, (self.person, self.key), (self.other, self.other_key))
        once = joined_persons.c.met_as == self.person
        connection.execute(update(joined_persons).where(once).values(met_as=self.other))
        connection.execute(insert(joined_persons), {"person": self.person, "met_as": self.other, "at": at})
        over = (link_codes.c.person == self.person) | (link_codes.c.claimed == self.request)
        connection.execute(delete(link_codes).where(over))

    def _guests(self, connection: Connection, by: Address, at: datetime) -> str:
        """Of the two the one who comes in by the link: who confirmed the code, mostly.

        Where that one acts for an employer and the giver for none, the giver does: somebody who was talked into
        entering a stranger's code stays the owner. Where they came in lately themselves, the giver does, too: they
        bring in nobody who could take off those that were there before.
        """
        bound = {person: count_bound(connection, person) for person in (self.person, self.other)}
        talked_into = bool(bound[self.person]) and not bound[self.other]
        return self.other if talked_into or self.people.came_lately(connection, by, at) else self.person

    def _go_on_with(self, connection: Connection, conversation: Conversation, at: datetime) -> None:
        kept = sealed_conversation(conversation, self.other, self.other_key)
        changed = {
            "kept": kept,
            "updated_at": at,
            "holder": None,
            "busy_until": None,
            **matter_row(conversation.matter),
        }
        row = update(conversations).where(conversations.c.person == self.other)
        connection.execute(row.values(revision=conversations.c.revision + 1, **changed))
        over = {"kept": None, "holder": None, "busy_until": None, **matter_row(None)}
        connection.execute(update(conversations).where(conversations.c.person == self.person).values(over))

    def _join_lines(self, connection: Connection, at: datetime) -> None:
        """Locks both lines; who switched reminders off on one channel gets none on either."""
        dialect = connection.dialect.name
        for person in sorted([self.person, self.other]):
            put = insert_into(outbox_lines, dialect).on_conflict_do_update(
                index_elements=["person"], set_={"person": person}
            )
            connection.execute(put, {"person": person, "reminders": True})
        lines = select(outbox_lines).where(outbox_lines.c.person.in_([self.person, self.other]))
        rows = {row.person: row for row in connection.execute(lines).all()}
        if is_held(rows[self.person], at):
            raise NotNow
        wanted = all(row.reminders for row in rows.values())
        connection.execute(update(outbox_lines).where(outbox_lines.c.person == self.other).values(reminders=wanted))

    def _move_entries(self, connection: Connection) -> None:
        """What was put for the one is the other's; a reminder that both were to get comes once."""
        theirs = connection.execute(select(outbox.c.key, outbox.c.state).where(outbox.c.person == self.other)).all()
        states = {row.key: row.state for row in theirs}
        for row in connection.execute(select(outbox).where(outbox.c.person == self.person)).all():
            entry = entry_of(row, self.key)
            if row.sort == Sort.REMINDER.value and row.state == State.WAITING.value:
                if states.get(entry.key) in _COMES_OR_CAME:
                    connection.execute(delete(outbox).where(outbox.c.id == row.id))
                    continue
                if states.get(entry.key) in _NEVER_CAME:
                    self._drop_entry(connection, entry.key)
                    del states[entry.key]
            if entry.key in states:
                entry = entry.renamed(f"{entry.key[:160]}~{self.person}")
            changed: dict[str, Any] = {"key": entry.key, **resealed(entry, self.other, entry.address, self.other_key)}
            connection.execute(update(outbox).where(outbox.c.id == row.id).values(changed))

    def _drop_entry(self, connection: Connection, key: str) -> None:
        """The other's entry is over, and makes room for one that is to come."""
        connection.execute(delete(outbox).where(outbox.c.person == self.other, outbox.c.key == key))
