"""Encrypting what the server must read again, and digesting what it only has to recognise.

The keys come from ``ENCRYPTION_KEYS``, each purpose with one of its own (HKDF, RFC 5869). What is stored
begins with the id of its key, so that keys can be rotated: the first makes, all of them read.
"""

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.domain.codes import UnknownKey
from accounts.keys import encryption_keys

NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32


class Unreadable(ValueError):
    """The stored text was altered, belongs to another row, or its key has been removed."""


def seal(secret: bytes, *, purpose: str, subject: str) -> str:
    """Encrypt with AES-256-GCM; the result opens for the same purpose and subject only."""
    key_id, nonce = encryption_keys().current_id, os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(key_id, purpose)).encrypt(nonce, secret, _message(purpose, subject))
    return f"{key_id}.{encoded(nonce + sealed)}"


def unseal(stored: str, *, purpose: str, subject: str) -> bytes:
    """Decrypt what ``seal`` returned. Raises Unreadable."""
    key_id, _, text = stored.partition(".")
    try:
        raw = decoded(text)
        cipher = AESGCM(_key(key_id, purpose))
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _message(purpose, subject))
    except (UnknownKey, InvalidTag, ValueError) as error:
        raise Unreadable from error


def reseal(stored: str, *, purpose: str, subject: str) -> str:
    """Return what ``seal`` makes of the same secret with the present key. Raises Unreadable."""
    return seal(unseal(stored, purpose=purpose, subject=subject), purpose=purpose, subject=subject)


def digest(secret: str, *, purpose: str, subject: str, key_id: str = "") -> str:
    """Return ``keyid.digest`` (HMAC-SHA256) of a random code that is only compared. Raises UnknownKey."""
    used = key_id or encryption_keys().current_id
    message = _message(purpose, subject, secret)
    return f"{used}.{encoded(hmac.digest(_key(used, purpose), message, sha256))}"


def matching(secret: str, digests: Iterable[str], *, purpose: str, subject: str) -> str | None:
    """Return the digest that was made of the code, comparing it with every one of them in constant time."""
    found: str | None = None
    for known in digests:
        try:
            candidate = digest(secret, purpose=purpose, subject=subject, key_id=known.partition(".")[0])
        except UnknownKey:
            continue
        if hmac.compare_digest(candidate, known):
            found = known
    return found


def encoded(raw: bytes) -> str:
    """Base64url without padding (RFC 4648 §5), as WebAuthn writes bytes."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Read base64url with or without padding. Raises ValueError."""
    bare = text.rstrip("=").encode("ascii")
    raw = urlsafe_b64decode(bare + b"=" * (-len(bare) % 4))
    if encoded(raw).encode() != bare:
        raise ValueError("this is not base64url")
    return raw


def _key(key_id: str, purpose: str) -> bytes:
    return _derived(encryption_keys().secret(key_id), purpose)


@lru_cache(maxsize=64)
def _derived(secret: bytes, purpose: str) -> bytes:
    info = f"accounts.authenticators/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


def _message(*parts: str) -> bytes:
    # Each part is preceded by its length, so that no two lists of parts give the same message.
    texts = [part.encode() for part in parts]
    return b"".join(len(text).to_bytes(4, "big") + text for text in texts)
