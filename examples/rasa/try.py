"""Tries the example: sets up Rasa, trains it, starts both servers, talks over REST, and says what passed.

Run it with the assistant's own Python from the top of the repository: ``.venv/bin/python examples/rasa/try.py``.
Rasa 3.6 needs Python 3.10, which is looked for, or named in ``RASA_PYTHON``; its environment is made in
``var/rasa-env`` (about 2 GB, once, some minutes).
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from recording import recorded
from talking import conversations, passes

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ENVIRONMENT = ROOT / "var" / "rasa-env"
_START_SECONDS = 180.0
DAY = "2026-11-20"
"""A day on which employers file; the demonstration's own people are tried on it."""


def main() -> int:
    """Everything in order; the status is 1 where a conversation failed."""
    parser = argparse.ArgumentParser(description="tries the Rasa example")
    parser.add_argument("--environment", type=Path, default=ENVIRONMENT, help="where Rasa is, or is to be installed")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write what Rasa posts to us here, .xz")
    asked = parser.parse_args()
    rasa = environment(asked.environment)
    with tempfile.TemporaryDirectory(prefix="canbao-rasa-") as folder:
        place = Path(folder)
        model = train(rasa, place)
        with servers(rasa, model, place, asked.record) as reached:
            failed = [talk["title"] for talk in conversations() if not passes(talk, *reached)]
    print(f"没有通过：{'、'.join(failed)}" if failed else "全部通过。")
    return 1 if failed else 0


def environment(place: Path) -> Path:
    """The ``rasa`` command of an environment of its own."""
    rasa = place / "bin" / "rasa"
    if not rasa.exists():
        python = find_python()
        print(f"正在装Rasa到 {place}（一次，要几分钟）…", flush=True)
        subprocess.run([python, "-m", "venv", place], check=True)
        pip = [place / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "-r", HERE / "requirements.txt", "-c", HERE / "constraints.txt"], check=True)
    return rasa


def find_python() -> str:
    """A Python 3.10; where there is none, uv is asked to get one."""
    places = [os.environ.get("RASA_PYTHON"), shutil.which("python3.10")]
    places += map(str, sorted(Path.home().glob(".pyenv/versions/3.10.*/bin/python")))
    for python in filter(None, places):
        if "3.10" in subprocess.run([python, "--version"], capture_output=True, text=True).stdout:
            return python
    if uv := shutil.which("uv"):
        subprocess.run([uv, "python", "install", "3.10"], check=True)
        return subprocess.run([uv, "python", "find", "3.10"], check=True, capture_output=True, text=True).stdout.strip()
    sys.exit("没有找到Python 3.10，Rasa 3.6要用它。请装好再试，或者用RASA_PYTHON写明它在哪里。")


def train(rasa: Path, place: Path) -> Path:
    """A model of the example, trained from its files alone."""
    print("正在训练…", flush=True)
    options = ["--domain", HERE / "domain", "--data", HERE / "data", "--config", HERE / "config.yml"]
    done = subprocess.run(
        [rasa, "train", *options, "--out", place / "models", "--quiet"], cwd=place, env=quiet(), capture_output=True
    )
    if done.returncode:
        sys.exit(f"训练没有成功：\n{done.stderr.decode(errors='replace')[-3000:]}")
    return next((place / "models").glob("*.tar.gz"))


@contextmanager
def servers(rasa: Path, model: Path, place: Path, record: Path | None) -> Iterator[tuple[str, str, str]]:
    """Both servers on free ports of this computer: where Rasa takes messages, the action server, and its token."""
    actions, port, token = free_port(), free_port(), secrets.token_urlsafe(24)
    shared = {**quiet(), "CANBAO_RASA_TOKEN": token, "CANBAO_RASA_PORT": str(actions), "CANBAO_STATE": str(place / "v")}
    shared["CANBAO_BUREAU"] = "simulated"
    with recorded(record, actions) if record else nullcontext(actions) as asked_at:
        shared["CANBAO_RASA_URL"] = f"http://127.0.0.1:{asked_at}/webhook"
        with both(rasa, model, place, shared, (actions, port)):
            yield f"http://127.0.0.1:{port}/webhooks/rest/webhook", f"http://127.0.0.1:{actions}", token


@contextmanager
def both(rasa: Path, model: Path, place: Path, shared: Mapping[str, str], ports: tuple[int, int]) -> Iterator[None]:
    """The action server and Rasa, ready."""
    actions, port = ports
    ours = [sys.executable, "-m", "bot", "rasa", "--today", DAY]
    theirs = [rasa, "run", "--model", model, "--endpoints", HERE / "endpoints.yml", "--port", str(port)]
    theirs += ["--credentials", HERE / "credentials.yml", "--interface", "127.0.0.1"]
    print("正在启动两个服务…", flush=True)
    with process(ours, ROOT, shared, place / "actions.log"), process(theirs, place, shared, place / "rasa.log"):
        waits_for(f"http://127.0.0.1:{actions}/health", place / "actions.log")
        waits_for(f"http://127.0.0.1:{port}/", place / "rasa.log")
        yield


@contextmanager
def process(command: list[Any], folder: Path, environ: Mapping[str, str], log: Path) -> Iterator[None]:
    """A program that runs inside the block; what it prints goes into the log."""
    with log.open("wb") as out:
        running = subprocess.Popen(command, cwd=folder, env=environ, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()


def waits_for(address: str, log: Path) -> None:
    """Waits until somebody answers there."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    sys.exit(f"{address} 没有起来：\n{log.read_text('utf-8', 'replace')[-3000:]}")


def free_port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        return int(place.getsockname()[1])


def quiet() -> dict[str, str]:
    """The environment, in which Rasa tells nobody how it is used, and TensorFlow says nothing."""
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}


if __name__ == "__main__":
    sys.exit(main())
