"""Codes and link tokens are derived from a challenge and a key, never stored.

Database, broker and log hold no live code: the key lies in the settings. A resend raises the challenge's
serial, which invalidates the earlier code and link.
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pyotp

from accounts.domain.text import remove_separators, to_ascii_digits

CODE_DIGITS: Final = 6
MIN_SECRET_BYTES: Final = 32
MAX_TOKEN_LENGTH: Final = 200

_KEY_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
_TOKEN: Final = re.compile(r"([A-Za-z0-9_-]{1,100})\.(0|[1-9][0-9]{0,9})\.([A-Za-z0-9_-]{43})", re.ASCII)


class InvalidKeyRing(ValueError):
    """The setting cannot be read as keys; the text says what is wrong and holds no secret."""


class UnknownKey(LookupError):
    """The challenge was made under a key that has since been removed: treat its code as expired."""


class InvalidToken(ValueError):
    """The token is cut short or altered; a mail program may have broken the line."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys that codes are derived from. The first one signs; the others still verify."""

    current_id: str
    _secrets: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, setting: str) -> "KeyRing":
        """Read ``id1:secret,id2:secret``. Raises InvalidKeyRing."""
        pairs = [_parse_key(entry.strip()) for entry in setting.split(",") if entry.strip()]
        if not pairs:
            raise InvalidKeyRing("at least one key is needed, written as id:secret")
        secrets = dict(pairs)
        if len(secrets) < len(pairs):
            raise InvalidKeyRing("two keys have the same id")
        return cls(current_id=pairs[0][0], _secrets=MappingProxyType(secrets))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, the current one first."""
        return tuple(self._secrets)

    def secret(self, key_id: str) -> bytes:
        """The secret of one key. Raises UnknownKey."""
        try:
            return self._secrets[key_id]
        except KeyError as error:
            raise UnknownKey(key_id) from error


@dataclass(frozen=True, slots=True)
class Sending:
    """What a code or link is derived from."""

    public_id: str
    purpose: str
    address: str
    key_id: str
    serial: int


@dataclass(frozen=True, slots=True)
class LinkToken:
    """What a mail link carries: which challenge, which sending of it, and the proof."""

    challenge_id: str
    serial: int
    mac: str


def derive_code(ring: KeyRing, sending: Sending) -> str:
    """The six digits of one sending: HOTP (RFC 4226) with the serial as counter. Raises UnknownKey."""
    key = _mac(ring.secret(sending.key_id), "code", sending.purpose, sending.public_id, sending.address)
    return pyotp.HOTP(base64.b32encode(key).decode(), digits=CODE_DIGITS).at(sending.serial)


def derive_link_token(ring: KeyRing, sending: Sending) -> str:
    """The last part of a mail link, safe in a URL, with a 256-bit proof. Raises UnknownKey."""
    parts = (sending.purpose, sending.public_id, sending.address, str(sending.serial))
    mac = _mac(ring.secret(sending.key_id), "link", *parts)
    return f"{sending.public_id}.{sending.serial}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def parse_link_token(token: str) -> LinkToken:
    """Take a token apart. It proves nothing yet: link_matches does. Raises InvalidToken."""
    match = _TOKEN.fullmatch(token) if len(token) <= MAX_TOKEN_LENGTH else None
    if match is None:
        raise InvalidToken
    return LinkToken(challenge_id=match[1], serial=int(match[2]), mac=match[3])


def link_matches(ring: KeyRing, sending: Sending, token: LinkToken) -> bool:
    """Whether the token belongs to this very sending of this challenge; constant time. Raises UnknownKey."""
    expected = derive_link_token(ring, sending)
    return hmac.compare_digest(expected, f"{token.challenge_id}.{token.serial}.{token.mac}")


def clean_code(raw: str) -> str:
    """Return the code without separators and invisible characters, its digits in ASCII."""
    return to_ascii_digits(remove_separators(unicodedata.normalize("NFKC", raw[:MAX_TOKEN_LENGTH])))


def is_code(raw: str) -> bool:
    """Whether the text has the form of a code, right or wrong."""
    cleaned = clean_code(raw)
    return len(cleaned) == CODE_DIGITS and cleaned.isascii() and cleaned.isdigit()


def code_matches(expected: str, typed: str) -> bool:
    """Compare in constant time; what was typed is cleaned first."""
    return hmac.compare_digest(expected.encode(), clean_code(typed).encode("utf-8", "replace"))


def _parse_key(entry: str) -> tuple[str, bytes]:
    key_id, colon, secret = entry.partition(":")
    if not colon or not _KEY_ID.fullmatch(key_id):
        raise InvalidKeyRing("a key is written as id:secret, its id from letters, digits, _ and -")
    if len(secret.encode()) < MIN_SECRET_BYTES:
        raise InvalidKeyRing(f"the secret of key {key_id} is shorter than {MIN_SECRET_BYTES} bytes")
    return key_id, secret.encode()


def _mac(secret: bytes, *parts: str) -> bytes:
    # Each part is preceded by its length, so that no two lists of parts give the same message.
    encoded = [part.encode("utf-8") for part in parts]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
    return hmac.new(secret, message, hashlib.sha256).digest()
