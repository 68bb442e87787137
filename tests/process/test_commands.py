"""The commands as scripts use them, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forked import Python

ROOT = Path(__file__).resolve().parents[2]
TOPIC_IDS = set((ROOT / "data/topic_ids.txt").read_text("utf-8").split())


def environment_of(tmp_path: Path, **settings: str) -> dict[str, str]:
    """These settings and a state folder of the test's own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CANBAO_", "DATABASE_"))}
    return {**kept, "CANBAO_STATE": str(tmp_path / "var"), **settings}


@pytest.fixture
def bot(tmp_path: Path, python: Python):
    """Runs ``python -m bot`` with a state folder of the test's own."""

    def run(*arguments: str, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        return python("-m", "bot", *arguments, said=said, environment=environment_of(tmp_path, **settings))

    return run


def lines(done: subprocess.CompletedProcess[str]) -> list[dict]:
    """The JSON lines that a command wrote."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_ask_answers_each_line_by_itself(bot) -> None:
    """Plain lines and JSON lines are both read; each reply has the public keys and ids."""
    said = '单位密码忘了怎么办\n{"text": "养老以参保，不能再办理参保"}\n\n公积金怎么提取\n转人工\n谢谢\n{"text": 5}\n'
    replies = lines(bot("ask", "--json", said=said))
    assert [list(r) for r in replies] == [["text", "decision", "topics", "answer", "sources"]] * 6
    assert [r["decision"] for r in replies[:5]] == ["answer", "answer", "out_of_scope", "human", "smalltalk"]
    assert replies[0]["topics"][0]["id"] == "account.password_forgot_unit"
    assert replies[1]["topics"][0]["id"] == "error.pension_already"
    assert replies[0]["sources"][0]["date"] == "2021-08-01"
    assert all({"id", "score"} == set(t) and t["id"] in TOPIC_IDS for r in replies for t in r["topics"])


def test_ask_takes_one_question_from_the_command_line(bot) -> None:
    """Without --json the answer is printed for people."""
    done = bot("ask", "现在能申报吗", "--today", "2026-12-08")
    assert done.returncode == 0 and "2026年12月11日恢复" in done.stdout


def test_a_conversation_goes_on_in_the_next_run(bot) -> None:
    """The user's conversation is kept between runs; another user has another one; the day is the one given."""
    first = '{"text": "单位密码忘了"}\n{"choose": 1}\n{"choose": "能，用支付宝刷脸"}\n'
    began = lines(bot("chat", "--json", "--user", "甲", "--today", "2026-11-20", said=first))
    assert (began[-1]["dialog"], began[-1]["step"]) == ("forgot_unit_password", "way")
    on = lines(bot("chat", "--json", "--user", "甲", "--today", "2026-11-20", said='{"choose": 1}\n'))
    assert on[0]["step"] == "page" and "刷脸" in on[0]["messages"][0]["text"]
    other = lines(bot("chat", "--json", "--user", "乙", said='{"text": "进度"}\n'))
    assert other[0]["dialog"] is None


def test_days_later_it_asks_whether_to_go_on(bot) -> None:
    """A week later the open step is offered again, not forgotten and not assumed."""
    bot("chat", "--json", "--today", "2026-11-20", said='{"text": "单位密码忘了"}\n{"choose": 1}\n')
    later = lines(bot("chat", "--json", "--today", "2026-11-27", said='{"text": "你好"}\n{"choose": "继续"}\n'))
    assert "上次“找回单位密码”办到" in later[0]["messages"][-1]["text"]
    assert [o["label"] for o in later[0]["options"]] == ["继续", "重新开始", "不办了"]
    assert later[1]["step"] == "representative"


def test_the_same_message_id_gets_the_same_reply(bot) -> None:
    """A script that repeats a line with its id goes no step further."""
    said = '{"text": "单位密码忘了"}\n{"choose": 1}\n{"choose": 1, "id": "m-7"}\n{"choose": 1, "id": "m-7"}\n'
    replies = lines(bot("chat", "--json", said=said))
    assert replies[2] == replies[3] and replies[3]["step"] == "way"


def test_the_report_counts_what_was_said(bot, tmp_path: Path) -> None:
    """Solved and unsolved matters of a conversation are in the report, and the picture is drawn."""
    said = "".join(
        json.dumps(line, ensure_ascii=False) + "\n"
        for line in (
            {"text": "CA证书过期找谁"},
            {"text": "不用了，解决了"},
            {"text": "申报期是几号"},
            {"text": "还没解决"},
        )
    )
    assert len(lines(bot("chat", "--json", said=said))) == 4
    report = json.loads(bot("report", "--json").stdout)
    assert (report["total"]["contacts"], report["total"]["solved"], report["total"]["unsolved"]) == (2, 1, 1)
    shown = bot("report", "--picture", str(tmp_path / "report.svg"))
    assert "自助解决率" in shown.stdout and "<svg" in (tmp_path / "report.svg").read_text("utf-8")


def test_a_packet_reaches_the_people_behind_the_hotline(bot) -> None:
    """What a person left is listed with its number."""
    said = '{"text": "人工"}\n{"text": "增员一直报错没人管"}\n{"text": "不留"}\n{"choose": 1}\n'
    replies = lines(bot("chat", "--json", said=said))
    assert "12333" in replies[0]["messages"][0]["text"]
    number = next(w for w in replies[-1]["messages"][0]["text"].replace("：", " ").split() if w.startswith("R"))
    assert number in bot("handovers").stdout


def test_check_says_what_is_there(tmp_path: Path) -> None:
    """All dialogs, topics and messages are counted, and in order; Python is started anew, as people start it."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "check"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment_of(tmp_path),
        timeout=60,
    )
    assert done.returncode == 0 and "76 topics" in done.stdout and "in order" in done.stdout


def test_a_wrong_key_is_a_clear_message(bot, tmp_path: Path) -> None:
    """A database of another key is not opened, and the message says what is the matter."""
    bot("chat", "--json", said='{"text": "你好"}\n')
    done = bot("chat", "--json", said='{"text": "你好"}\n', CANBAO_KEY="11" * 32)
    assert done.returncode == 1 and "密钥和数据库对不上" in done.stderr and "Traceback" not in done.stderr


def test_broken_data_do_not_start(bot, tmp_path: Path) -> None:
    """A data folder that does not check is named, not served."""
    done = bot("check", CANBAO_DATA=str(tmp_path / "nothing"))
    assert done.returncode == 1 and "没有通过检查" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"CANBAO_PORT": "99999"}, "CANBAO_PORT"),
        ({"CANBAO_PORT": "abc"}, "CANBAO_PORT"),
        ({"DATABASE_URL": "mysql://u:secret@h/x"}, "数据库地址不对"),
        ({"DATABASE_URL": "foo"}, "数据库地址不对"),
        ({"CANBAO_STATE": "/proc/nope"}, "读写不了"),
        ({"CANBAO_STATE": "/etc/hostname"}, "读写不了"),
    ],
    ids=str,
)
def test_a_wrong_setting_is_one_sentence(bot, settings: dict[str, str], says: str) -> None:
    """Whoever sets it wrong reads which setting and why, not a trace; a password is not shown."""
    done = bot("report", **settings)
    assert done.returncode == 1
    assert says in done.stderr and "Traceback" not in done.stderr and "secret" not in done.stderr


def test_a_lost_key_is_not_replaced(bot, tmp_path: Path) -> None:
    """A database without its key is told; no new key is made that could never open it."""
    bot("chat", "--json", said='{"text": "你好"}\n')
    key = tmp_path / "var" / "canbao.key"
    key.unlink()
    done = bot("chat", "--json", said='{"text": "你好"}\n')
    assert done.returncode == 1 and "不见了" in done.stderr and not key.exists()


def test_odd_lines_do_not_stop_the_others(bot) -> None:
    """A torn surrogate, an endless device and a number far out of range are answered; what follows is served."""
    replies = lines(bot("ask", "--json", said='{"text": "\\ud800 x"}\n单位密码忘了\n'))
    assert len(replies) == 2 and replies[1]["topics"][0]["id"] == "account.password_forgot_unit"
    said = '{"file": "/dev/zero"}\n{"text": "单位密码忘了"}\n{"choose": 9}\n{"choose": "1"}\n'
    answered = lines(bot("chat", "--json", said=said))
    assert "不是文件" in answered[0]["messages"][0]["text"]
    assert "没有第9项" in answered[2]["messages"][0]["text"]
    assert answered[3]["dialog"] == "forgot_unit_password"
