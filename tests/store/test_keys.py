"""The master key, data keys, and what is sealed."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store.keys import Damaged, Keys, WrongKey, keys_from
from tests.store.sample import KEYS, NAME

KEY = KEYS.data_key(KEYS.new_data_key("p_1"), "p_1")
OTHER = Keys(bytes(32))


def test_what_was_sealed_opens() -> None:
    """The same key opens what it sealed about the same thing."""
    assert KEY.open(KEY.seal(NAME.encode(), "name of p_1"), "name of p_1") == NAME.encode()


def test_sealed_bytes_show_nothing() -> None:
    """The plain text is not in the sealed bytes, and sealing it again gives other bytes."""
    sealed = KEY.seal(NAME.encode(), "name of p_1")
    assert NAME.encode() not in sealed
    assert KEY.seal(NAME.encode(), "name of p_1") != sealed


@pytest.mark.parametrize("place", [0, 12, -1])
def test_altered_bytes_do_not_open(place: int) -> None:
    """A bit turned anywhere is found out, and the message says of what."""
    sealed = bytearray(KEY.seal(b"plain", "name of p_1"))
    sealed[place] ^= 1
    with pytest.raises(Damaged, match="name of p_1"):
        KEY.open(bytes(sealed), "name of p_1")


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12)])
def test_cut_bytes_do_not_open(sealed: bytes) -> None:
    """Bytes too short to be sealed are damaged ones, not a crash."""
    with pytest.raises(Damaged):
        KEY.open(sealed, "name of p_1")


def test_sealed_bytes_do_not_open_elsewhere() -> None:
    """What was sealed about one person does not pass for another's."""
    with pytest.raises(Damaged):
        KEY.open(KEY.seal(b"plain", "name of p_1"), "name of p_2")


def test_a_data_key_belongs_to_its_person_and_master_key() -> None:
    """A wrapped key opens neither for another person nor under another master key."""
    wrapped = KEYS.new_data_key("p_1")
    with pytest.raises(WrongKey, match="p_2"):
        KEYS.data_key(wrapped, "p_2")
    with pytest.raises(WrongKey, match=OTHER.id):
        OTHER.data_key(wrapped, "p_1")


def test_fingerprints_are_equal_for_equal_values_only() -> None:
    """A fingerprint depends on the values, where one ends and the next begins, and the key."""
    mark = KEYS.fingerprint("web", "12")
    assert mark == KEYS.fingerprint("web", "12")
    assert mark not in (
        KEYS.fingerprint("web1", "2"),
        KEYS.fingerprint("web12"),
        OTHER.fingerprint("web", "12"),
    )


def test_a_missing_key_file_is_made_for_its_owner_only(tmp_path: Path) -> None:
    """The first run makes the file with rights 0600 in a folder with 0700; the next run reads it."""
    path = tmp_path / "var" / "canbao.key"
    made = keys_from(None, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert keys_from(None, path).id == made.id
    assert list(path.parent.iterdir()) == [path]


def test_a_key_file_open_to_others_is_closed(tmp_path: Path) -> None:
    """Rights that a copy widened are narrowed again."""
    path = tmp_path / "canbao.key"
    keys_from(None, path)
    path.chmod(0o644)
    keys_from(None, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    """However many make the file at the same time, all get the key that stays."""
    path = tmp_path / "canbao.key"
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: keys_from(None, path).id, range(32)))
    assert ids == {keys_from(None, path).id}


def test_a_setting_goes_before_the_file(tmp_path: Path) -> None:
    """A key given as hex or base64 is taken, and no file is made."""
    path = tmp_path / "canbao.key"
    given = bytes(range(32)).hex(), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert {keys_from(setting, path).id for setting in given} == {KEYS.id}
    assert not path.exists()


@pytest.mark.parametrize("setting", ["secret", "00" * 31, "不是钥匙", "A" * 44])
def test_a_malformed_key_is_refused(setting: str, tmp_path: Path) -> None:
    """What is not 32 bytes is refused, with the place, and without showing it."""
    with pytest.raises(WrongKey, match="master key setting") as refused:
        keys_from(setting, tmp_path / "canbao.key")
    assert setting not in str(refused.value)


def test_an_empty_key_file_is_refused(tmp_path: Path) -> None:
    """A damaged file is named, not replaced."""
    path = tmp_path / "canbao.key"
    path.touch()
    with pytest.raises(WrongKey, match=str(path)):
        keys_from(None, path)
