"""When a signing key takes over from another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from oidc.domain.tokens import MAX_ACCESS

SIGNING_PERIOD: Final = timedelta(days=90)
PUBLISHED_BEFORE: Final = timedelta(hours=24)
"""Clients keep the published keys for hours: they must know a key before it signs."""
PUBLISHED_AFTER: Final = MAX_ACCESS + timedelta(hours=1)
RETAINED_AFTER: Final = timedelta(days=90)
"""So long an ID token that comes back as a hint is still recognised."""


@dataclass(frozen=True, slots=True)
class Key:
    """When a key begins to sign, and when another took over."""

    kid: str
    active_from: datetime
    retired_at: datetime | None = None


def signer(keys: Sequence[Key], now: datetime) -> Key | None:
    """Return the key that signs: the one that began last."""
    begun = [key for key in keys if key.active_from <= now]
    return max(begun, key=lambda key: key.active_from, default=None)


def waiting(keys: Sequence[Key], now: datetime) -> Key | None:
    """Return the key that is published already and does not sign yet."""
    return next((key for key in keys if key.active_from > now), None)


def published(keys: Sequence[Key], now: datetime) -> tuple[Key, ...]:
    """Return the keys that clients may need."""
    return tuple(key for key in keys if key.retired_at is None or now < key.retired_at + PUBLISHED_AFTER)


def is_due(keys: Sequence[Key], now: datetime) -> bool:
    """Whether the next key has to be made, so that it signs when the present one has for long enough."""
    present = signer(keys, now)
    if present is None or waiting(keys, now) is not None:
        return False
    return now >= present.active_from + SIGNING_PERIOD - PUBLISHED_BEFORE
