"""Python processes without the seconds of imports: forked from one that has imported already.

They are processes as any other, with arguments, environment, files and a status of their own, and can be killed. A
conftest that wants them says ``from tests.forked import python``. Run as a program this is the process that forks.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from io import BufferedReader, FileIO, TextIOWrapper
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_IMPORTED = (
    "bot.commands",
    "bot.handlers.rule_command",
    "bot.handlers.terminal",
    "bot.handlers.web_late",
    "bot.store.migrations.running",
    "tests.engine.stand",
    "tests.process.shipped",
)
"""With what these import it is nearly all that commands and programs import, and the knowledge is read."""
_MOST_SECONDS = 60
_NEW = os.O_WRONLY | os.O_CREAT


@dataclass(frozen=True, slots=True)
class Python:
    """Runs Python by fork, one process after the other."""

    forking: subprocess.Popen[str]

    def __call__(
        self, *words: str, environment: Mapping[str, str] = os.environ, said: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Does what ``python`` does with these words, ``-m`` and a module or a program's path, in our folder."""
        assert self.forking.stdin and self.forking.stdout, "both are pipes"
        with tempfile.TemporaryDirectory(prefix="canbao-forked-") as folder:
            read, out, err = (Path(folder) / name for name in ("in", "out", "err"))
            read.write_text(said, "utf-8")
            asked = {"words": words, "environment": dict(environment), "files": [str(read), str(out), str(err)]}
            self.forking.stdin.write(json.dumps(asked) + "\n")
            self.forking.stdin.flush()
            status = int(self.forking.stdout.readline())
            return subprocess.CompletedProcess(words, status, out.read_text("utf-8"), err.read_text("utf-8"))


@pytest.fixture(scope="session")
def python() -> Iterator[Python]:
    """Python by fork; the imports are made once in a run."""
    # Threads do not live on in a fork: none are started.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    command, pipe = [sys.executable, "-m", "tests.forked"], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True) as forking:
        yield Python(forking)


def _fork_for_each_line() -> None:
    for name in _IMPORTED:
        import_module(name)
    # What is not collected is not written to: children share it.
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(**json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(words: Sequence[str], environment: Mapping[str, str], files: Sequence[str]) -> None:
    """Makes the process that was asked for of this one, and ends it."""
    signal.alarm(_MOST_SECONDS)
    os.environ.clear()
    os.environ.update(environment)
    for number, (path, flags) in enumerate(zip(files, (os.O_RDONLY, _NEW, _NEW), strict=True)):
        os.dup2(os.open(path, flags), number)
    sys.stdin = TextIOWrapper(BufferedReader(FileIO(0, closefd=False)), encoding="utf-8")
    status = 1
    try:
        status = _status_of(words)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _status_of(words: Sequence[str]) -> int:
    try:
        if words[0] == "-m":
            sys.argv = list(words[1:])
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = list(words)
            runpy.run_path(words[0], run_name="__main__")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    _fork_for_each_line()
