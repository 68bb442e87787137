"""What every test of documents may ask for."""

from pathlib import Path

import pytest

from rules.parameters import Parameters, load_parameters

_JIANGSU = Path(__file__).parents[2] / "data" / "parameters" / "jiangsu"


@pytest.fixture(scope="session")
def law() -> Parameters:
    """The parameters as they are shipped for Jiangsu."""
    return load_parameters(_JIANGSU)
