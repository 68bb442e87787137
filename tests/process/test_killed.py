"""A process that is really killed, at every point between confirming and the receipt: one effect, one receipt."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.forked import Python

ROOT = Path(__file__).resolve().parents[2]
POINTS = (
    "before the intent",
    "after the intent",
    "before the effect",
    "after the effect",
    "after the settling",
    "before the save",
    "after the save",
)


@pytest.mark.parametrize("point", POINTS)
def test_one_effect_whenever_the_process_dies(url: str, tmp_path: Path, point: str, python: Python) -> None:
    """The confirmation is sent again after the crash, as a channel does: it is carried out once and receipted."""

    def handle(message: str, said: str, point: str = "never") -> subprocess.CompletedProcess[str]:
        return python(str(ROOT / "tests/process/killed.py"), url, str(tmp_path), message, said, point)

    assert "姓名" in handle("m1", "=start|file_one").stdout
    assert "请核对" in handle("m2", "张测试").stdout
    killed = handle("m3", "确认提交", point)
    assert killed.returncode == -9, killed.stderr
    again = handle("m3", "确认提交")
    assert "办好了，编号N" in again.stdout, again.stdout + again.stderr
    ledger = (tmp_path / "ledger.txt").read_text("utf-8").splitlines()
    assert len(ledger) == 1
    third = handle("m3", "确认提交")
    assert third.stdout == again.stdout
    assert (tmp_path / "ledger.txt").read_text("utf-8").splitlines() == ledger
