"""Bureaus to try: on SQLite and on PostgreSQL, each with a fresh demonstration and a clock that tests move."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rules.parameters import Parameters, load_parameters
from tests.bureau.stand import DATA, Stand, open_stand
from tests.postgres import postgresql_server
from tests.store.conftest import migrated, migrated_database, migrated_file, place
from tests.store.sample import Place

__all__ = ["migrated", "migrated_database", "migrated_file", "place", "postgresql_server"]


@pytest.fixture(scope="session")
def law() -> Parameters:
    """The parameters as they are shipped for Jiangsu."""
    return load_parameters(DATA / "parameters" / "jiangsu")


@pytest.fixture
async def anywhere(migrated: None, place: Place, law: Parameters) -> AsyncIterator[Stand]:
    """The simulated bureau on SQLite, and again on PostgreSQL."""
    stand = await open_stand(place.url, law)
    yield stand
    await stand.close()


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory, law: Parameters) -> Path:
    """An SQLite file with the demonstration in it, to copy."""
    file = tmp_path_factory.mktemp("bureau") / "filled.db"

    async def fill() -> None:
        await (await open_stand(f"sqlite:///{file}", law)).close()

    asyncio.run(fill())
    return file


@pytest.fixture
async def stand(filled_file: Path, tmp_path: Path, law: Parameters) -> AsyncIterator[Stand]:
    """The simulated bureau on a copied SQLite file, which is quick."""
    file = tmp_path / "bureau.db"
    shutil.copy(filled_file, file)
    stand = await open_stand(f"sqlite:///{file}", law)
    yield stand
    await stand.close()
