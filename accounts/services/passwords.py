"""Hashing and checking passwords: the same work whether or not there is anybody to check."""

from dataclasses import dataclass

from django.contrib.auth.hashers import get_hasher, identify_hasher, is_password_usable

from accounts.domain.passwords import normalise_password


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the password was right, and its new hash when the parameters have changed since it was set."""

    right: bool
    upgraded: str = ""


def hash_password(raw: str) -> str:
    """Return the hash of a new password. Raises HashingBusy."""
    hasher = get_hasher()
    return hasher.encode(normalise_password(raw), hasher.salt())


def verify_password(encoded: str, raw: str) -> Verdict:
    """Check a password; an empty ``encoded`` is nobody's and costs the same hash. Raises HashingBusy."""
    password = normalise_password(raw)
    if not encoded or not is_password_usable(encoded):
        hash_password(raw)
        return Verdict(False)
    hasher = identify_hasher(encoded)
    if not hasher.verify(password, encoded):
        return Verdict(False)
    outdated = hasher.algorithm != get_hasher().algorithm or hasher.must_update(encoded)
    return Verdict(True, hash_password(raw) if outdated else "")
