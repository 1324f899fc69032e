"""The key rings of this deployment, parsed once."""

from functools import cache

from django.conf import settings

from accounts.domain.codes import KeyRing


@cache
def _parse_ring(setting: str) -> KeyRing:
    return KeyRing.parse(setting)


def challenge_keys() -> KeyRing:
    """Return the keys that codes, links and passkey challenges are derived from."""
    return _parse_ring(settings.CHALLENGE_KEYS)


def event_seal_keys() -> KeyRing:
    """Return the keys that seals of the log are made with."""
    return _parse_ring(settings.EVENT_SEAL_KEYS)


def encryption_keys() -> KeyRing:
    """Return the keys that stored secrets are encrypted with, and that stored codes are digested with."""
    return _parse_ring(settings.ENCRYPTION_KEYS)
