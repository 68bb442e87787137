"""The master key, the persons' data keys under it, and what is sealed with them (AES-256-GCM)."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class WrongKey(Exception):
    """The master key is malformed, or is not the one that the stored data was sealed under."""


class Damaged(Exception):
    """Sealed bytes were altered, cut short, or put in another's place."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key that seals, mostly one person's. Where it is deleted, what it sealed can never be read again."""

    _cipher: AESGCM

    def seal(self, plain: bytes, about: str) -> bytes:
        """``plain`` encrypted. ``about`` says what it is and whose; it must be the same to open it."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """What was sealed.

        Raises:
            Damaged: the bytes are not those that were sealed about this.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except (InvalidTag, ValueError):
            raise Damaged(
                f"{about}: the stored bytes do not open: they were altered or cut short. "
                "Restore the database (or the file) from its backup."
            ) from None


class Keys:
    """What the master key does: it wraps data keys and makes fingerprints. ``id`` names it, no more; ``notes`` seals
    what belongs to no person.
    """

    def __init__(self, master: bytes) -> None:
        """``master`` is 32 random bytes.

        Raises:
            WrongKey: there are not 32.
        """
        if len(master) != 32:
            raise WrongKey(f"A master key has 32 bytes, this one has {len(master)}.")
        self._wrapping = AESGCM(_derived(master, "data keys"))
        self._marking = hmac.new(_derived(master, "fingerprints"), digestmod=hashlib.sha256)
        self.notes = DataKey(AESGCM(_derived(master, "notes")))
        self.id = _derived(master, "key id").hex()[:16]

    def new_data_key(self, person: str) -> bytes:
        """A new data key of the person, wrapped as it is kept."""
        nonce = os.urandom(_NONCE)
        return nonce + self._wrapping.encrypt(nonce, AESGCM.generate_key(256), person.encode())

    def data_key(self, wrapped: bytes, person: str) -> DataKey:
        """The person's data key.

        Raises:
            WrongKey: it was wrapped under another master key, for another person, or was altered.
        """
        try:
            key = self._wrapping.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], person.encode())
        except (InvalidTag, ValueError):
            raise WrongKey(
                f"The data key of person {person} does not open under master key {self.id}: it was sealed "
                "under another one, or was altered. Use the key that belongs to this database."
            ) from None
        return DataKey(AESGCM(key))

    def fingerprint(self, *values: str) -> bytes:
        """16 bytes that are equal for equal values, and tell nothing of them without the key."""
        encoded = [value.encode("utf-8", "surrogatepass") for value in values]
        framed = b"".join(len(value).to_bytes(8, "big") + value for value in encoded)
        marked = self._marking.copy()
        marked.update(framed)
        return marked.digest()[:16]


def keys_from(setting: str | None, path: Path) -> Keys:
    """The keys of a setting (32 bytes as base64 or hex), or of the file at ``path``, made if missing.

    The file is readable by its owner only, and so is its folder where it is made here.

    Raises:
        WrongKey: the setting or the file holds no key.
        OSError: the file can be neither read nor made.
    """
    if setting:
        return Keys(_decoded(setting, "the master key setting"))
    if not path.exists():
        _generate(path)
    with contextlib.suppress(PermissionError):
        path.chmod(0o600)
    return Keys(_decoded(path.read_text("ascii", "replace"), str(path)))


def _derived(master: bytes, use: str) -> bytes:
    return hmac.digest(master, f"canbao {use}".encode(), hashlib.sha256)


def _decoded(text: str, place: str) -> bytes:
    """The 32 bytes that the text spells."""
    with contextlib.suppress(ValueError, binascii.Error):
        text = text.strip()
        url_safe = text.translate(str.maketrans("-_", "+/"))
        key = bytes.fromhex(text) if len(text) == 64 else base64.b64decode(url_safe, validate=True)
        if len(key) == 32:
            return key
    raise WrongKey(
        f"No master key in {place}: 32 bytes as base64 or as 64 hex digits are wanted. Put the key of this "
        "database there; for a new database, make one with: openssl rand -base64 32"
    )


def _generate(path: Path) -> None:
    """Writes a new key to ``path``; of two processes that do so at once, the first one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
