"""The short name of an attempt that pages show, people read out and support searches for."""

import hashlib
import re
from typing import Final

from accounts.domain.text import remove_separators, to_ascii_digits

DIGITS: Final = 8
MAX_TYPED: Final = 60
_TYPED: Final = re.compile(rf"[0-9a-f]{{{DIGITS}}}")


def reference_of(transaction_id: str) -> str:
    """Return the short reference that pages show and support asks for."""
    digest = hashlib.sha256(transaction_id.encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:DIGITS]}"


def digest_start(typed: str) -> str:
    """Return how the digest begins that a typed reference was cut from; empty for other text."""
    text = to_ascii_digits(remove_separators(typed[:MAX_TYPED])).lower()
    return text if _TYPED.fullmatch(text) else ""
