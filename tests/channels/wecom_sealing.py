"""WeCom's end of sealed callbacks, written a second time over ``cryptography`` alone."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

CORP_ID, TOKEN = "ww0123456789abcdef", "QDG6eKtoken"
AES_KEY = base64.b64encode(hashlib.sha256(b"a key for tests alone").digest()).decode().rstrip("=").replace("+", "x")
AES_KEY = AES_KEY.replace("/", "y")


@dataclass(frozen=True)
class Sealing:
    """Signs and seals for one receiver."""

    corp_id: str = CORP_ID
    token: str = TOKEN
    aes_key: str = AES_KEY

    @property
    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def seal(self, text: str) -> str:
        """Sixteen random bytes, the length in four, the text, the receiver; padded to 32 bytes."""
        content = text.encode()
        plain = os.urandom(16) + len(content).to_bytes(4, "big") + content + self.corp_id.encode()
        padder = PKCS7(256).padder()
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """What was sealed for this receiver; it fails where that is another."""
        decryptor = self._cipher.decryptor()
        padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        unpadder = PKCS7(256).unpadder()
        plain = unpadder.update(padded) + unpadder.finalize()
        end = 20 + int.from_bytes(plain[16:20], "big")
        assert plain[end:].decode() == self.corp_id
        return plain[20:end].decode()

    def sign(self, timestamp: str, nonce: str, sealed: str) -> str:
        """The signature over what is sealed."""
        return hashlib.sha1("".join(sorted([self.token, timestamp, nonce, sealed])).encode()).hexdigest()

    def query(self, sealed: str, at: float | None = None, nonce: str | None = None) -> dict[str, str]:
        """What stands in the address of a callback."""
        timestamp, nonce = str(int(time.time() if at is None else at)), nonce or secrets.token_hex(5)
        return {"msg_signature": self.sign(timestamp, nonce, sealed), "timestamp": timestamp, "nonce": nonce}

    def opened(self, response: str) -> str:
        """A sealed response, opened once its signature is right."""
        parts = {
            name: re.search(rf"<{name}>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</{name}>", response, re.S)
            for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
        }
        found = {name: match.group(1) for name, match in parts.items() if match}
        assert len(found) == 4, response
        assert self.sign(found["TimeStamp"], found["Nonce"], found["Encrypt"]) == found["MsgSignature"]
        return self.open(found["Encrypt"])
