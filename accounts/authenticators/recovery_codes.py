"""Recovery codes: ten codes of fifty bits, shown once, for the day the phone is gone.

They are random, so a keyed digest is enough to store and no slow hash is needed.
"""

from dataclasses import dataclass, field
from typing import Final

from accounts.authenticators import crypto
from accounts.domain.enrollments import RecoveryCodeSet
from accounts.domain.text_codes import clean, draw, grouped

PURPOSE: Final = "recovery-code"
COUNT: Final = 10
LENGTH: Final = 10
MAX_TYPED: Final = 64


@dataclass(frozen=True, slots=True)
class NewCodes:
    """What is shown once, and what is kept."""

    shown: tuple[str, ...] = field(repr=False)
    data: RecoveryCodeSet


def generate(enrollment_public_id: str) -> NewCodes:
    """Draw ten codes that count for that enrollment."""
    codes: set[str] = set()
    while len(codes) < COUNT:
        codes.add(draw(LENGTH))
    listed = sorted(codes)
    digests = [crypto.digest(code, purpose=PURPOSE, subject=enrollment_public_id) for code in listed]
    return NewCodes(tuple(grouped(code) for code in listed), RecoveryCodeSet(tuple(digests)))


def verify(data: RecoveryCodeSet, enrollment_public_id: str, typed: str) -> str | None:
    """Return the digest of the code, to be spent by the caller, or nothing when it is none that is left."""
    code = clean(typed[:MAX_TYPED])
    if len(code) != LENGTH:
        return None
    return crypto.matching(code, data.digests, purpose=PURPOSE, subject=enrollment_public_id)
