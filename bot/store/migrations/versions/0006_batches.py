"""Batches: sheets of filings that are being submitted, and what became of their rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "batches",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_batches_person", ondelete="CASCADE"),
        comment="id names person, employer, form and content, so that a sheet is submitted once; kept is sealed.",
    )
    op.create_index("ix_batches_person", "batches", ["person"])
    op.create_index("ix_batches_state", "batches", ["state"])
    op.create_table(
        "batch_groups",
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("first_row", sa.Integer(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("batch", "first_row", name="pk_batch_groups"),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_batch_groups_batch", ondelete="CASCADE"),
        comment="What became of a group of rows; kept is sealed.",
    )
