"""What channels remember beside conversations: tokens, cursors, counts, what was seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "notes",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("over", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("kept", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("mark", name="pk_notes"),
        comment="What channels remember until it is over; mark is the fingerprint of a name; kept is sealed.",
    )
    op.create_index("ix_notes_over", "notes", ["over"])
