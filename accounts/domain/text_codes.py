"""Codes that users copy by hand: letters and digits that cannot be taken for one another."""

import secrets
import unicodedata
from typing import Final

from accounts.domain.text import to_ascii_digits

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: five bits a character, without I, L, O and U."""
GROUP: Final = 5

_LOOKALIKES: Final = str.maketrans("ILO", "110")


def draw(length: int) -> str:
    """Return a random code of ``length`` characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def from_bytes(raw: bytes, length: int) -> str:
    """Return the first ``length`` characters that the bytes spell, five bits each."""
    bits = int.from_bytes(raw, "big") >> (8 * len(raw) - 5 * length)
    return "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in reversed(range(length)))


def clean(typed: str) -> str:
    """What was meant: capitals, without what stands between, look-alikes as the character they stand for."""
    flat = to_ascii_digits(unicodedata.normalize("NFKC", typed)).upper().translate(_LOOKALIKES)
    return "".join(char for char in flat if char in ALPHABET)


def grouped(code: str) -> str:
    """The code as it is shown: ``7KQ2M-X9TRB``."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
