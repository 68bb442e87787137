"""What Alembic runs: on the connection that ``upgrade`` gives, or from a shell on ``DATABASE_URL``."""

from __future__ import annotations

import asyncio
import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from bot.store.database import Database
from bot.store.schema import Instant, metadata


def plain_type(kind: str, item: Any, autogenerating: Any) -> str | Literal[False]:
    """Drafts name database types only, so that an old migration stays what it was."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def ours(name: str | None, kind: str, parents: Any) -> bool:
    """Drafts leave the simulated bureau's tables alone, which the schema of this floor does not know."""
    return not (kind == "table" and name is not None and name.startswith("sim_"))


def run(connection: Connection) -> None:
    """Runs what Alembic was asked for."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=plain_type,
        include_name=ours,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_on(url: str) -> None:
    """Runs it in one transaction on the database at ``url``."""
    database = Database(url, create=True)
    try:
        await database.write(run)
    finally:
        await database.close()


if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    asyncio.run(run_on(os.environ.get("DATABASE_URL", "sqlite:///var/canbao.db")))
