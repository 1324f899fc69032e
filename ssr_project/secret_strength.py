"""The strength of secrets that an operator chooses."""

from itertools import pairwise
from typing import Final

MIN_DISTINCT: Final = 10
"""Distinct characters. 32 random hexadecimal digits have more."""
MIN_VARIETY: Final = 0.7
"""Share of distinct groups of three characters. Random digits have 0.95, a repeated word far less."""
MAX_NEIGHBOURS: Final = 2 / 3
"""Share of characters that equal or neighbour the one before. Random digits have 0.28, an alphabet 1."""
SAMPLE_WORDS: Final = ("change", "example", "insecure", "sample", "secret", "password")


def looks_weak(secret: str, length: int) -> bool:
    """Return whether a secret is shorter than ``length`` bytes, a sample, or not random by its look."""
    lowered = secret.lower()
    return (
        len(secret.encode()) < length
        or len(set(secret)) < MIN_DISTINCT
        or any(word in lowered for word in SAMPLE_WORDS)
        or _repeats(secret)
        or _counts_up(secret)
    )


def _repeats(secret: str) -> bool:
    # Of a long one the beginning: there are only so many groups of hexadecimal digits.
    secret = secret[:256]
    groups = [secret[start : start + 3] for start in range(len(secret) - 2)]
    return len(set(groups)) < MIN_VARIETY * len(groups)


def _counts_up(secret: str) -> bool:
    steps = [abs(ord(after) - ord(before)) for before, after in pairwise(secret)]
    return sum(step <= 1 for step in steps) > MAX_NEIGHBOURS * len(steps)
