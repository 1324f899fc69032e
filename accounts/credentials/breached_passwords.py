"""Asking a service whether a password has leaked, without revealing the password.

The service gets five characters of the password's SHA-1 and returns every hash that begins so, padded so
that the size of the response reveals nothing (the range interface of "Have I Been Pwned"). Off while
``BREACHED_PASSWORDS_URL`` is empty. Without a timely response the password counts as not leaked, and the
system log says so: an outage elsewhere must not stop a sign-up here.
"""

import hashlib
import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings

from accounts.domain.events import SYSTEM
from accounts.domain.passwords import normalise_password
from accounts.events.log import Entry, record_refusal
from outbound.client import get
from outbound.errors import OutboundError, Reason
from outbound.request import Limits

PREFIX_LENGTH: Final = 5
PAUSE_SECONDS: Final = 30.0
LIMITS: Final = Limits(connect_seconds=1.0, seconds=1.0, max_bytes=200_000)
"""The size of a response is about a thousand lines of forty characters."""
UNREACHABLE: Final = "system.password.breach_check"

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Service:
    """Until when the service is left alone: one sign-up in half a minute waits for it, not each of them."""

    away_until: float = 0.0


_service = _Service()


def is_breached(raw: str, now: datetime) -> bool:
    """Whether the service knows the password; false while it is off or does not answer."""
    if not settings.BREACHED_PASSWORDS_URL or time.monotonic() < _service.away_until:
        return False
    # SHA-1 is what the interface speaks; nothing of ours is kept under it.
    digest = hashlib.sha1(normalise_password(raw).encode(), usedforsecurity=False).hexdigest().upper()
    try:
        return _is_listed(_range(digest[:PREFIX_LENGTH]), digest[PREFIX_LENGTH:])
    except (OutboundError, ValueError) as error:
        reason = error.reason if isinstance(error, OutboundError) else Reason.RESPONSE
        _service.away_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("breached passwords not asked", extra={"error": reason.value})
        entry = Entry(UNREACHABLE, reason=reason.value, actor=SYSTEM)
        record_refusal(entry, subject="breached passwords", now=now)
        return False


def _range(prefix: str) -> str:
    """Return the hashes that begin with a prefix. Raises OutboundError or ValueError."""
    url = f"{settings.BREACHED_PASSWORDS_URL.rstrip('/')}/{prefix}"
    response = get(url, ("text/plain",), headers={"Add-Padding": "true"}, limits=LIMITS)
    return response.body.decode("ascii")


def _is_listed(answer: str, rest: str) -> bool:
    """Whether a line names the rest of the hash; padding lines say that it was seen no time at all."""
    for line in answer.splitlines():
        found, _, count = line.strip().partition(":")
        if found.upper() == rest:
            return int(count) > 0
    return False
