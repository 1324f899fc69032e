"""Phone numbers, read in this one place: profile fields, phone authenticators, documents and imports."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

from accounts.domain.text import remove_format_characters, to_ascii_digits, trim

MAX_TYPED: Final = 200
MAX_LENGTH: Final = 40

FORMAT: Final = "ssr.phone.format"
EXTENSION: Final = "ssr.phone.extension"

# What the library does not take for a separator: dots of other scripts, the minus sign, a hyphen bullet.
_SEPARATOR: Final = re.compile("[\u00b7\u2022\u2024\u2027\u2043\u2212\u2219\u22c5\u30fb\uff65]")
_INTERNATIONAL: Final = re.compile(r"\W*00(?=\d|\W)")


class InvalidPhone(ValueError):
    """The text is no phone number; `code` is the key of the message."""

    def __init__(self, code: str = FORMAT) -> None:
        super().__init__(code)
        self.code = code


def parse_phone(raw: str, region: str = "") -> phonenumbers.PhoneNumber:
    """Read a number as a user types it.

    ``region`` (ISO 3166-1) is the country of a number without a country code. A possible length is enough:
    number plans change faster than any list of valid ranges. Raises InvalidPhone.
    """
    text = _clean(raw)
    readings = [_read(text, region.upper())]
    if _INTERNATIONAL.match(text):
        # 00 stands for + in most countries. Where it has another meaning, that one comes first.
        readings.append(_read(_INTERNATIONAL.sub("+", text, count=1), ""))
    # A number that is possible "within its area" only cannot be dialled from elsewhere.
    possible = [reading for reading in readings if reading and _is_possible(reading)]
    if not possible:
        raise InvalidPhone
    number = next(filter(phonenumbers.is_valid_number, possible), possible[0])
    if number.extension:
        raise InvalidPhone(EXTENSION)
    return number


def country_of(values: Mapping[str, object]) -> str:
    """Return the country in a profile, for numbers without a country code, or nothing."""
    country = values.get("countryCode")
    return trim(country).upper() if isinstance(country, str) and len(country) < MAX_LENGTH else ""


def written(number: phonenumbers.PhoneNumber) -> str:
    """Return the number as it is stored (E.164)."""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _clean(raw: str) -> str:
    if len(raw) > MAX_TYPED:
        raise InvalidPhone
    text = to_ascii_digits(remove_format_characters(unicodedata.normalize("NFKC", raw))).strip()
    if len(text) > MAX_LENGTH:
        raise InvalidPhone
    return _SEPARATOR.sub("-", text)


def _read(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return None


def _is_possible(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
