"""Recovery codes: ten codes of fifty bits, shown once, for the day the phone is gone.

A keyed digest is enough to store: without the key, fifty bits are beyond guessing.
"""

from dataclasses import dataclass, field
from typing import Final

from accounts.credentials import crypto
from accounts.domain.enrollments import RecoveryCodeSet
from accounts.domain.text_codes import clean, from_bytes, grouped

PURPOSE: Final = "recovery-code"
DRAWING: Final = "recovery-code-drawing"
COUNT: Final = 10
LENGTH: Final = 10
MAX_TYPED: Final = 64


@dataclass(frozen=True, slots=True)
class NewCodes:
    """What is shown once, and what is kept."""

    shown: tuple[str, ...] = field(repr=False)
    data: RecoveryCodeSet


def generate(enrollment_public_id: str, key_id: str = "") -> NewCodes:
    """Return the ten codes of that enrollment.

    They are derived from its id, so that the page which shows them can be loaded again before they are kept;
    a new set has a new id. ``key_id``: the key they were first made with. Raises UnknownKey.
    """
    codes = [_code(enrollment_public_id, number, key_id) for number in range(COUNT)]
    digests = [
        crypto.digest(code, purpose=PURPOSE, subject=enrollment_public_id, key_id=key_id) for code in codes
    ]
    return NewCodes(tuple(grouped(code) for code in codes), RecoveryCodeSet(tuple(digests)))


def _code(enrollment_public_id: str, number: int, key_id: str) -> str:
    drawn = crypto.digest(str(number), purpose=DRAWING, subject=enrollment_public_id, key_id=key_id)
    return from_bytes(crypto.decoded(drawn.partition(".")[2]), LENGTH)


def verify(data: RecoveryCodeSet, enrollment_public_id: str, typed: str) -> str | None:
    """Return the digest of the code, to be spent by the caller, or nothing when it is none that is left."""
    code = clean(typed[:MAX_TYPED])
    if len(code) != LENGTH:
        return None
    return crypto.matching(code, data.digests, purpose=PURPOSE, subject=enrollment_public_id)
