"""Processes run on databases of their own."""

from __future__ import annotations

import pytest

from tests.forked import python
from tests.postgres import postgresql_server
from tests.store.conftest import migrated, migrated_database, migrated_file, place
from tests.store.sample import Place

__all__ = ["migrated", "migrated_database", "migrated_file", "place", "postgresql_server", "python"]


@pytest.fixture
def url(migrated: None, place: Place) -> str:
    """A database of each kind with all tables, in which nothing is kept."""
    return place.url
