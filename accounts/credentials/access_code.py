"""Temporary access codes: given out by an administrator, shown to them once, used once."""

from datetime import timedelta
from typing import Final

from accounts.credentials import crypto
from accounts.domain.enrollments import AccessCodeDigest
from accounts.domain.text_codes import clean, draw

PURPOSE: Final = "access-code"
MIN_LENGTH: Final = 8
MAX_LENGTH: Final = 64
DEFAULT_LENGTH: Final = 12
MIN_LIFETIME: Final = timedelta(minutes=10)
MAX_LIFETIME: Final = timedelta(minutes=14400)
DEFAULT_LIFETIME: Final = timedelta(minutes=60)
_MAX_TYPED: Final = 2 * MAX_LENGTH


def check(length: int, lifetime: timedelta) -> None:
    """Raise ValueError when an administrator may not give out such a code."""
    if not MIN_LENGTH <= length <= MAX_LENGTH:
        raise ValueError(f"an access code has {MIN_LENGTH} to {MAX_LENGTH} characters")
    if not MIN_LIFETIME <= lifetime <= MAX_LIFETIME:
        raise ValueError("an access code lives for ten minutes to ten days")


def new_code(length: int = DEFAULT_LENGTH) -> str:
    """Draw a code: five bits a character."""
    return draw(length)


def digest(code: str, enrollment_public_id: str) -> str:
    """What is kept of the code."""
    return crypto.digest(code, purpose=PURPOSE, subject=enrollment_public_id)


def verify(data: AccessCodeDigest, enrollment_public_id: str, typed: str) -> str | None:
    """Return the digest, to be spent by the caller, or nothing when the code is wrong."""
    code = clean(typed[:_MAX_TYPED])
    return crypto.matching(code, [data.digest], purpose=PURPOSE, subject=enrollment_public_id)
