"""Bindings of persons to employers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "bindings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bindings"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_bindings_person", ondelete="CASCADE"),
        comment="mark is the fingerprint of the person and the employer's credit code; kept is sealed.",
    )
    op.create_index("ix_bindings_person", "bindings", ["person"])
    op.create_index("ix_bindings_person_mark", "bindings", ["person", "mark"], unique=True)
