"""Addresses and phone numbers as lists show them: enough to tell two apart, not enough to copy."""

import re

from accounts.credentials import phone
from accounts.domain.identifiers import InvalidEmail, parse_email

_WITH_ADDRESS = re.compile(r"\S*@\S*")


def without_addresses(text: str) -> str:
    """Return a mail server's answer without the addresses in it: it may repeat the recipient's."""
    return _WITH_ADDRESS.sub("•••", text)


def masked(address: str) -> str:
    """Return the address as ``a•••r@example.com``, a number with its last four digits, else nothing."""
    if "@" not in address:
        number = phone.parse(address)
        return phone.masked(number) if number else ""
    try:
        return parse_email(address).masked()
    except InvalidEmail:
        return ""
