"""``outbox`` and ``audit`` as people run them, each in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.forked import Python

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Desk:
    """A state folder, and whoever runs the assistant on it."""

    state: Path
    python: Python

    @property
    def database(self) -> Path:
        return self.state / "canbao.db"

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CANBAO_", "DATABASE_"))}
        return {**kept, "CANBAO_STATE": str(self.state), "PYTHONPATH": str(ROOT)}

    def fill(self, *how: str) -> str:
        """Puts and records something; gives the person who is left."""
        program = str(ROOT / "tests/process/trail.py")
        done = self.python(program, f"sqlite:///{self.database}", str(self.state), *how, environment=self.environment)
        done.check_returncode()
        return done.stdout.strip()

    def run(self, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """Runs ``python -m bot``."""
        return self.python("-m", "bot", *words, said=said, environment=self.environment)

    def run_after(self, before: Callable[[], None], *words: str) -> subprocess.CompletedProcess[str]:
        """Runs ``python -m bot`` in a process that does something before it is Python."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=self.environment,
            timeout=60,
            preexec_fn=before,
        )

    def sql(self, *statements: str) -> None:
        """Changes rows by hand, the guards taken away."""
        with sqlite3.connect(self.database) as connection:
            for guard in ("audit_no_UPDATE", "audit_no_DELETE"):
                connection.execute(f"DROP TRIGGER IF EXISTS {guard}")
            for statement in statements:
                connection.execute(statement)


@pytest.fixture
def desk(tmp_path: Path, python: Python) -> Desk:
    return Desk(tmp_path / "var", python)


def test_dead_letters_are_seen_and_sent_again(desk: Desk) -> None:
    """The list tells counts, reasons and what to do; a retry moves the dead ones, and says what it did not find."""
    desk.fill()
    told = desk.run("outbox").stdout
    assert "待发 2 条" in told and "发不出 1 条" in told and "不早于" in told and "审核通过了" not in told
    dead = desk.run("outbox", "--dead").stdout
    assert "chat not found" in dead and "remind" not in dead and "retry" in dead
    missed = desk.run("outbox", "retry", "999")
    assert missed.returncode == 1 and "1 个编号不在" in missed.stderr
    assert "1 条已放回待发" in desk.run("outbox", "retry").stdout
    assert "发不出 0 条" in desk.run("outbox").stdout


def test_a_chat_shows_what_came_meanwhile_once(desk: Desk) -> None:
    """The message waits for the next chat in the terminal; the reminder for its day."""
    desk.fill()
    first = desk.run("chat", said="你好\n").stdout
    assert first.count("审核通过了") == 1 and "该申报了" not in first
    assert "审核通过了" not in desk.run("chat", said="你好\n").stdout


def test_an_untouched_trail_verifies_also_without_its_person(desk: Desk) -> None:
    """Exit 0 with count and head; a forgotten person's rows stand and cannot be read."""
    desk.fill("forget")
    done = desk.run("audit", "verify")
    head = desk.run("audit", "head").stdout.strip()
    assert done.returncode == 0 and "4 条" in done.stdout and head in done.stdout and "查不出来" in done.stderr
    assert desk.run("audit", "verify", "--witness", head).stderr == ""
    listed = desk.run("audit", "list").stdout
    assert listed.count("密钥已删除") == 1 and listed.count("张测试") == 3
    assert "321302199003071230" not in listed and "共 4 条" in listed


@pytest.mark.parametrize(
    ("change", "number", "fault"),
    [
        ("UPDATE audit SET law = 'law-2' WHERE number = 2", 2, "被改过"),
        ("DELETE FROM audit WHERE number = 2", 2, "不见了"),
        ("DELETE FROM audit WHERE number > 2", 3, "截掉"),
        ("UPDATE audit_head SET length = 3", 3, "末尾登记"),
    ],
)
def test_tampering_is_told_with_the_row_and_why(desk: Desk, change: str, number: int, fault: str) -> None:
    """Exit 1, the first broken row, the reason and what to do, in Chinese."""
    desk.fill()
    desk.sql(change)
    done = desk.run("audit", "verify")
    assert done.returncode == 1 and done.stdout == "" and fault in done.stderr and "请停止使用" in done.stderr
    assert f"第 {number} 条" in done.stderr


def test_the_trail_is_listed_by_person_request_and_day(desk: Desk) -> None:
    """Limits hold together; JSON lines are for scripts; days are Beijing's."""
    person = desk.fill()
    lines = desk.run("audit", "list", "--person", person, "--json").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["request"] for row in rows] == ["req-0", "req-2", "req-3"]
    assert rows[0]["law"] == "law-1" and "N-0" in rows[0]["bureau"] and rows[0]["employer"] == "91320000TEST000000"
    assert "共 1 条" in desk.run("audit", "list", "--request", "req-2").stdout
    assert "共 2 条" in desk.run("audit", "list", "--from", "2026-11-21", "--to", "2026-11-22").stdout
    assert "共 0 条" in desk.run("audit", "list", "--person", "p_nobody").stdout
    assert "共 1 条" in desk.run("audit", "list", "--most", "1").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "list", "--from", "2026-12-01", "--to", "2026-11-01"),
        ("audit", "list", "--from", "昨天吧"),
        ("audit", "list", "--most", "0"),
        ("audit", "verify", "--witness", "12"),
        ("outbox", "retry", "一"),
    ],
)
def test_bad_input_is_told_in_chinese(desk: Desk, words: tuple[str, ...]) -> None:
    """What is wrong and how to write it; no traceback."""
    done = desk.run(*words)
    assert done.returncode in (1, 2) and "Traceback" not in done.stderr
    assert any("\u4e00" <= sign <= "\u9fff" for sign in done.stderr)


def test_a_locked_database_is_told_and_nothing_is_changed(desk: Desk) -> None:
    """Another program that writes for long: the command gives up with a sentence, and works afterwards."""
    desk.fill()
    other = sqlite3.connect(desk.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    locked = desk.run("outbox", "retry")
    assert locked.returncode == 1 and "正占着数据库" in locked.stderr and "Traceback" not in locked.stderr
    other.execute("ROLLBACK")
    other.close()
    assert "1 条已放回待发" in desk.run("outbox", "retry").stdout


def test_a_database_of_a_newer_release_is_left_alone(desk: Desk) -> None:
    """It is told, not opened."""
    desk.fill()
    desk.sql("UPDATE alembic_version SET version_num = '9999'")
    newer = desk.run("audit", "verify")
    assert newer.returncode == 1 and "没有动它" in newer.stderr and "Traceback" not in newer.stderr


def test_a_disk_that_takes_no_more_is_told_and_nothing_is_lost(desk: Desk) -> None:
    """When nothing more can be written the command says so; what was there is there."""
    desk.fill()

    def no_more() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    full = desk.run_after(no_more, "outbox", "retry")
    assert full.returncode == 1 and "磁盘" in full.stderr and "Traceback" not in full.stderr
    assert "发不出 1 条" in desk.run("outbox").stdout
    assert desk.run("audit", "verify").returncode == 0
