"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes all tables of the first release."""
    op.create_table(
        "vault",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vault"),
        comment="One row: the master key that this database belongs to.",
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("met_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
        comment="data_key is wrapped under the master key; deleting it erases the person.",
    )
    op.create_table(
        "addresses",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("user", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_addresses"),
        _owner("addresses"),
        comment="mark is the fingerprint of channel and user; user is sealed.",
    )
    op.create_index("ix_addresses_person", "addresses", ["person"])
    op.create_table(
        "conversations",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String()),
        sa.Column("busy_until", sa.Double()),
        sa.Column("dialog", sa.String()),
        sa.Column("step", sa.String()),
        sa.Column("matter", sa.String()),
        sa.Column("topic", sa.String()),
        sa.Column("steps", sa.Integer()),
        sa.Column("channel", sa.String()),
        sa.Column("began_at", _INSTANT),
        sa.Column("updated_at", _INSTANT),
        sa.Column("kept", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("person", name="pk_conversations"),
        _owner("conversations"),
        comment="kept is sealed; busy_until: seconds since 1970; matter to began_at: of the open matter.",
    )
    op.create_table(
        "turns",
        sa.Column("id", _COUNTER, sa.Identity(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.Column("whole", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.UniqueConstraint("mark", name="uq_turns_mark"),
        _owner("turns"),
        comment="mark is the fingerprint of address and message id; kept and whole are sealed.",
    )
    op.create_index("ix_turns_address", "turns", ["address", "id"])
    op.create_index("ix_turns_person", "turns", ["person"])
    op.create_table(
        "intents",
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("arguments", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.LargeBinary()),
        sa.Column("written_at", _INSTANT, nullable=False),
        sa.Column("settled_at", _INSTANT),
        sa.PrimaryKeyConstraint("request", name="pk_intents"),
        _owner("intents"),
        comment="arguments and result are sealed.",
    )
    op.create_index("ix_intents_person", "intents", ["person"])
    op.create_table(
        "outcomes",
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("topic", sa.String()),
        sa.Column("dialog", sa.String()),
        sa.Column("step", sa.String()),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("began_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("matter", name="pk_outcomes"),
        comment="Matters that ended; no person in them.",
    )
    op.create_index("ix_outcomes_ended_at", "outcomes", ["ended_at"])
    op.create_table(
        "unanswered",
        sa.Column("id", _COUNTER, sa.Identity(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
        _owner("unanswered"),
        comment="kept is sealed.",
    )
    op.create_index("ix_unanswered_person", "unanswered", ["person"])
    op.create_index("ix_unanswered_at", "unanswered", ["at"])
    op.create_table(
        "handovers",
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("packet", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("request", name="pk_handovers"),
        _owner("handovers"),
        comment="packet is sealed.",
    )
    op.create_index("ix_handovers_person", "handovers", ["person"])
    op.create_index("ix_handovers_at", "handovers", ["at"])
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        _owner("uploads"),
        comment="name is sealed, and so is the file of this id.",
    )
    op.create_index("ix_uploads_person", "uploads", ["person"])


def _owner(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_person"
    return sa.ForeignKeyConstraint(["person"], ["persons.id"], name=name, ondelete="CASCADE")
