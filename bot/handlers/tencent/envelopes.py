"""Callbacks: whether Tencent signed them, and what is sealed in them."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import time
from typing import Any

from wechatpy.crypto import PrpCrypto  # type: ignore[import-untyped,unused-ignore]
from wechatpy.utils import WeChatSigner  # type: ignore[import-untyped,unused-ignore]

from bot.handlers.tencent.safe_xml import write_xml


class Forged(Exception):
    """It is not from Tencent, or not for us; nothing more is said of it."""


def signature(*parts: str) -> str:
    """The signature over these parts, of which one is the secret token."""
    signer = WeChatSigner()
    signer.add_data(*(part.encode("utf-8", "replace") for part in parts))
    return str(signer.signature)


def check_signature(given: str, *parts: str) -> None:
    """Passes where the signature is that of the parts.

    Raises:
        Forged: it is not.
    """
    if not hmac.compare_digest(signature(*parts).encode(), given.encode("utf-8", "replace")):
        raise Forged


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=")
    except binascii.Error:
        return b""


class Envelope:
    """Opens and closes what is encrypted between Tencent and one receiver: an AppID, or a CorpID."""

    def __init__(self, token: str, aes_key: str, receiver: str) -> None:
        self._token = token
        self._receiver = receiver
        self._crypto: Any = PrpCrypto(_decoded(aes_key))
        # The initialization vector is always the same: what makes texts differ must not be guessed.
        self._crypto.get_random_string = lambda: secrets.token_hex(8)

    def open(self, sealed: str, given: str, timestamp: str, nonce: str) -> str:
        """What is in it, once its signature (``msg_signature``) is found right.

        Raises:
            Forged: it is not signed by Tencent, not for us, or damaged.
        """
        check_signature(given, self._token, timestamp, nonce, sealed)
        try:
            return str(self._crypto.decrypt(sealed, self._receiver))
        except Exception:
            # The library raises whatever its parts raise, base64, cipher and struct among them.
            raise Forged from None

    def close(self, text: str, timestamp: str | None = None, nonce: str | None = None) -> str:
        """The text as a sealed and signed document."""
        timestamp = timestamp or str(int(time.time()))
        nonce = nonce or secrets.token_hex(8)
        sealed = self._crypto.encrypt(text, self._receiver).decode()
        given = signature(self._token, timestamp, nonce, sealed)
        return write_xml(Encrypt=sealed, MsgSignature=given, TimeStamp=int(timestamp), Nonce=nonce)
