"""Text from a user, made comparable and safe to store and to show."""

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
# Letters, marks and symbols by category that leave no mark: Hangul fillers, the empty braille cell, joiners
# of marks, Khmer vowels that are never written, and variation selectors.
_VARIATIONS: Final = "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_INVISIBLE_LETTERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + _VARIATIONS)
# Signs of Arabic, Syriac and Kaithi that stand before a number and are seen, though their category is Cf.
_VISIBLE_FORMATS: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# What may end a picture: a variation selector ("\u2764\ufe0f") or a tag (the flag of Scotland).
_PICTURE_ENDS: Final = frozenset(_VARIATIONS + "".join(map(chr, range(0xE0020, 0xE0080))))
# What Unicode does not take apart into a letter and a mark, though readers do, and the apostrophes of names.
_SIMILAR: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("\u2018\u2019\u02bc", "'")
)
_DASHES: Final = frozenset("\u2043\u2212")
_DOTS: Final = frozenset(".\u00b7\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb\uff0e\uff61\uff65")


class UnsafeText(ValueError):
    """The text holds a character that must not be stored."""


def clean_text(raw: str, *, multiline: bool = False) -> str:
    """NFC without invisible characters at its ends; lines end in \\n. Raises UnsafeText."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n") if multiline else raw
    text = trim(text)
    forbidden = _FORBIDDEN_IN_LINES if multiline else _FORBIDDEN
    if forbidden.search(text):
        raise UnsafeText
    return unicodedata.normalize("NFC", text)


def is_safe(text: str) -> bool:
    """Return whether every character of a line of text may be stored and shown."""
    return _FORBIDDEN.search(text) is None


def trim(text: str) -> str:
    """Return the text without the spaces and invisible characters at its ends, as they come with a copy."""
    start, end = 0, len(text)
    while start < end and _is_invisible(text[start]):
        start += 1
    while end > start and _is_invisible(text[end - 1]) and text[end - 1] not in _PICTURE_ENDS:
        end -= 1
    return text[start:end]


def remove_invisible(text: str) -> str:
    """Return the text without spaces and invisible characters anywhere."""
    return "".join(char for char in text if not _is_invisible(char))


def remove_format_characters(text: str) -> str:
    """Return the text without invisible characters anywhere; its spaces stay."""
    return "".join(char for char in text if char.isspace() or not _is_invisible(char))


def remove_separators(text: str) -> str:
    """Return the text without what users write between digits: spaces, hyphens, dots; nothing invisible."""
    return "".join(char for char in text if not _is_separator(char))


def to_ascii_digits(text: str) -> str:
    """Return the text with every decimal digit, of whatever script, as one of 0 to 9."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def tidy(text: str) -> str:
    """Return the text in its clean form; one that is refused stays as it is, and is found nowhere."""
    try:
        return clean_text(text)
    except UnsafeText:
        return text


def is_blank(text: str) -> bool:
    """Whether nothing in it can be seen: a required name of zero-width spaces is no name."""
    return all(_is_invisible(char) for char in text)


def fold(text: str) -> str:
    """The form in which two texts are the same for a reader: width, case and spaces do not count."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def search_form(text: str) -> str:
    """Return the text as it is searched for and sorted by: without case, accents and double spaces."""
    plain = (char for char in unicodedata.normalize("NFKD", fold(text)) if not unicodedata.combining(char))
    return "".join(plain).translate(_SIMILAR)


def _is_invisible(char: str) -> bool:
    if char in _VISIBLE_FORMATS:
        return False
    return char.isspace() or char in _INVISIBLE_LETTERS or unicodedata.category(char) in _INVISIBLE_CATEGORIES


def _is_separator(char: str) -> bool:
    is_mark = char in _DASHES or char in _DOTS or unicodedata.category(char) == "Pd"
    return is_mark or _is_invisible(char)


# Persian and Indic names are written with these two; every other invisible character only serves to deceive.
JOINERS: Final = "\u200c\u200d"
MAX_WORD: Final = 120


def one_line(text: str, limit: int = MAX_WORD) -> str:
    """The text without control, bidirectional and invisible characters, on one line of limited length."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    visible = "".join(char for char in spaced if char in JOINERS or unicodedata.category(char)[0] != "C")
    line = " ".join(visible.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
