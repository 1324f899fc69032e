"""Checks of imported passwords: Argon2id over the digest that another system has stored.

Stored is ``foreign$cost$argon2$…$salt``: never the foreign digest, only what is needed to compute it again.
The first successful sign-in replaces it by the plain form (``verify_password``).
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import bcrypt
from argon2 import Type
from argon2.low_level import hash_secret_raw
from django.contrib.auth.hashers import BasePasswordHasher

from accounts.domain.foreign_hashes import ForeignCost, ForeignHash, HashKind, read_cost
from accounts.hashers import BoundedArgon2Hasher, run_in_pool

ALGORITHM: Final = "foreign"
BCRYPT_BYTES: Final = 72
"""bcrypt reads no further, and so did the system that made the hash."""
_EMPTY_SALTS: Final[Mapping[HashKind, bytes]] = {HashKind.BCRYPT: b"." * 22}
_TYPES: Final[Mapping[str, Type]] = {"id": Type.ID, "i": Type.I, "d": Type.D}


def foreign_digest(cost: ForeignCost, password: str, salt: bytes) -> bytes:
    """Compute what the other system would have stored for the password."""
    raw = password.encode()
    match cost.kind, cost.numbers:
        case HashKind.BCRYPT, (rounds,):
            return _bcrypt(raw, rounds, salt)
        case HashKind.PBKDF2, (iterations,):
            return hashlib.pbkdf2_hmac(cost.variant, raw, salt, iterations, cost.length)
        case HashKind.SCRYPT, (work, block, lanes):
            memory = 128 * block * (work + lanes + 2) + 1024 * 1024
            return hashlib.scrypt(raw, salt=salt, n=work, r=block, p=lanes, maxmem=memory, dklen=cost.length)
        case HashKind.ARGON2, (passes, memory, lanes):
            return hash_secret_raw(raw, salt, passes, memory, lanes, cost.length, _TYPES[cost.variant])
        case _:
            return hashlib.new(cost.variant, raw + salt).digest()


def _bcrypt(raw: bytes, rounds: int, salt: bytes) -> bytes:
    # Implementations end a password at NUL: such a password is none, and costs the same.
    readable = hashlib.sha512(raw).digest().hex().encode() if b"\0" in raw else raw
    hashed = bcrypt.hashpw(readable[:BCRYPT_BYTES], b"$2b$%02d$%b" % (rounds, salt))
    return hashed[-31:]


class ForeignHasher(BasePasswordHasher):
    """Wrapped hashes of other systems. It makes none of passwords."""

    algorithm = ALGORITHM

    def wrap(self, foreign: ForeignHash) -> str:
        """Return what is stored for a hash of another system. Raises HashingBusy."""
        own = BoundedArgon2Hasher()
        wrapped = own.encode(_text(foreign.digest), own.salt())
        return "$".join((ALGORITHM, foreign.cost.text(), wrapped, b64encode(foreign.salt).decode()))

    def verify(self, password: str, encoded: str) -> bool:
        cost, wrapped, salt = _parts(encoded)
        digest = run_in_pool(partial(foreign_digest, cost, password, salt))
        return BoundedArgon2Hasher().verify(_text(digest), wrapped)

    def must_update(self, encoded: str) -> bool:
        return True

    def encode(self, password: str, salt: str) -> str:
        raise NotImplementedError("passwords are hashed with Argon2id here")

    def safe_summary(self, encoded: str) -> Any:
        return {"algorithm": self.algorithm}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Do nothing: ``accounts.credentials.passwords`` equalizes the work."""


def cost_of(encoded: str) -> ForeignCost | None:
    """Return what the foreign part of a stored hash costs; nothing for our own hashes."""
    return _parts(encoded)[0] if encoded.startswith(f"{ALGORITHM}$") else None


def own_part(encoded: str) -> str:
    """Return the Argon2 hash in a stored hash: all of it, or what wraps a foreign digest."""
    return _parts(encoded)[1] if encoded.startswith(f"{ALGORITHM}$") else encoded


def work_foreign(password: str, cost: ForeignCost) -> None:
    """Do the work of one foreign digest, for nothing. Raises HashingBusy."""
    salt = _EMPTY_SALTS.get(cost.kind, bytes(16))
    run_in_pool(partial(foreign_digest, cost, password, salt))


def _parts(encoded: str) -> tuple[ForeignCost, str, bytes]:
    _algorithm, cost, rest = encoded.split("$", 2)
    wrapped, salt = rest.rsplit("$", 1)
    return read_cost(cost), wrapped, b64decode(salt)


def _text(digest: bytes) -> str:
    return b64encode(digest).decode()
