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
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_PATIENCE = 30.0
_SHAPE = """
SELECT md5(concat(
  (SELECT string_agg(version_num, ',') FROM alembic_version),
  (SELECT string_agg(concat(attrelid, attname, atttypid, attnotnull), ',' ORDER BY attrelid, attnum)
   FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(tgrelid, tgname, tgenabled), ',' ORDER BY tgrelid, tgname) FROM pg_trigger)))
"""
"""A migrated database's revision, columns, indexes and triggers, as one text."""
_EMPTY = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$
DECLARE filled text := (
  SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
  AND pg_relation_size(oid) > 0);
BEGIN
  IF filled IS NOT NULL THEN EXECUTE 'TRUNCATE ' || filled || ' RESTART IDENTITY CASCADE'; END IF;
END $$;
"""
"""Sends everybody away, and takes out all that they wrote."""


@dataclass(frozen=True, slots=True)
class PostgreSQLServer:
    """A server on a loopback port, its files in ``data``. Its superuser ``postgres`` needs no password."""

    programs: Path
    data: Path
    port: int
    _emptied: list[str] = field(default_factory=list)
    _shapes: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        """Where a database is met."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def new_database(self, name: str, like: str = "template1") -> str:
        """Makes a database, empty or ``like`` another to which nobody is connected, and gives its URL."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return self.url(name)

    def lend(self, like: str) -> str:
        """The name of a database ``like`` another, migrated one, in which nothing is kept."""
        if self._emptied:
            return self._emptied.pop()
        name = f"canbao_{uuid.uuid4().hex}"
        self.new_database(name, like)
        self._shapes.append(self._emptied_shape(name))
        return name

    def take_back(self, name: str) -> None:
        """Empties a database that was lent, for the next one; throws it away where more was changed than rows."""
        try:
            as_it_was = self._emptied_shape(name) in self._shapes
        except subprocess.CalledProcessError:
            as_it_was = False
        if as_it_was:
            self._emptied.append(name)
        else:
            self.drop_database(name)

    def _emptied_shape(self, name: str) -> str:
        return self.sql(_EMPTY + _SHAPE, name).splitlines()[-1]

    def drop_database(self, name: str) -> None:
        """Throws the database away, under the feet of whoever is connected."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Runs a statement as superuser, and gives what it selects."""
        address = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database)
        command = [str(self.programs / "psql"), *address, "-X", "-q", "-A", "-t", "-c", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


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
