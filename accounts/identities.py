"""Opaque identifiers: what leaves the server never counts anything."""

import secrets

PUBLIC_ID_BYTES = 15
"""120 bits: beyond guessing and beyond collision for any number of rows we can store."""


def new_public_id() -> str:
    """Return a fresh opaque identifier of 20 URL-safe characters."""
    return secrets.token_urlsafe(PUBLIC_ID_BYTES)
