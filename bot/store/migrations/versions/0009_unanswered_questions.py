"""Why a question stayed unanswered, how near its candidates were, and which ones are dealt with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_COMMENT = "kept is sealed; scores are those of the candidates, in their order."


def upgrade() -> None:
    """Adds the columns and the table; what was kept before was not understood, its scores are not known."""
    for name, before in (("scores", "[]"), ("why", "not_understood"), ("decision", "not_understood")):
        kind = sa.JSON() if name == "scores" else sa.String()
        op.add_column("unanswered", sa.Column(name, kind, nullable=False, server_default=before))
    if op.get_bind().dialect.name == "postgresql":
        op.create_table_comment("unanswered", _COMMENT, existing_comment="kept is sealed.")
    op.create_table(
        "settled_questions",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("entry", sa.String()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_settled_questions"),
        comment="Unanswered questions dealt with; mark is the fingerprint of one; entry got it, null if dismissed.",
    )
