"""Whether a password is among those that guessers try first.

A list alone does not bite at fifteen characters: "Password2024Password" stands in none. So a password is
taken apart as a guesser would put it together, from common words (also with digits and signs for letters),
walks over the keyboard, years and repetitions, and each piece costs as many bits as there are pieces like it.
The cheapest way to build the whole is what counts (as in Wheeler, "zxcvbn", USENIX Security 2016). Three
unrelated words pass; two common ones with a year do not.

A few passwords stand in every leaked list although nothing in them is a word or a pattern; those are listed.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from math import log2
from pathlib import Path
from typing import Final

from accounts.domain.keyboard import walk_end

# About as many tries as a guesser with a good list makes before turning to another account. A short password
# is allowed beside a second factor only; asked for as much, many random ones of eight would be refused.
MIN_BITS: Final = 28.0
MIN_BITS_PER_CHARACTER: Final = 2.3
# What follows cannot make a password cheaper to build, only dearer.
MAX_EXAMINED: Final = 64

_WORDS_FILE: Final = Path(__file__).with_name("data") / "common_words.txt"
_LEAKED_FILE: Final = Path(__file__).with_name("data") / "leaked_passwords.txt"
_MAX_WORD_LENGTH: Final = 32
_MIN_WORD_LENGTH: Final = 2
_MIN_WALK_LENGTH: Final = 3
_REVERSED_WORDS: Final = 1000

_WALK_BITS: Final = 4.0
_COPY_BITS: Final = 3.0
_YEAR_BITS: Final = 6.0
_LETTER_BITS: Final = log2(26)
_DIGIT_BITS: Final = log2(10)
_SIGN_BITS: Final = 3.0
_OTHER_BITS: Final = 7.0

# Between words the same sign is used again and again: all of them together are one thing to guess.
_SEPARATORS: Final = re.compile(r"[ ._-]+")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
# Signs that stand for letters; 1 and ! may be either i or l.
_AS_LETTERS: Final = (
    str.maketrans("013457@$!8", "oieastasib"),
    str.maketrans("013457@$!8", "oleastaslb"),
)

Piece = tuple[int, float]


def is_common(password: str) -> bool:
    """Whether a guesser has the password among the first; letter case and width do not count."""
    if _folded(password) in _leaked():
        return True
    return guess_bits(password) < min(MIN_BITS, MIN_BITS_PER_CHARACTER * len(password))


def guess_bits(password: str) -> float:
    """The cheapest way, in bits, to put the password together from pieces that guessers know."""
    text = _folded(password)[:MAX_EXAMINED]
    joined = _SEPARATORS.sub("", text)
    return min(_cheapest(text), _cheapest(joined) + _SIGN_BITS if joined != text else float("inf"))


def _folded(password: str) -> str:
    return unicodedata.normalize("NFKC", password).casefold()


def _cheapest(text: str) -> float:
    spellings = {text, *(text.translate(table) for table in _AS_LETTERS)}
    best = [0.0] + [float("inf")] * len(text)
    for start in range(len(text)):
        for end, bits in _pieces(text, spellings, start):
            best[end] = min(best[end], best[start] + bits)
    return best[-1]


def _pieces(text: str, spellings: set[str], start: int) -> Iterator[Piece]:
    yield start + 1, _character_bits(text[start])
    yield from _walks(text, start)
    yield from _copies(text, start)
    if _YEAR.match(text, start):
        yield start + 4, _YEAR_BITS
    for spelling in spellings:
        yield from _words_at(spelling, start)


def _words_at(text: str, start: int) -> Iterator[Piece]:
    words = _word_bits()
    for end in range(start + _MIN_WORD_LENGTH, min(len(text), start + _MAX_WORD_LENGTH) + 1):
        bits = words.get(text[start:end])
        if bits is not None:
            yield end, bits


def _walks(text: str, start: int) -> Iterator[Piece]:
    """The longest walk, and one key less: its last key is often the first letter of a word."""
    longest = walk_end(text, start)
    for end in (longest - 1, longest):
        if end - start >= _MIN_WALK_LENGTH:
            yield end, _WALK_BITS + log2(end - start)


def _copies(text: str, start: int) -> Iterator[Piece]:
    """What has stood before may be repeated for little, whatever it is and however often."""
    end = start
    while end < len(text) and text.find(text[start : end + 1], 0, end) >= 0:
        end += 1
    if end > start + 1:
        yield end, _COPY_BITS


def _character_bits(char: str) -> float:
    if not char.isascii():
        return _OTHER_BITS
    if char.isdigit():
        return _DIGIT_BITS
    return _LETTER_BITS if char.isalpha() else _SIGN_BITS


@cache
def _word_bits() -> Mapping[str, float]:
    """Each common word and its cost: the file lists them most common first."""
    words = _WORDS_FILE.read_text(encoding="utf-8").split()
    bits = {word: log2(rank) + 1 for rank, word in enumerate(words, start=1)}
    for word in words[:_REVERSED_WORDS]:
        bits.setdefault(word[::-1], bits[word] + 1)
    return bits


@cache
def _leaked() -> frozenset[str]:
    return frozenset(_LEAKED_FILE.read_text(encoding="utf-8").splitlines())
