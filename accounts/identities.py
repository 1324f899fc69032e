"""Identifiers that count nothing, and secrets that stand in no row."""

import hashlib
import secrets

PUBLIC_ID_BYTES = 15
"""120 bits: beyond guessing and beyond collision for any number of rows we can store."""


def new_public_id() -> str:
    """Return a fresh opaque identifier of 20 URL-safe characters.

    The first is a letter or digit: a command would take a hyphen for the beginning of an option.
    """
    drawn = secrets.token_urlsafe(PUBLIC_ID_BYTES)
    return drawn if drawn[0].isalnum() else new_public_id()


SECRET_BYTES = 32


def new_secret() -> str:
    """Return a fresh secret of 256 bits, safe in a cookie and in an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_secret(secret: str) -> str:
    """Return the stored hash of a random secret, which is beyond guessing and needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
