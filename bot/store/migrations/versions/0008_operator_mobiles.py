"""The mobile that an operator of the demonstration registered with, which opens exports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Adds the column; a demonstration that began before knows no mobiles until it begins again."""
    op.add_column("sim_operators", sa.Column("mobile", sa.String(), nullable=False, server_default=""))
