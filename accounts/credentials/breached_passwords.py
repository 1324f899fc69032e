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
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from accounts.domain.events import SYSTEM
from accounts.domain.passwords import normalise_password
from accounts.events.log import Entry, record_refusal

PREFIX_LENGTH: Final = 5
TIMEOUT_SECONDS: Final = 1.0
PAUSE_SECONDS: Final = 30.0
# About a thousand lines of forty characters each; more is not an answer to this question.
MAX_BYTES: Final = 200_000
_CHUNK: Final = 16_384
UNREACHABLE: Final = "system.password.breach_check"

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Service:
    """Until when the service is left alone: one sign-up in half a minute waits for it, not each of them."""

    away_until: float = 0.0


_service = _Service()


class _NoRedirects(HTTPRedirectHandler):
    """Makes an error of a redirect: the address was named by the operator, no other."""

    def redirect_request(self, *_given: object) -> None:
        return None


_opener = build_opener(_NoRedirects)


def is_breached(raw: str, now: datetime) -> bool:
    """Whether the service knows the password; false while it is off or does not answer."""
    if not settings.BREACHED_PASSWORDS_URL or time.monotonic() < _service.away_until:
        return False
    # SHA-1 is what the interface speaks; nothing of ours is kept under it.
    digest = hashlib.sha1(normalise_password(raw).encode(), usedforsecurity=False).hexdigest().upper()
    try:
        return _is_listed(_range(digest[:PREFIX_LENGTH]), digest[PREFIX_LENGTH:])
    except (OSError, ValueError) as error:
        _service.away_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("breached passwords not asked", extra={"error": type(error).__name__})
        entry = Entry(UNREACHABLE, reason=type(error).__name__, actor=SYSTEM)
        record_refusal(entry, subject="breached passwords", now=now)
        return False


def _range(prefix: str) -> str:
    """Return the service's answer. Raises OSError when it does not come whole and in time."""
    address = f"{settings.BREACHED_PASSWORDS_URL.rstrip('/')}/{prefix}"
    request = Request(address, headers={"Add-Padding": "true", "User-Agent": "self-service-registration"})  # noqa: S310 - the deployment's own address
    ends, content = time.monotonic() + TIMEOUT_SECONDS, bytearray()
    with _opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
        while chunk := answer.read1(_CHUNK):
            content += chunk
            if time.monotonic() > ends or len(content) > MAX_BYTES:
                raise TimeoutError
    return content.decode("ascii")


def _is_listed(answer: str, rest: str) -> bool:
    """Whether a line names the rest of the hash; padding lines say that it was seen no time at all."""
    for line in answer.splitlines():
        found, _, count = line.strip().partition(":")
        if found.upper() == rest:
            return int(count) > 0
    return False
