"""Challenges for passkeys, derived and not stored: a page is shown any number of times and writes nothing.

A challenge is sixteen random bytes, the time in seconds and a MAC over both and the scope (a transaction, or
the front door). That it was answered is written down by ``accounts.credentials.enrollments.spend_challenge``.
"""

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from accounts.keys import challenge_keys

LIFETIME: Final = timedelta(minutes=10)
FRONT_DOOR: Final = "front-door"
"""The scope of a challenge on a page without a transaction: passkeys offered by autofill."""

_NONCE_BYTES, _TIME_BYTES, _MAC_BYTES = 16, 8, 32
_HEAD_BYTES: Final = _NONCE_BYTES + _TIME_BYTES
_PURPOSE: Final = b"passkey-challenge"


class ChallengeState(StrEnum):
    """Whether a challenge may be answered."""

    LIVE = "live"
    EXPIRED = "expired"
    FOREIGN = "foreign"


def new_challenge(scope: str, now: datetime) -> bytes:
    """Return a challenge that counts in this scope for ten minutes."""
    head = secrets.token_bytes(_NONCE_BYTES) + int(now.timestamp()).to_bytes(_TIME_BYTES, "big")
    keys = challenge_keys()
    return head + _mac(keys.secret(keys.current_id), head, scope)


def challenge_state(challenge: bytes, scope: str, now: datetime) -> ChallengeState:
    """Whether the challenge was made here, for this scope, within its time; compared in constant time."""
    if len(challenge) != _HEAD_BYTES + _MAC_BYTES:
        return ChallengeState.FOREIGN
    head, mac, keys = challenge[:_HEAD_BYTES], challenge[_HEAD_BYTES:], challenge_keys()
    if not any(hmac.compare_digest(mac, _mac(keys.secret(key_id), head, scope)) for key_id in keys.ids):
        return ChallengeState.FOREIGN
    return ChallengeState.LIVE if now < challenge_expiry(challenge) else ChallengeState.EXPIRED


def challenge_expiry(challenge: bytes) -> datetime:
    """When the challenge, which has been found live, stops being so."""
    seconds = int.from_bytes(challenge[_NONCE_BYTES:_HEAD_BYTES], "big")
    return datetime.fromtimestamp(seconds, UTC) + LIFETIME


def digest_of(challenge: bytes) -> str:
    """What is written down of a challenge that was answered."""
    return sha256(challenge).hexdigest()


def _mac(secret: bytes, head: bytes, scope: str) -> bytes:
    # The head has a fixed length and the purpose holds no zero byte: no two messages are alike.
    return hmac.digest(secret, _PURPOSE + b"\0" + head + scope.encode(), sha256)
