"""A filing whose process is really killed, at every point between the confirmation and the receipt: filed once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.forked import Python

ROOT = Path(__file__).resolve().parents[2]
POINTS = (
    "before the intent",
    "after the intent",
    "after the journal intends",
    "before the bureau",
    "after the bureau",
    "after the journal tells",
    "after the settling",
    "before the save",
    "after the save",
)


@pytest.mark.parametrize("point", POINTS)
def test_one_filing_whenever_the_process_dies(url: str, tmp_path: Path, point: str, python: Python) -> None:
    """The confirmation is sent again after the crash, as a channel does: it is filed once, and the trail stands."""

    def handle(message: str, said: str, point: str = "never") -> subprocess.CompletedProcess[str]:
        return python(str(ROOT / "tests/process/filing_killed.py"), url, str(tmp_path), message, said, point)

    before = handle("m1", "=suspend_coverage|32139919800210041X|辞职")
    assert "请核对" in before.stdout, before.stdout + before.stderr
    killed = handle("m4", "确认提交", point)
    assert killed.returncode == -9, killed.stdout + killed.stderr
    again = handle("m4", "确认提交").stdout
    assert "已停保，业务编号" in again and "filings: 1" in again, again
    assert "trail: ['intended', 'submitted:accepted']" in again and "broken: None" in again, again
