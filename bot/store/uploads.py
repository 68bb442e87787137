"""Files that persons send: sealed on disk, their names sealed in the database."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, insert, select

from bot.engine.messages import Address, FileRef
from bot.engine.ports import StoreTrouble
from bot.store.database import Database
from bot.store.keys import Damaged
from bot.store.persons import Persons, shared_by
from bot.store.schema import uploads


class NoSuchUpload(LookupError):
    """The person has no file of this id."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file with its content."""

    ref: FileRef
    content: bytes


class Uploads:
    """Keeps files in a folder that only its owner may read. Who calls it limits their size and kind."""

    def __init__(self, database: Database, people: Persons, folder: Path) -> None:
        self._database = database
        self._persons = people
        self._folder = folder

    async def keep_upload(self, person: str, name: str, kind: str, content: bytes) -> FileRef:
        """Keeps the file for the person. ``kind`` is a MIME type; ``name`` is for showing only.

        Raises:
            NoSuchPerson: there is no such person.
            StoreTrouble: the disk or the database did not take it; nothing was kept.
        """
        key = await self._persons.key_of(person)
        name = name.encode("utf-8", "replace").decode()
        ref = FileRef(secrets.token_hex(16), name, len(content), kind)
        await asyncio.to_thread(self._write, ref.id, key.seal(content, _about("file", ref.id)))
        row = {
            "id": ref.id,
            "person": person,
            "at": datetime.now(UTC),
            "name": key.seal(name.encode(), _about("name", ref.id)),
            "kind": kind,
            "size": ref.size,
        }
        try:
            await self._database.write(lambda connection: connection.execute(insert(uploads), row))
        except BaseException:
            self._path(ref.id).unlink(missing_ok=True)
            raise
        return ref

    async def open_upload(self, person: str, upload: str) -> Upload:
        """The person's file of this id.

        Raises:
            NoSuchUpload: there is none, or it is another person's.
            Damaged: it was altered, or its file is gone.
        """
        found = select(uploads).where(uploads.c.id == upload, shared_by(uploads.c.person, person))
        row = await self._database.read(lambda connection: connection.execute(found).one_or_none())
        if row is None:
            raise NoSuchUpload(f"{person} has no file {upload}.")
        key = await self._persons.key_of(row.person)
        try:
            sealed = await asyncio.to_thread(self._path(row.id).read_bytes)
        except FileNotFoundError:
            raise Damaged(f"The file {self._path(row.id)} is gone. Restore it from its backup.") from None
        content = key.open(sealed, _about("file", row.id))
        name = key.open(row.name, _about("name", row.id)).decode()
        return Upload(FileRef(row.id, name, row.size, row.kind), content)

    async def met_at(self, address: Address) -> str | None:
        """Who is met at the address now; None where nobody was yet."""
        return await self._persons.met_at(address)

    async def forget(self, person: str) -> None:
        """Deletes the person's files."""
        mine = shared_by(uploads.c.person, person)
        found = select(uploads.c.id).where(mine)
        for upload in await self._database.read(lambda connection: connection.scalars(found).all()):
            self._path(upload).unlink(missing_ok=True)
        await self._database.write(lambda connection: connection.execute(delete(uploads).where(mine)))

    def _path(self, upload: str) -> Path:
        return self._folder / f"{upload}.sealed"

    def _write(self, upload: str, sealed: bytes) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._path(upload), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealed)
        except OSError as error:
            with contextlib.suppress(OSError):
                self._path(upload).unlink(missing_ok=True)
            raise StoreTrouble(f"The file could not be kept in {self._folder}: {error.strerror}.") from error


def _about(part: str, upload: str) -> str:
    return f"{part} of upload {upload}"
