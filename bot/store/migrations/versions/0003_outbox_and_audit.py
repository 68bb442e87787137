"""The outbox, with its persons' lines, and the audit trail, with its head."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_REFUSED = "the audit trail is append-only"
_SQLITE_TRIGGER = "CREATE TRIGGER audit_no_{0} BEFORE {0} ON audit BEGIN SELECT RAISE(ABORT, '{1}'); END"
_POSTGRESQL_FUNCTION = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{0}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
_POSTGRESQL_TRIGGER = (
    "CREATE TRIGGER audit_no_{0} BEFORE {0} ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
)


def upgrade() -> None:
    """Makes the tables, and lets rows of the audit trail be added only."""
    op.add_column("turns", sa.Column("late", sa.Boolean()))
    _make_outbox()
    _make_audit()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL_FUNCTION.format(_REFUSED))
        for change in ("UPDATE", "DELETE", "TRUNCATE"):
            op.execute(_POSTGRESQL_TRIGGER.format(change))
    else:
        for change in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_TRIGGER.format(change, _REFUSED))


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _COUNTER, sa.Identity(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", _INSTANT, nullable=False),
        sa.Column("expires", _INSTANT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("again", _INSTANT),
        sa.Column("put_at", _INSTANT, nullable=False),
        sa.Column("settled_at", _INSTANT),
        sa.Column("trouble", sa.String()),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("person", "key", name="uq_outbox_person"),
        _owner("outbox"),
        comment="kept is sealed; due: not before, 1970 for at once; again: the next try; key names no one.",
    )
    op.create_index("ix_outbox_state", "outbox", ["state", "channel", "due"])
    op.create_table(
        "outbox_lines",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("holder", sa.String()),
        sa.Column("busy_until", sa.Double()),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_outbox_lines"),
        _owner("outbox_lines"),
        comment="One row a person: who is sending to them, in seconds since 1970, and whether they want reminders.",
    )


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("law", sa.String(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
        sa.UniqueConstraint("request", "action", name="uq_audit_request"),
        comment="Append-only chain; kept is sealed; a row outlives its person, whose key does not.",
    )
    op.create_index("ix_audit_person", "audit", ["person"])
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        comment="One row: how long the chain is and its last hash; mark is their fingerprint under the master key.",
    )


def _owner(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_person"
    return sa.ForeignKeyConstraint(["person"], ["persons.id"], name=name, ondelete="CASCADE")
