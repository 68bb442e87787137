"""Linking and unlinking whose process is really killed, at every point: linked once, told once, nothing half done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.forked import Python

ROOT = Path(__file__).resolve().parents[2]
AROUND = ("before the intent", "after the intent", "after the settling", "before the save", "in the transaction")
POINTS = (*AROUND, "before the claim", "after the claim", "after the save")


GIVEN = "web>关联渠道|web>给我码|telegram>我有码 *"


@dataclass(frozen=True, slots=True)
class People:
    """Two who may be one, on a database of their own."""

    python: Python
    url: str
    folder: Path

    def say(self, said: str, point: str = "never") -> str:
        """Handles messages in a process of its own; gives what it printed, or its return code where it was killed."""
        done = self.python(str(ROOT / "tests/process/linking_killed.py"), self.url, str(self.folder), said, point)
        return str(done.returncode) if done.returncode else done.stdout


@pytest.fixture
def people(python: Python, url: str, tmp_path: Path) -> People:
    """Two who were never met."""
    return People(python, url, tmp_path)


@pytest.mark.parametrize("point", POINTS)
def test_one_link_whenever_the_process_dies(people: People, point: str) -> None:
    """The confirmation is sent again after the crash, as a channel does."""
    assert people.say(f"{GIVEN}|telegram>是", point) == "-9"
    again = people.say("telegram>是")
    assert "已关联" in again and "people: 1" in again, again
    assert "trail: ['joined', 'linked']" in again and "told: 1" in again and "broken: None" in again, again


@pytest.mark.parametrize("point", AROUND)
def test_one_parting_whenever_the_process_dies(people: People, point: str) -> None:
    """The other channel is somebody new's once, after the confirmation is sent again."""
    assert people.say(f"{GIVEN}|telegram>是|web>我的渠道|web>Telegram|web>是", point) == "-9"
    again = people.say("web>是")
    assert "已经解除" in again and "people: 2" in again, again
    assert "trail: ['joined', 'linked', 'parted', 'unlinked']" in again and "broken: None" in again, again
