"""Readers for numbers. Binary fractions never enter: a number is a Decimal, stored as its plain text."""

import math
import re
import unicodedata
from decimal import Decimal
from typing import Final

from accounts.domain.attributes import Attribute
from accounts.domain.text import to_ascii_digits, trim
from accounts.domain.values.asked import Problem, ReadContext

# Every JSON reader keeps as many digits exact (RFC 8259 §6).
MAX_DIGITS: Final = 15
MAX_DECIMALS: Final = 10

_NUMBER: Final = re.compile(rf"([+-]?[0-9]{{1,{MAX_DIGITS}}})(?:([.,])([0-9]{{1,{MAX_DECIMALS}}}))?")
_TOO_LARGE: Final = 10**MAX_DIGITS


def read_number(attribute: Attribute, raw: object, context: ReadContext) -> str | Problem:
    """Plain decimal text without exponent or needless zeros: ``12.5``."""
    number = _parse(raw, context)
    if isinstance(number, Problem):
        return number
    return _outside(attribute, number, context) or plain(number)


def read_integer(attribute: Attribute, raw: object, context: ReadContext) -> int | Problem:
    """A whole number; ``3.0`` is one."""
    number = _parse(raw, context)
    if isinstance(number, Problem):
        return number
    if number != number.to_integral_value():
        return context.problem("ssr.number.whole")
    return _outside(attribute, number, context) or int(number)


def plain(number: Decimal) -> str:
    """The number without exponent and needless zeros."""
    text = format(number.normalize(), "f")
    return "0" if text == "-0" else text


def _parse(raw: object, context: ReadContext) -> Decimal | Problem:
    match raw:
        case bool():
            return context.wrong_type()
        case int():
            return Decimal(raw) if abs(raw) < _TOO_LARGE else context.problem("ssr.number.format")
        case float():
            return (
                _from_text(repr(raw), context) if math.isfinite(raw) else context.problem("ssr.number.format")
            )
        case str():
            return _from_text(raw, context)
        case _:
            return context.wrong_type()


def _from_text(raw: str, context: ReadContext) -> Decimal | Problem:
    text = trim(unicodedata.normalize("NFKC", raw[: 4 * MAX_DIGITS])).replace("\u2212", "-")
    match = _NUMBER.fullmatch(to_ascii_digits(text))
    # "1,000" means one thousand to some and one to others: we ask rather than guess.
    if match is None or (match[2] == "," and len(match[3]) == 3):
        return context.problem("ssr.number.format")
    return Decimal(f"{match[1]}.{match[3] or 0}")


def _outside(attribute: Attribute, number: Decimal, context: ReadContext) -> Problem | None:
    if attribute.minimum is not None and number < attribute.minimum:
        return context.problem("ssr.number.too_small", plain(attribute.minimum))
    if attribute.maximum is not None and number > attribute.maximum:
        return context.problem("ssr.number.too_large", plain(attribute.maximum))
    return None
