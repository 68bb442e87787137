"""Rules name the guides as the data do."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.services.rule_sources import cited

GUIDES = yaml.safe_load((Path(__file__).parents[2] / "data/guides.yaml").read_text("utf-8"))


@pytest.mark.parametrize("id_", ["000", "001", "002"])
def test_each_guide_is_called_as_the_data_call_it(id_: str) -> None:
    """Whoever renames or dates a guide in the data is told to do so for the rules as well."""
    (guide,) = [each for each in GUIDES if each["id"] == id_]
    named = cited([f"{id_} §一"])
    assert named.startswith(guide["short"])
    assert "未注明" in str(guide["date"]) or f"（{guide['date']}）" in named
