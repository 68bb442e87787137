"""Files that persons send."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine.ports import StoreTrouble
from bot.store.keys import Damaged
from bot.store.persons import NoSuchPerson
from bot.store.store import Store
from bot.store.uploads import NoSuchUpload, Uploads
from tests.store.sample import TELEGRAM, WEB, Place

CONTENT = b"\x89PNG\r\n" + bytes(range(256)) * 40


async def test_a_file_comes_back_as_it_was(store: Store) -> None:
    """Content, name and kind are kept."""
    person = (await store.conversations.load(WEB)).person
    ref = await store.uploads.keep_upload(person, "截图 1.png", "image/png", CONTENT)
    upload = await store.uploads.open_upload(person, ref.id)
    assert (upload.content, upload.ref) == (CONTENT, ref)
    assert (ref.name, ref.kind, ref.size) == ("截图 1.png", "image/png", len(CONTENT))


async def test_a_file_is_its_persons_only(store: Store) -> None:
    """Who has another person's file id, or a path, gets nothing."""
    person = (await store.conversations.load(WEB)).person
    ref = await store.uploads.keep_upload(person, "a.png", "image/png", CONTENT)
    stranger = (await store.conversations.load(TELEGRAM)).person
    for upload in (ref.id, "../canbao.key", ""):
        with pytest.raises(NoSuchUpload):
            await store.uploads.open_upload(stranger, upload)


async def test_files_are_their_owners_on_disk(store: Store, tmp_path: Path) -> None:
    """Folder and file are closed to other users of the machine."""
    person = (await store.conversations.load(WEB)).person
    await store.uploads.keep_upload(person, "../../a.png", "image/png", CONTENT)
    (file,) = (tmp_path / "uploads").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


async def test_a_changed_file_is_told(store: Store, tmp_path: Path) -> None:
    """A file that was altered or deleted on disk is named as damaged."""
    person = (await store.conversations.load(WEB)).person
    ref = await store.uploads.keep_upload(person, "a.png", "image/png", CONTENT)
    file = tmp_path / "uploads" / f"{ref.id}.sealed"
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    with pytest.raises(Damaged, match=ref.id):
        await store.uploads.open_upload(person, ref.id)
    file.unlink()
    with pytest.raises(Damaged, match=ref.id):
        await store.uploads.open_upload(person, ref.id)


async def test_no_file_without_its_row(store: Store, place: Place, tmp_path: Path) -> None:
    """Where the database does not take the row, no file stays behind."""
    person = (await store.conversations.load(WEB)).person
    place.remove()
    with pytest.raises(StoreTrouble):
        await store.uploads.keep_upload(person, "a.png", "image/png", CONTENT)
    assert list((tmp_path / "uploads").iterdir()) == []


async def test_a_full_disk_is_trouble(store: Store, tmp_path: Path) -> None:
    """A folder that cannot be written to is told as trouble."""
    person = (await store.conversations.load(WEB)).person
    (tmp_path / "file").touch()
    uploads = Uploads(store.database, store.persons, tmp_path / "file" / "uploads")
    with pytest.raises(StoreTrouble, match="uploads"):
        await uploads.keep_upload(person, "a.png", "image/png", CONTENT)


async def test_no_one_has_no_files(store: Store) -> None:
    """A file needs a person who was met."""
    with pytest.raises(NoSuchPerson):
        await store.uploads.keep_upload("p_unknown", "a.png", "image/png", CONTENT)
