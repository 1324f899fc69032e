"""Readers for numbers. Binary fractions never enter: a number is a Decimal, stored as its plain text."""

import math
import re
import unicodedata
from decimal import Decimal
from typing import Final

from accounts.domain.attributes import Attribute
from accounts.domain.text import to_ascii_digits, trim
from accounts.domain.values.asked import Asked, Problem

# Every JSON reader keeps as many digits exact (RFC 8259 §6).
MAX_DIGITS: Final = 15
MAX_DECIMALS: Final = 10

_NUMBER: Final = re.compile(rf"([+-]?[0-9]{{1,{MAX_DIGITS}}})(?:([.,])([0-9]{{1,{MAX_DECIMALS}}}))?")
_TOO_LARGE: Final = 10**MAX_DIGITS


def read_number(attribute: Attribute, raw: object, asked: Asked) -> str | Problem:
    """Plain decimal text without exponent or needless zeros: ``12.5``."""
    number = _parse(raw, asked)
    if isinstance(number, Problem):
        return number
    return _outside(attribute, number, asked) or plain(number)


def read_integer(attribute: Attribute, raw: object, asked: Asked) -> int | Problem:
    """A whole number; ``3.0`` is one."""
    number = _parse(raw, asked)
    if isinstance(number, Problem):
        return number
    if number != number.to_integral_value():
        return asked.problem("ssr.number.whole")
    return _outside(attribute, number, asked) or int(number)


def plain(number: Decimal) -> str:
    """The number without exponent and needless zeros."""
    text = format(number.normalize(), "f")
    return "0" if text == "-0" else text


def _parse(raw: object, asked: Asked) -> Decimal | Problem:
    match raw:
        case bool():
            return asked.wrong_type()
        case int():
            return Decimal(raw) if abs(raw) < _TOO_LARGE else asked.problem("ssr.number.format")
        case float():
            return _from_text(repr(raw), asked) if math.isfinite(raw) else asked.problem("ssr.number.format")
        case str():
            return _from_text(raw, asked)
        case _:
            return asked.wrong_type()


def _from_text(raw: str, asked: Asked) -> Decimal | Problem:
    text = trim(unicodedata.normalize("NFKC", raw[: 4 * MAX_DIGITS])).replace("\u2212", "-")
    match = _NUMBER.fullmatch(to_ascii_digits(text))
    # "1,000" means one thousand to some and one to others: we ask rather than guess.
    if match is None or (match[2] == "," and len(match[3]) == 3):
        return asked.problem("ssr.number.format")
    return Decimal(f"{match[1]}.{match[3] or 0}")


def _outside(attribute: Attribute, number: Decimal, asked: Asked) -> Problem | None:
    if attribute.minimum is not None and number < attribute.minimum:
        return asked.problem("ssr.number.too_small", plain(attribute.minimum))
    if attribute.maximum is not None and number > attribute.maximum:
        return asked.problem("ssr.number.too_large", plain(attribute.maximum))
    return None
