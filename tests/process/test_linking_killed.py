"""Linking and unlinking whose process is really killed, at every point: linked once, told once, nothing half done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process.test_killed import url

__all__ = ["url"]
ROOT = Path(__file__).resolve().parents[2]
AROUND = ("before the intent", "after the intent", "after the settling", "before the save", "in the transaction")
POINTS = (*AROUND, "before the claim", "after the claim", "after the save")


GIVEN = "web>关联渠道|web>给我码|telegram>我有码 *"


def handle(url: str, folder: Path, said: str, point: str = "never") -> str:
    """Handles messages in a process of its own; gives what it printed, or its return code where it was killed."""
    program = str(ROOT / "tests/process/linking_killed.py")
    done = subprocess.run(
        [sys.executable, program, url, str(folder), said, point],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120,
    )  # fmt: skip
    return str(done.returncode) if done.returncode else done.stdout


@pytest.mark.parametrize("point", POINTS)
def test_one_link_whenever_the_process_dies(url: str, tmp_path: Path, point: str) -> None:
    """The confirmation is sent again after the crash, as a channel does."""
    assert handle(url, tmp_path, f"{GIVEN}|telegram>是", point) == "-9"
    again = handle(url, tmp_path, "telegram>是")
    assert "已关联" in again and "people: 1" in again, again
    assert "trail: ['joined', 'linked']" in again and "told: 1" in again and "broken: None" in again, again


@pytest.mark.parametrize("point", AROUND)
def test_one_parting_whenever_the_process_dies(url: str, tmp_path: Path, point: str) -> None:
    """The other channel is somebody new's once, after the confirmation is sent again."""
    assert handle(url, tmp_path, f"{GIVEN}|telegram>是|web>我的渠道|web>Telegram|web>是", point) == "-9"
    again = handle(url, tmp_path, "web>是")
    assert "已经解除" in again and "people: 2" in again, again
    assert "trail: ['joined', 'linked', 'parted', 'unlinked']" in again and "broken: None" in again, again
