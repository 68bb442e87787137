"""The tables. What a person says or is called lies sealed; in clear are ids, topics, steps and times."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime; kept in UTC, since SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Counter = BigInteger().with_variant(Integer, "sqlite")


def _person(primary_key: bool = False, index: bool = False) -> Column[str]:
    """The person that a row belongs to, and goes with."""
    owner = ForeignKey("persons.id", ondelete="CASCADE")
    return Column("person", String, owner, primary_key=primary_key, index=index, nullable=False)


vault = Table(
    "vault",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key_id", String, nullable=False),
    comment="One row: the master key that this database belongs to.",
)

persons = Table(
    "persons",
    metadata,
    Column("id", String, primary_key=True),
    Column("data_key", LargeBinary, nullable=False),
    Column("met_at", Instant, nullable=False),
    comment="data_key is wrapped under the master key; deleting it erases the person.",
)

addresses = Table(
    "addresses",
    metadata,
    Column("mark", LargeBinary, primary_key=True),
    _person(index=True),
    Column("channel", String, nullable=False),
    Column("user", LargeBinary, nullable=False),
    Column("linked_at", Instant),
    comment="mark is the fingerprint of channel and user; user is sealed.",
)

conversations = Table(
    "conversations",
    metadata,
    _person(primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("holder", String),
    Column("busy_until", Double),
    Column("dialog", String),
    Column("step", String),
    Column("matter", String),
    Column("topic", String),
    Column("steps", Integer),
    Column("channel", String),
    Column("began_at", Instant),
    Column("updated_at", Instant),
    Column("kept", LargeBinary),
    comment="kept is sealed; busy_until: seconds since 1970; matter to began_at: of the open matter.",
)

turns = Table(
    "turns",
    metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("mark", LargeBinary, nullable=False, unique=True),
    Column("address", LargeBinary, nullable=False),
    _person(index=True),
    Column("at", Instant, nullable=False),
    Column("kept", LargeBinary, nullable=False),
    Column("whole", LargeBinary),
    Column("late", Boolean),
    Index("ix_turns_address", "address", "id"),
    comment="mark is the fingerprint of address and message id; kept and whole are sealed.",
)

intents = Table(
    "intents",
    metadata,
    Column("request", String, primary_key=True),
    _person(index=True),
    Column("effect", String, nullable=False),
    Column("state", String, nullable=False),
    Column("arguments", LargeBinary, nullable=False),
    Column("result", LargeBinary),
    Column("written_at", Instant, nullable=False),
    Column("settled_at", Instant),
    comment="arguments and result are sealed.",
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("matter", String, primary_key=True),
    Column("topic", String),
    Column("dialog", String),
    Column("step", String),
    Column("steps", Integer, nullable=False),
    Column("channel", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False, index=True),
    comment="Matters that ended; no person in them.",
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    _person(index=True),
    Column("at", Instant, nullable=False, index=True),
    Column("channel", String, nullable=False),
    Column("candidates", JSON, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("why", String, nullable=False),
    Column("decision", String, nullable=False),
    Column("kept", LargeBinary, nullable=False),
    comment="kept is sealed; scores are those of the candidates, in their order.",
)

settled_questions = Table(
    "settled_questions",
    metadata,
    Column("mark", LargeBinary, primary_key=True),
    Column("entry", String),
    Column("at", Instant, nullable=False),
    comment="Unanswered questions dealt with; mark is the fingerprint of one; entry got it, null if dismissed.",
)

handovers = Table(
    "handovers",
    metadata,
    Column("request", String, primary_key=True),
    _person(index=True),
    Column("at", Instant, nullable=False, index=True),
    Column("packet", LargeBinary, nullable=False),
    comment="packet is sealed.",
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", String, primary_key=True),
    _person(index=True),
    Column("at", Instant, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("kind", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    comment="name is sealed, and so is the file of this id.",
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    _person(),
    Column("key", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("sort", String, nullable=False),
    Column("state", String, nullable=False),
    Column("due", Instant, nullable=False),
    Column("expires", Instant),
    Column("tries", Integer, nullable=False),
    Column("again", Instant),
    Column("put_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("trouble", String),
    Column("kept", LargeBinary, nullable=False),
    UniqueConstraint("person", "key"),
    Index("ix_outbox_state", "state", "channel", "due"),
    comment="kept is sealed; due: not before, 1970 for at once; again: the next try; key names no one.",
)

outbox_lines = Table(
    "outbox_lines",
    metadata,
    _person(primary_key=True),
    Column("holder", String),
    Column("busy_until", Double),
    Column("reminders", Boolean, nullable=False),
    comment="One row a person: who is sending to them, in seconds since 1970, and whether they want reminders.",
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("person", String, nullable=False, index=True),
    Column("at", Instant, nullable=False, index=True),
    Column("module", String, nullable=False),
    Column("request", String, nullable=False),
    Column("action", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("law", String, nullable=False),
    Column("kept", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("request", "action"),
    comment="Append-only chain; kept is sealed; a row outlives its person, whose key does not.",
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("length", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    comment="One row: how long the chain is and its last hash; mark is their fingerprint under the master key.",
)

bindings = Table(
    "bindings",
    metadata,
    Column("id", String, primary_key=True),
    _person(index=True),
    Column("mark", LargeBinary, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("bound_at", Instant, nullable=False),
    Column("kept", LargeBinary, nullable=False),
    Index("ix_bindings_person_mark", "person", "mark", unique=True),
    comment="mark is the fingerprint of the person and the employer's credit code; kept is sealed.",
)

followed = Table(
    "followed",
    metadata,
    Column("request", String, primary_key=True),
    _person(index=True),
    Column("standing", String, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("due", Instant, index=True),
    Column("tries", Integer, nullable=False),
    Column("kept", LargeBinary, nullable=False),
    comment="due is when to ask the bureau next, null once it has decided; kept is sealed.",
)

batches = Table(
    "batches",
    metadata,
    Column("id", String, primary_key=True),
    _person(index=True),
    Column("state", String, nullable=False, index=True),
    Column("begun_at", Instant, nullable=False),
    Column("total", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("kept", LargeBinary, nullable=False),
    comment="id names person, employer, form and content, so that a sheet is submitted once; kept is sealed.",
)

batch_groups = Table(
    "batch_groups",
    metadata,
    Column(
        "batch",
        String,
        ForeignKey("batches.id", ondelete="CASCADE", name="fk_batch_groups_batch"),
        primary_key=True,
    ),
    Column("first_row", Integer, primary_key=True),
    Column("kept", LargeBinary, nullable=False),
    comment="What became of a group of rows; kept is sealed.",
)

notes = Table(
    "notes",
    metadata,
    Column("mark", LargeBinary, primary_key=True),
    Column("over", Instant, nullable=False, index=True),
    Column("count", BigInteger, nullable=False),
    Column("kept", LargeBinary),
    comment="What channels remember until it is over; mark is the fingerprint of a name; kept is sealed.",
)

joined_persons = Table(
    "joined_persons",
    metadata,
    _person(primary_key=True),
    Column(
        "met_as",
        String,
        ForeignKey("persons.id", ondelete="CASCADE", name="fk_joined_persons_met_as"),
        nullable=False,
        index=True,
    ),
    Column("at", Instant, nullable=False),
    comment="Persons who turned out to be another one: met_as, who is never in person. What is kept of both is shared.",
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("mark", LargeBinary, primary_key=True),
    _person(index=True),
    Column("expires", Instant, nullable=False),
    Column("claimed", String),
    Column("kept", LargeBinary, nullable=False),
    comment="mark is the code's fingerprint; claimed is the request that uses it; kept, where it was given, is sealed.",
)

link_tries = Table(
    "link_tries",
    metadata,
    _person(primary_key=True),
    Column("mark", LargeBinary, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    comment="Codes that did not hold, by their fingerprints, so that nobody guesses on.",
)

link_moves = Table(
    "link_moves",
    metadata,
    Column("request", String, primary_key=True),
    _person(index=True),
    Column("sort", String, nullable=False),
    Column("kept", LargeBinary, nullable=False),
    comment="What was confirmed and is carried out with the turn that confirms it; kept is sealed.",
)
