"""Filings that are followed until the bureau has decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "followed",
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("request", name="pk_followed"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_followed_person", ondelete="CASCADE"),
        comment="due is when to ask the bureau next, null once it has decided; kept is sealed.",
    )
    op.create_index("ix_followed_person", "followed", ["person"])
    op.create_index("ix_followed_due", "followed", ["due"])
