"""Text from a person, made comparable and safe to store and to show."""

import re
import unicodedata
from typing import Final

# Control characters, halves of surrogate pairs, line separators, characters that turn the reading direction
# of what follows, and code points that are no characters. Joiners stay: Persian and emoji need them.
_FORBIDDEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_FORBIDDEN_IN_LINES: Final = re.compile(_FORBIDDEN.pattern.replace(r"\x00-\x1f", r"\x00-\x08\x0b-\x1f"))
_INVISIBLE_CATEGORIES: Final = frozenset({"Cf", "Zs", "Zl", "Zp"})
# Letters and symbols by category that leave no mark: Hangul fillers and the empty braille cell.
_INVISIBLE_LETTERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")


class UnsafeText(ValueError):
    """The text holds a character that must not be stored."""


def clean_text(raw: str, *, multiline: bool = False) -> str:
    """NFC without spaces at its ends; lines end in \\n. Raises UnsafeText."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n") if multiline else raw
    text = text.strip()
    forbidden = _FORBIDDEN_IN_LINES if multiline else _FORBIDDEN
    if forbidden.search(text):
        raise UnsafeText
    return unicodedata.normalize("NFC", text)


def is_blank(text: str) -> bool:
    """Whether nothing in it can be seen: a required name of zero-width spaces is no name."""
    return all(_is_invisible(char) for char in text)


def fold(text: str) -> str:
    """The form in which two texts are the same for a reader: width, case and spaces do not count."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def _is_invisible(char: str) -> bool:
    return char.isspace() or char in _INVISIBLE_LETTERS or unicodedata.category(char) in _INVISIBLE_CATEGORIES
