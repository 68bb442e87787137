"""When an address came in by a link: for a day it cannot take off those that were there before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds the column; what was linked before counts as having been there always."""
    op.add_column("addresses", sa.Column("linked_at", sa.DateTime(timezone=True)))
