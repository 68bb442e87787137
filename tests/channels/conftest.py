"""One assistant for each test, each on a copy of the same fresh database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import open_library
from bot.services.library import Library
from bot.settings import Settings
from tests.channels.house import HouseTools, open_house


@pytest.fixture(scope="session")
def library() -> Library:
    """The knowledge that all tests of a run share."""
    return open_library(Settings())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def fresh(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the demonstration's people, and its key."""
    state = tmp_path_factory.mktemp("fresh") / "var"
    async with open_house(state, library):
        pass
    return state


@pytest.fixture
async def house(library: Library, fresh: Path, tmp_path: Path) -> AsyncIterator[HouseTools]:
    """An assistant of its own."""
    async with open_house(tmp_path / "var", library, fresh) as tools:
        yield tools
