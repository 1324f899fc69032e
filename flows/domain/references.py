"""The short name of an attempt that pages show, people read out and support searches for."""

import hashlib
import re
from typing import Final

DIGITS: Final = 8
_TYPED: Final = re.compile(r"([0-9A-F]{4})[- ]?([0-9A-F]{4})")


def reference_of(transaction_id: str) -> str:
    """Return the short reference that pages show and support asks for."""
    digest = hashlib.sha256(transaction_id.encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:DIGITS]}"


def digest_start(typed: str) -> str:
    """Return how the digest begins that a typed reference was cut from; empty for other text."""
    match = _TYPED.fullmatch(typed.strip().upper())
    return (match[1] + match[2]).lower() if match else ""
