"""A process that is really killed while it puts or sends: nothing is lost, and nothing is shown twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from tests.forked import Python

ROOT = Path(__file__).resolve().parents[2]
ALL = ["late 甲", "late 审核通过了。", "late 丙", "outbox 5", "trail 1"]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(url: str, tmp_path: Path, python: Python) -> Run:
    """Puts or sends in a process of its own, which may be killed at a point."""
    program = str(ROOT / "tests/process/killed_outbox.py")
    return lambda do, point="never": python(program, url, str(tmp_path), do, point)


@pytest.mark.parametrize("point", ["inside the transaction", "before the commit", "after the commit"])
def test_what_is_done_is_told_and_recorded_or_neither(run: Run, point: str) -> None:
    """However far it got, doing it again leaves each message and each deed once."""
    assert run("put", point).returncode == -9
    again = run("put")
    assert again.stdout.splitlines() == ["outbox 5", "trail 1"], again.stderr


@pytest.mark.parametrize(
    "point",
    [
        "after the claim",
        "before the history",
        "after the history",
        "before a is written down",
        "before r is written down",
        "after r is written down",
        "before the channel",
        "after the channel",
        "before y is written down",
        "after y is written down",
    ],
)
def test_each_message_arrives_whenever_the_process_dies(tmp_path: Path, run: Run, point: str) -> None:
    """On the web each shows once and in order; a channel that cannot tell gets each at least once, in order."""
    assert run("put").returncode == 0
    killed = run("send", point)
    assert killed.returncode == -9, killed.stdout + killed.stderr
    again = run("send")
    assert again.stdout.splitlines() == ALL, again.stdout + again.stderr
    sent = (tmp_path / "ledger.txt").read_text("utf-8").splitlines()
    assert [key for key, _ in groupby(sent)] == ["outbox:x", "outbox:y"]
    assert len(sent) <= 3


def test_two_processes_that_send_at_once_double_nothing(url: str, tmp_path: Path, run: Run) -> None:
    """Two living processes on one outbox: each message goes once, also on the channel that cannot tell."""
    run("put")
    command = [sys.executable, str(ROOT / "tests/process/killed_outbox.py"), url, str(tmp_path), "send", "never"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert (tmp_path / "ledger.txt").read_text("utf-8").splitlines() == ["outbox:x", "outbox:y"]
    assert run("send").stdout.splitlines() == ALL
