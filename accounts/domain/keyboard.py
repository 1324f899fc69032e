"""Which characters lie side by side: on keyboards, in the alphabet, among the digits."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

# US, German and French rows, and the number pad; columns slant, so a key touches two of the next row.
_LAYOUTS: Final = (
    ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"),
    ("1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm,.-"),
    ("1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn,;:!"),
    ("789", "456", "123", "0"),
)


def continues_walk(first: str, second: str) -> bool:
    """Whether the second is the first one again, beside it in the code table, or next to its key."""
    return abs(ord(first) - ord(second)) <= 1 or second in _neighbours().get(first, "")


def walk_end(text: str, start: int) -> int:
    """The end of the walk that begins at `start`: "qwerty", "4321", "aaaa", "1qaz"."""
    end = start + 1
    while end < len(text) and continues_walk(text[end - 1], text[end]):
        end += 1
    return end


@cache
def _neighbours() -> dict[str, str]:
    pairs: dict[str, set[str]] = {}
    for layout in _LAYOUTS:
        for key, other in _touching(layout):
            pairs.setdefault(key, set()).add(other)
            pairs.setdefault(other, set()).add(key)
    return {key: "".join(sorted(others)) for key, others in pairs.items()}


def _touching(layout: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for row in layout:
        yield from pairwise(row)
    for upper, lower in pairwise(layout):
        yield from zip(upper, lower, strict=False)
        yield from zip(upper[1:], lower, strict=False)
