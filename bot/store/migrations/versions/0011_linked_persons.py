"""Persons who are met on several channels: the codes that link them, and who was joined with whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_WHO = "Persons who turned out to be another one: met_as, who is never in person. What is kept of both is shared."
_CODES = "mark is the code's fingerprint; claimed is the request that uses it; kept, where it was given, is sealed."


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "joined_persons",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("met_as", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_joined_persons"),
        _owner("joined_persons"),
        _owner("joined_persons", "met_as"),
        comment=_WHO,
    )
    op.create_index("ix_joined_persons_met_as", "joined_persons", ["met_as"])
    op.create_table(
        "link_codes",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed", sa.String()),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_link_codes"),
        _owner("link_codes"),
        comment=_CODES,
    )
    op.create_index("ix_link_codes_person", "link_codes", ["person"])
    op.create_table(
        "link_tries",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", "mark", name="pk_link_tries"),
        _owner("link_tries"),
        comment="Codes that did not hold, by their fingerprints, so that nobody guesses on.",
    )
    op.create_index("ix_link_tries_at", "link_tries", ["at"])
    op.create_table(
        "link_moves",
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("request", name="pk_link_moves"),
        _owner("link_moves"),
        comment="What was confirmed and is carried out with the turn that confirms it; kept is sealed.",
    )
    op.create_index("ix_link_moves_person", "link_moves", ["person"])


def _owner(table: str, column: str = "person") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["persons.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")
