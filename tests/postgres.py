"""A real PostgreSQL for tests: started once from Debian's package, thrown away at the end.

A conftest that wants it says ``from tests.postgres import postgresql_server``. Where PostgreSQL is not
installed, tests that need it are skipped; in CI (``CI`` set) they fail.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class PostgreSQLServer:
    """A server on a loopback port, its files in ``data``. Its superuser ``postgres`` needs no password."""

    programs: Path
    data: Path
    port: int

    def new_database(self, name: str, like: str = "template1") -> str:
        """Makes a database, empty or ``like`` another to which nobody is connected, and gives its URL."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def drop_database(self, name: str) -> None:
        """Throws the database away, under the feet of whoever is connected."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def sql(self, statement: str) -> None:
        """Runs a statement as superuser."""
        address = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", "postgres")
        command = [str(self.programs / "psql"), *address, "-X", "-q", "-c", statement]
        subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQLServer]:
    """The server that all tests of a run share."""
    programs = _programs()
    if programs is None:
        missing = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with _running(programs) as server:
        yield server


def _programs() -> Path | None:
    """Where the newest PostgreSQL's programs lie."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda at: float(at.parts[-3]))
    path = str(found[-1]) if found else shutil.which("initdb")
    return Path(path).parent if path else None


@contextmanager
def _running(programs: Path) -> Iterator[PostgreSQLServer]:
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="canbao-postgresql-"))
    if user:
        shutil.chown(folder, user)
    server = PostgreSQLServer(programs, folder / "data", _free_port())
    try:
        with (folder / "log").open("wb") as log:
            _initialize(server, user, folder)
            options = ("-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-k", str(folder))
            command = [str(programs / "postgres"), "-D", str(server.data), "-p", str(server.port), *options]
            process = subprocess.Popen(command, user=user, cwd=folder, stdout=log, stderr=log)
            try:
                _wait_until_ready(server, process, folder / "log")
                yield server
            finally:
                # Not SIGTERM, on which it would wait for its clients.
                process.send_signal(signal.SIGINT)
                process.wait(_PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialize(server: PostgreSQLServer, user: str | None, folder: Path) -> None:
    command = [str(server.programs / "initdb"), "-D", str(server.data), "-U", "postgres", "-A", "trust"]
    command += ["-E", "UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(command, user=user, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.fail(f"PostgreSQL could not be initialized: {done.stderr}")


def _user() -> str | None:
    """PostgreSQL refuses to run as root: the user that Debian's package made, or nobody."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: PostgreSQLServer, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    ready = [str(server.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(server.port)]
    while subprocess.run(ready).returncode != 0:
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"PostgreSQL did not start: {log.read_text('utf-8', 'replace')}")
        time.sleep(0.05)
