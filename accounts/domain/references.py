"""The short name of an attempt that pages show, users read out and support searches for."""

import hashlib
import re
from typing import Final

from accounts.domain.text import remove_separators, to_ascii_digits

DIGITS: Final = 8
MAX_TYPED: Final = 60
_TYPED: Final = re.compile(rf"[0-9A-F]{{{DIGITS}}}")


def reference_of(transaction_id: str) -> str:
    """Return the short reference that pages show and support asks for."""
    digits = reference_digits(transaction_id)
    return f"{digits[:4]}-{digits[4:]}"


def reference_digits(transaction_id: str) -> str:
    """Return the reference as events keep it, without its hyphen; empty without a transaction."""
    return hashlib.sha256(transaction_id.encode()).hexdigest()[:DIGITS].upper() if transaction_id else ""


def read_reference(typed: str) -> str:
    """Return the digits of a typed reference; empty for other text."""
    text = to_ascii_digits(remove_separators(typed[:MAX_TYPED])).upper()
    return text if _TYPED.fullmatch(text) else ""
