"""Phones: a number that gets text messages. The code in one is an ordinary challenge's.

A number is proved like an address: by a challenge of purpose ``phone`` (``accounts.credentials.challenges``).
"""

from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from accounts.domain.enrollments import PhoneNumber
from accounts.domain.phone_numbers import InvalidPhone, parse_phone, written

_SHOWN_DIGITS: Final = 4
_GETS_NO_TEXTS: Final = (
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.PAGER,
    PhoneNumberType.VOICEMAIL,
)
"""Kinds that cannot receive texts or cost the sender: a classic fraud (toll pumping)."""


def parse(raw: str, region: str = "") -> PhoneNumber | None:
    """Read a number as users write it; nothing when it is none that can get a text message.

    ``region`` (two letters, ISO 3166-1) is where a number without a country code is from.
    """
    try:
        number = parse_phone(raw, region)
    except InvalidPhone:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) in _GETS_NO_TEXTS:
        return None
    return PhoneNumber(written(number))


def masked(phone: PhoneNumber) -> str:
    """The number for its owner's eyes: country code and the last four digits, ``+1 ••• ••• 0123``."""
    number = phonenumbers.parse(phone.number)
    spaced, code = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL), number.country_code
    groups = spaced.removeprefix(f"+{code}").replace("-", " ")
    digits_before = sum(char.isdigit() for char in groups) - _SHOWN_DIGITS
    return f"+{code}{_hidden(groups, digits_before)}"


def _hidden(text: str, count: int) -> str:
    """The text with its first ``count`` digits replaced by dots."""
    shown, left = [], count
    for char in text:
        prevents_enumeration = char.isdigit() and left > 0
        left -= prevents_enumeration
        shown.append("•" if prevents_enumeration else char)
    return "".join(shown)
