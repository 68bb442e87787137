"""``unanswered`` as an editor runs it, beside the server that people talk to."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.__main__ import main
from tests.forked import Python

ROOT = Path(__file__).resolve().parents[2]
ODD = "火星基地食堂星舰泊位"


@dataclass(frozen=True)
class Desk:
    """An editor's desk: a copy of the data, a state folder, a database."""

    data: Path
    environment: dict[str, str]
    python: Python

    def run(self, *words: str, said: str = "", command: str = "unanswered") -> subprocess.CompletedProcess[str]:
        """Runs ``python -m bot unanswered``."""
        return self.python("-m", "bot", command, *words, said=said, environment=self.environment)

    def say(self, *texts: str, user: str = "local", **more: str) -> None:
        """Lets someone say this in the terminal."""
        lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
        options = [part for name, value in more.items() for part in (f"--{name}", value)]
        done = self.run("--json", "--user", user, *options, said=lines, command="chat")
        assert done.returncode == 0, done.stderr

    def listed(self, *words: str) -> list[dict]:
        """The clusters as JSON."""
        done = self.run("--json", *words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def desk(url: str, tmp_path: Path, python: Python) -> Desk:
    """One on each kind of database."""
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CANBAO_", "DATABASE_"))}
    ours = {"CANBAO_STATE": str(tmp_path / "var"), "CANBAO_DATABASE_URL": url, "CANBAO_DATA": str(data)}
    return Desk(data, {**kept, **ours}, python)


@pytest.fixture
async def server(desk: Desk) -> AsyncIterator[str]:
    """``python -m bot serve`` on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", "--port", str(port), cwd=ROOT, env=desk.environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(60):
        await process.stdout.readline()
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):
        assert await process.wait() == 0


async def test_a_running_server_takes_up_an_accepted_phrasing(desk: Desk, server: str) -> None:
    """What a visitor asked in vain is listed, accepted with one command, and answered by the same server process."""

    async def heard(text: str) -> dict:
        turn = {"id": str(uuid.uuid4()), "text": text}
        async with visitor.post(f"{server}/api/chat/turn", json=turn) as response:
            assert response.status == 200
            return await response.json()

    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as visitor:
        assert (await heard(ODD))["decision"] == "out_of_scope"
        (cluster,) = await asyncio.to_thread(desk.listed)
        assert (cluster["count"], cluster["examples"], cluster["why"]) == (1, [ODD], {"not_understood": 1})
        done = await asyncio.to_thread(desk.run, "accept", cluster["key"], "account.ca_expired")
        assert done.returncode == 0 and "CA 证书过期" in done.stdout, done.stderr
        async with asyncio.timeout(20):
            while (reply := await heard(ODD))["topic"] != "account.ca_expired":
                await asyncio.sleep(0.2)
        assert reply["decision"] == "answer"
    assert await asyncio.to_thread(desk.listed) == [], "also those that were asked while it was being read"


def test_an_editor_works_through_the_list(desk: Desk) -> None:
    """Listed for people, accepted under other words, dismissed, shown again with ``--all``; the files stay in order."""
    for user in ("甲", "乙"):
        desk.say(ODD, f"我叫张测试，{ODD}", "社保的事怎么弄好呢帮帮", user=user)
    desk.say("吃火锅去不去啊星期八", user="丙")
    shown = desk.run().stdout
    assert f"“{ODD}”" in shown and "张测试" not in shown and "没听懂" in shown and "最近的主题：" in shown
    clusters = desk.listed()
    counts = [cluster["count"] for cluster in clusters]
    assert counts == sorted(counts, reverse=True) and len(desk.listed("--limit", "1")) == 1
    odd = next(cluster for cluster in clusters if ODD in cluster["examples"])
    done = desk.run("accept", odd["key"], "out_of_scope:commercial", "--text", f"{ODD}保险")
    assert done.returncode == 0 and f"{desk.data / 'out_of_scope.yaml'}:" in done.stdout
    other = next(cluster for cluster in desk.listed() if cluster["key"] != odd["key"])
    assert desk.run("dismiss", other["key"]).returncode == 0
    left = {cluster["key"] for cluster in desk.listed()}
    assert left.isdisjoint({odd["key"], other["key"]})
    settled = {cluster["key"]: cluster["settled"] for cluster in desk.listed("--all")}
    assert settled[odd["key"]]["entry"] == "out_of_scope:commercial" and settled[other["key"]]["entry"] is None
    assert "收作 out_of_scope:commercial 的问法" in desk.run("--all").stdout
    assert desk.run(command="check").returncode == 0


REFUSED = [
    (("accept", "{key}", "filing.nothing"), "没有“filing.nothing”这个主题或条目"),
    (("accept", "ffffffff", "filing.stop"), "没有编号为“ffffffff”的问题"),
    (("dismiss", "ffffffff"), "没有编号为“ffffffff”的问题"),
    (("accept", "{key}", "filing.stop", "--text", "减员"), "这个问法已经有了"),
    (("accept", "{key}", "filing.stop", "--text", "谢谢"), "已经属于“smalltalk:thanks”"),
    (("accept", "{key}", "filing.stop", "--text", "我的号13800001234"), "138****1234"),
    (("accept", "{key}", "filing.stop", "--text", "密码是Gan9-Yu3-x"), "******"),
    (("accept", "{key}", "filing.stop", "--text", "给李样例办减员"), "像是姓名"),
    (("accept", "{key}", "filing.stop", "--text", "给**办减员"), "有遮住的地方"),
    (("accept", "{key}", "filing.stop", "--text", " "), "问法是空的"),
    (("accept", "{key}", "filing.stop", "--text", "返回"), "命令"),
    (("accept", "{key}", "filing.stop", "--text", "绑定单位"), "直接开始办理"),
]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_what_cannot_be_done_is_one_clear_sentence(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1, the reason in Chinese, no number or password repeated, and nothing changed."""
    for name, value in desk.environment.items():
        monkeypatch.setenv(name, value)
    desk.say(ODD)
    (cluster,) = desk.listed()
    before = {path: path.read_bytes() for path in desk.data.rglob("*.yaml")}
    for words, says in REFUSED:
        assert main(["unanswered", *(word.format(key=cluster["key"]) for word in words)]) == 1
        told = capsys.readouterr().err
        assert told.startswith("没有做：") and says in told, told
        assert not any(secret in told for secret in ("13800001234", "Gan9", "李样例"))
    assert {path: path.read_bytes() for path in desk.data.rglob("*.yaml")} == before
    assert desk.listed() == [cluster]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_masked_question_needs_words_of_the_editors_own(desk: Desk) -> None:
    """A cluster whose every wording is masked is not accepted as it is."""
    desk.say(f"李样例和王样本的{ODD}")
    (cluster,) = desk.listed()
    assert "李样例" not in cluster["examples"][0]
    assert "--text" in desk.run("accept", cluster["key"], "filing.stop").stderr
    assert desk.run("accept", cluster["key"], "filing.stop", "--text", "两个人的火星泊位").returncode == 0
    assert desk.listed() == []


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_old_questions_are_gone(desk: Desk) -> None:
    """After the days that the setting says; ``--since`` narrows the list before."""
    today = date.today()
    desk.say(ODD, user="甲", today=str(today - timedelta(days=40)))
    desk.say(ODD, user="乙", today=str(today - timedelta(days=3)))
    assert [cluster["count"] for cluster in desk.listed()] == [2]
    assert [cluster["count"] for cluster in desk.listed("--since", str(today - timedelta(days=10)))] == [1]
    assert desk.listed("--since", str(today + timedelta(days=2))) == []
    desk.environment["CANBAO_KEEP_QUESTIONS_DAYS"] = "30"
    assert [cluster["count"] for cluster in desk.listed()] == [1]
    desk.environment["CANBAO_KEEP_QUESTIONS_DAYS"] = "0"
    assert "CANBAO_KEEP_QUESTIONS_DAYS" in desk.run().stderr
