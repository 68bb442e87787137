"""Processes run on databases of their own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tests.forked import python
from tests.postgres import PostgreSQLServer, postgresql_server

__all__ = ["postgresql_server", "python"]


@pytest.fixture
def postgresql_url(postgresql_server: PostgreSQLServer) -> Iterator[str]:
    """A new PostgreSQL database."""
    name = f"canbao_{uuid.uuid4().hex}"
    yield postgresql_server.new_database(name)
    postgresql_server.drop_database(name)
